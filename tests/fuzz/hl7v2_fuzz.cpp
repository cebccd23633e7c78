// Reads any bytes as a file of HL7 v2 messages. The first byte says in which pieces it comes: the documents must be
// those of the file in one piece, none may overlap another, and every value of every message must be found again by
// its number and become UTF-8 without control characters. Groups and addresses must not end the program.

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/hl7v2/escapes.hpp"
#include "stages/hl7v2/message_view.hpp"
#include "stages/hl7v2/read_addresses.hpp"
#include "stages/hl7v2/sniff.hpp"
#include "stages/hl7v2/splitter.hpp"
#include "stages/hl7v2/wide_decoder.hpp"
#include "stages/json/utf8.hpp"
#include "tests/stages/hl7v2/groups.hpp"

namespace hios {
namespace {

constexpr std::size_t kLongestDocument = 4096;

void check(bool holds) {
    if (!holds) std::abort();
}

struct Range {
    hl7v2::DocumentKind kind;
    std::uint64_t offset;
    std::uint64_t length;
    std::string text;
    const Code* note;
    friend bool operator==(const Range&, const Range&) = default;
};

std::vector<Range> split(std::string_view file, std::size_t step) {
    std::vector<Range> ranges;
    hl7v2::Splitter splitter(kLongestDocument);
    const auto emit = [&](const hl7v2::MessageRange& range) {
        ranges.push_back({range.kind, range.offset, range.length, std::string(range.bytes), range.note});
    };
    for (std::size_t at = 0; at < file.size(); at += step) splitter.feed(file.substr(at, step), emit);
    splitter.finish(emit);
    return ranges;
}

void check_text(std::string_view text) {
    check(json::is_utf8(text));
    for (const char c : text) check(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t');
}

class View {
public:
    View() : space_(std::make_shared<const hl7v2::Walk>(hl7v2::test::oru_groups())) {
        for (const char* address : {"MSH-9", "PID-3[2].1", "OBX-5.whole", "ZPI-4", "NTE-3", "PID-5.deleted"})
            slots_.push_back(space_.resolve(address, map::kNoSlot)->slot);
        for (const char* address : {"PATIENT", "ORDER", "OBX", "PID-3"}) {
            const map::Slot each = space_.resolve(address, map::kNoSlot)->slot;
            each_.push_back(each);
            inner_.push_back(space_.resolve("OBX", each)->slot);
            inner_.push_back(space_.resolve("NTE-3", each)->slot);
        }
        reads_ = std::make_unique<hl7v2::ReadAddresses>(space_);
        view_ = std::make_unique<hl7v2::MessageView>(space_);
    }
    void look(const hl7v2::Message& message) {
        scratch_.clear();
        view_->set(message);
        for (const map::Slot slot : slots_) check_text(view_->text(map::kWholeDocument, slot, scratch_));
        for (const map::Slot each : each_) {
            const std::uint32_t count = std::min(view_->count(map::kWholeDocument, each), 100U);
            for (std::uint32_t i = 0; i < count; ++i) {
                const map::Handle place = view_->item(map::kWholeDocument, each, i);
                check(place != map::kWholeDocument && !view_->place(place, scratch_).empty());
                for (const map::Slot outer : each_) (void)view_->enclosing(place, outer);
                for (const map::Slot slot : inner_) {
                    check_text(view_->text(place, slot, scratch_));
                    (void)view_->count(place, slot);
                }
            }
        }
        std::size_t unread = 0;
        hl7v2::visit_leaves(message, [&](const hl7v2::Leaf& leaf) {
            unread += reads_->reads(leaf) ? 0U : 1U;
            check(message.segment(leaf.segment_index)
                      .field(leaf.field)
                      .part(leaf.repetition)
                      .part(leaf.component)
                      .part(leaf.subcomponent)
                      .offset() == leaf.part.offset());
            check_text(unescaper_.decode(message, leaf.part.text()));
        });
    }

private:
    hl7v2::Hl7v2Space space_;
    std::vector<map::Slot> slots_;
    std::vector<map::Slot> each_;
    std::vector<map::Slot> inner_;
    std::unique_ptr<hl7v2::ReadAddresses> reads_;
    std::unique_ptr<hl7v2::MessageView> view_;
    map::Scratch scratch_;
    hl7v2::Unescaper unescaper_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static View view;
    static hl7v2::Message message;
    if (size < 1) return 0;
    const std::size_t step = 1 + data[0] % 64;
    const std::string_view file(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (hl7v2::sniff(file) == hl7v2::Sniffed::kWideEr7) check(json::is_utf8(hl7v2::WideDecoder().decode(file, true)));

    const std::vector<Range> whole = split(file, file.size() + 1);
    check(split(file, step) == whole);
    std::uint64_t end = 0;
    for (const Range& range : whole) {
        check(range.offset >= end && range.offset + range.length <= file.size());
        end = range.offset + range.length;
        if (range.kind == hl7v2::DocumentKind::kTooLong) continue;
        check(file.substr(range.offset, range.length) == range.text);
        const std::vector<char> exact(range.text.begin(), range.text.end());
        if (!message.read({exact.data(), exact.size()}, {})) view.look(message);
    }
    return 0;
}

}  // namespace hios
