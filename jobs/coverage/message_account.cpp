#include <fmt/format.h>

#include "jobs/coverage/document_account.hpp"
#include "stages/hl7v2/message_view.hpp"
#include "stages/hl7v2/read_addresses.hpp"
#include "stages/map/forwarding_view.hpp"

namespace hios::jobs {
namespace {

using map::Handle;
using map::Scratch;
using map::Slot;

// A view that remembers which bytes each address has read.
class WatchedMessage final : public map::ForwardingView<hl7v2::MessageView> {
public:
    struct Range {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        Slot slot = 0;
        auto operator<=>(const Range&) const = default;
    };

    explicit WatchedMessage(const hl7v2::Hl7v2Space& space) : ForwardingView(space), space_(space) {
        view_.trace(&last_);
    }
    void set(const hl7v2::Message& message) { view_.set(message); }
    [[nodiscard]] const std::set<Range>& ranges() const { return ranges_; }

    std::string_view text(Handle scope, Slot slot, Scratch& scratch) const override {
        last_.clear();
        const std::string_view found = view_.text(scope, slot, scratch);
        if (space_.read_by(slot)) {
            for (const auto& [begin, end] : last_) ranges_.insert({begin, end, slot});
        }
        return found;
    }

private:
    const hl7v2::Hl7v2Space& space_;
    mutable hl7v2::MessageView::Reads last_;
    mutable std::set<Range> ranges_;
};

// "OBX[2]-5[1].1", with numbers only where there are several.
std::string address_of(const hl7v2::Leaf& leaf, std::uint32_t occurrence, bool several) {
    std::string text(leaf.segment);
    if (several) text += fmt::format("[{}]", occurrence);
    text += fmt::format("-{}", leaf.field);
    if (leaf.repetition > 1) text += fmt::format("[{}]", leaf.repetition);
    if (leaf.component > 1 || leaf.subcomponent > 1) text += fmt::format(".{}", leaf.component);
    if (leaf.subcomponent > 1) text += fmt::format(".{}", leaf.subcomponent);
    return text;
}

}  // namespace

Outcome<DocumentAccount> account_of_message(const map::Program& program, std::string_view text) {
    hl7v2::Message message;
    if (const auto fault = message.read(text, {})) return fail(reject(*fault->code, std::string(fault->code->meaning)));
    WatchedMessage view(dynamic_cast<const hl7v2::Hl7v2Space&>(*program.space));
    view.set(message);
    map::Machine machine(program, "explain");
    ByteBuffer made;
    DocumentAccount account;
    account.mapped = machine.run(view, made);

    std::map<std::string_view, std::uint32_t> all;
    std::vector<std::uint32_t> occurrences;
    for (std::uint32_t i = 0; i < message.segment_count(); ++i) occurrences.push_back(++all[message.segment(i).name()]);
    std::map<std::uint32_t, std::size_t> at;  // offset of a leaf -> its number
    hl7v2::visit_leaves(message, [&](const hl7v2::Leaf& leaf) {
        at.emplace(leaf.part.offset(), account.values.size());
        SourceValue& value = account.values.emplace_back();
        value.address = address_of(leaf, occurrences[leaf.segment_index], all[leaf.segment] > 1);
    });
    std::vector<std::set<Slot>> sources(account.values.size());
    for (const WatchedMessage::Range& range : view.ranges()) {
        for (auto leaf = at.lower_bound(range.begin); leaf != at.end() && leaf->first < range.end; ++leaf)
            sources[leaf->second].insert(range.slot);
    }
    tell_fates(program, machine.counts(), sources, account);
    return account;
}

}  // namespace hios::jobs
