#include "stages/hl7v2/json/writer.hpp"

#include <algorithm>
#include <tuple>

namespace hios::hl7v2::json {
namespace {

using dictionary::kNoNode;
using dictionary::Node;
using dictionary::Place;
using dictionary::segment_code;
using dictionary::SegmentType;
using dictionary::Structure;

// For messages of no known structure: nothing but the header has a place of its own.
const Structure& header_only() {
    static const Structure structure = [] {
        Node whole;
        whole.group = true;
        whole.end = 2;
        Node header;
        header.name = "MSH";
        header.key = "msh";
        header.code = segment_code("MSH");
        header.end = 2;
        return Structure{"", false, {whole, header}};
    }();
    return structure;
}

// Three letters or digits, a letter first: what the standard's and the senders' own segments are called.
bool is_segment_name(std::uint32_t code) {
    const auto letter = [](std::uint32_t c) { return c >= 'A' && c <= 'Z'; };
    const auto digit = [](std::uint32_t c) { return c >= '0' && c <= '9'; };
    const std::uint32_t second = code >> 8 & 0xFF;
    const std::uint32_t third = code & 0xFF;
    return code >> 24 == 0 && letter(code >> 16) && (letter(second) || digit(second)) &&
           (letter(third) || digit(third));
}

// "abc" of segment_code("ABC").
std::string_view lower_name(std::uint32_t code, char (&into)[3]) {
    for (int i = 0; i < 3; ++i) {
        const auto c = static_cast<char>(code >> (16 - 8 * i) & 0xFF);
        into[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return {into, 3};
}

// 2024-01-31 of "20240131...".
std::string date(std::string_view time) {
    if (time.size() < 8 || !std::all_of(time.begin(), time.begin() + 8, [](char c) { return c >= '0' && c <= '9'; })) {
        return "unknown";
    }
    const std::string_view month = time.substr(4, 2);
    const std::string_view day = time.substr(6, 2);
    if (month < "01" || month > "12" || day < "01" || day > "31") return "unknown";
    return std::string(time.substr(0, 4)).append("-").append(month).append("-").append(day);
}

}  // namespace

const Written& Writer::write(const Message& message, ByteBuffer& into) {
    dictionary::Stated stated = dictionary::read_stated(message, names_);
    if (options_.version) stated.version = dictionary::kVersionNames[*options_.version];
    resolved_ = dictionary::resolve(stated);
    written_.structure = dictionary::structure_name(resolved_, stated);
    written_.known = resolved_.structure != nullptr;
    written_.date = date(message.header().first(7, 1).text());
    structure_ = written_.known ? resolved_.structure : &header_only();

    place(message);
    JsonOut out(into);
    segments_.begin(message, *resolved_.release, out);
    out.begin_object();
    out.key(kStructureKey);
    out.text(written_.structure);
    out.key(kVersionKey);
    out.text(resolved_.release->name());
    write_instance(message, 0, out);
    out.end_object();
    out.line_end();
    return written_;
}

void Writer::place(const Message& message) {
    placement_.place(*structure_, names_);
    entries_.clear();
    const auto& instances = placement_.instances();
    for (std::uint32_t i = 1; i < instances.size(); ++i) {
        entries_.push_back({instances[i].parent, instances[i].node, true, 0, i});
    }
    for (std::uint32_t i = 0; i < message.segment_count(); ++i) {
        const Place& place = placement_.places()[i];
        std::uint32_t code = 0;
        if (place.node == kNoNode) {
            code = segment_code(names_[i]);
            if (!is_segment_name(code)) code = 0;
        }
        entries_.push_back({place.instance, place.node, false, code, i});
    }
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.instance, a.node, a.code, a.index) < std::tie(b.instance, b.node, b.code, b.index);
    });
    begins_.assign(instances.size() + 1, 0);
    for (const Entry& entry : entries_) ++begins_[entry.instance + 1];
    for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
}

void Writer::write_instance(const Message& message, std::uint32_t instance, JsonOut& out) {
    const Entry* at = entries_.data() + begins_[instance];
    const Entry* const end = entries_.data() + begins_[instance + 1];
    while (at < end) {
        const Entry* run = at;
        while (run < end && run->node == at->node && run->code == at->code) ++run;
        if (at->node == kNoNode) {
            write_unplaced(message, at, run, out);
        } else {
            const Node& node = structure_->nodes[at->node];
            out.key(node.key);
            if (node.repeats_ever) out.begin_array();
            for (; at < run; ++at) write_entry(message, *at, out);
            if (node.repeats_ever) out.end_array();
        }
        at = run;
    }
}

void Writer::write_entry(const Message& message, const Entry& entry, JsonOut& out) {
    if (!entry.group) return write_segment(message.segment(entry.index), segment_code(names_[entry.index]));
    out.begin_object();
    write_instance(message, entry.index, out);
    out.end_object();
}

void Writer::write_unplaced(const Message& message, const Entry* begin, const Entry* end, JsonOut& out) {
    const std::uint16_t group = placement_.instances()[begin->instance].node;
    const std::string_view taken = declared(group, begin->code);
    char name[3];
    if (begin->code == 0) {
        out.key(kUnknownSegments);
    } else if (!taken.empty()) {
        out.key(taken, kRepeats);
    } else {
        out.key(lower_name(begin->code, name));
    }
    out.begin_array();
    for (; begin < end; ++begin) {
        if (begin->code == 0) {
            segments_.write_unnamed(message.segment(begin->index));
        } else {
            write_segment(message.segment(begin->index), begin->code);
        }
    }
    out.end_array();
}

void Writer::write_segment(Segment segment, std::uint32_t code) {
    if (const SegmentType* type = resolved_.release->segment(code); type != nullptr) {
        segments_.write(segment, *type);
    } else {
        segments_.write_unknown(segment);
    }
}

// The key of a group's own segment of this name; empty when it has none.
std::string_view Writer::declared(std::uint16_t group, std::uint32_t code) const {
    const std::vector<Node>& nodes = structure_->nodes;
    for (std::uint16_t child = group + 1; child < nodes[group].end; child = nodes[child].end) {
        if (code != 0 && nodes[child].code == code) return nodes[child].key;
    }
    return {};
}

}  // namespace hios::hl7v2::json
