#include "stages/hl7v2/dictionary/deviations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "stages/hl7v2/dictionary/codes.hpp"
#include "stages/hl7v2/dictionary/value_types.hpp"

namespace hios::hl7v2::dictionary {
namespace {

bool is_name(std::string_view name) {
    return name.size() == 3 && std::all_of(name.begin(), name.end(),
                                           [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

bool is_required(const Element& element) {
    return element.of_version && element.optionality == Optionality::kRequired;
}

std::uint64_t held_key(std::uint32_t instance, std::uint16_t node) {
    return std::uint64_t{instance} << 16 | node;
}

}  // namespace

std::string place_text(const Deviation& deviation) {
    std::string out(deviation.segment.empty() ? "?" : deviation.segment);
    if (deviation.occurrence > 1) out += fmt::format("[{}]", deviation.occurrence);
    if (deviation.field != 0) out += fmt::format("-{}", deviation.field);
    if (deviation.repetition > 1) out += fmt::format("[{}]", deviation.repetition);
    if (deviation.component != 0) out += fmt::format(".{}", deviation.component);
    return out;
}

void DeviationFinder::add(const Code& code, std::uint32_t offset) {
    if (found_.size() >= kMost) return;
    at_.code = &code;
    at_.offset = offset;
    found_.push_back(at_);
}

const std::vector<Deviation>& DeviationFinder::find(const Message& message) {
    found_.clear();
    counts_.clear();
    set_ids_.clear();
    occurrences_.clear();
    held_.clear();
    resolved_ = resolve(read_stated(message, names_));
    for (const std::string_view name : names_) occurrences_.push_back(++counts_[segment_code(name)]);
    check_header(message);
    if (resolved_.structure != nullptr) placement_.place(*resolved_.structure, names_);
    for (std::uint32_t index = 0; index < message.segment_count(); ++index) {
        at_ = {};
        at_.segment = is_name(names_[index]) ? names_[index] : std::string_view();
        at_.occurrence = occurrences_[index];
        if (resolved_.structure != nullptr) check_place(message, index, *resolved_.structure);
        check_segment(message.segment(index));
    }
    if (resolved_.structure != nullptr) check_missing(message, *resolved_.structure);
    return found_;
}

void DeviationFinder::check_header(const Message& message) {
    const Segment header = message.header();
    at_ = {};
    at_.segment = "MSH";
    at_.occurrence = 1;
    at_.field = 12;
    if (!resolved_.version_known) add(codes::kVersionUnknown, header.field(12).offset());
    at_.field = 9;
    if (resolved_.structure == nullptr) add(codes::kStructureUnknown, header.field(9).offset());
    at_.component = 3;
    if (resolved_.contradicts) add(codes::kStructureWrong, header.field(9).offset());
}

void DeviationFinder::check_place(const Message& message, std::uint32_t index, const Structure& structure) {
    const Place& place = placement_.places()[index];
    const std::uint32_t offset = message.segment(index).offset();
    const std::uint32_t code = segment_code(names_[index]);
    if (place.node == kNoNode) {
        if (names_[index].starts_with('Z')) return;  // the sender's own may stand anywhere
        const auto& nodes = structure.nodes;
        const bool known =
            std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) { return code != 0 && node.code == code; });
        add(known ? codes::kSegmentRepeats : codes::kSegmentUnexpected, offset);
        return;
    }
    if (place.late) add(codes::kSegmentLate, offset);
    const std::uint64_t key = held_key(place.instance, place.node);
    const auto at = std::lower_bound(held_.begin(), held_.end(), key);
    if (at != held_.end() && *at == key) {
        if (!structure.nodes[place.node].repeats) add(codes::kSegmentRepeats, offset);
    } else {
        held_.insert(at, key);  // nearly always at the end: instances and nodes grow
    }
}

// Required segments of every instance that are not there; of groups only those that began.
void DeviationFinder::check_missing(const Message& message, const Structure& structure) {
    const auto& instances = placement_.instances();
    for (std::uint32_t i = 1; i < instances.size(); ++i) {
        const std::uint64_t key = held_key(instances[i].parent, instances[i].node);
        held_.push_back(key);
    }
    std::sort(held_.begin(), held_.end());
    std::vector<std::uint32_t> begins(instances.size(), message.header().offset());
    for (std::uint32_t index = message.segment_count(); index-- > 0;) {
        begins[placement_.places()[index].instance] = message.segment(index).offset();
    }
    for (std::uint32_t i = 0; i < instances.size(); ++i) {
        const Node& group = structure.nodes[instances[i].node];
        for (auto child = static_cast<std::uint16_t>(instances[i].node + 1); child < group.end;
             child = structure.nodes[child].end) {
            const Node& node = structure.nodes[child];
            if (!node.required || std::binary_search(held_.begin(), held_.end(), held_key(i, child))) continue;
            at_ = {};
            at_.segment = node.name;
            add(codes::kSegmentMissing, begins[i]);
        }
    }
}

void DeviationFinder::check_segment(Segment segment) {
    const SegmentType* type = resolved_.release->segment(segment_code(segment.name()));
    if (type == nullptr) {
        if (!segment.name().starts_with('Z')) add(codes::kSegmentUnknown, segment.offset());
        return;
    }
    if (!type->of_version) add(codes::kSegmentNotOfVersion, segment.offset());
    observation_type_ = type->name == "OBX" ? segment.first(2, 1).text() : std::string_view();
    check_set_id(*type, segment);
    const std::uint32_t count = segment.field_count();
    for (std::uint32_t number = 1; number <= std::max<std::size_t>(count, type->fields.size()); ++number) {
        at_.field = number;
        at_.repetition = at_.component = 0;
        if (segment.is_header() && number <= 2) continue;
        const Part field = segment.field(number);
        const Element* element = Release::at(type->fields, number);
        const bool blank = number > count || field.blank();
        if (element == nullptr) {
            if (!blank) add(codes::kFieldUnknown, field.offset());
        } else if (blank) {
            if (is_required(*element)) add(codes::kFieldMissing, segment.offset());
        } else {
            check_field(*type, *element, field);
        }
    }
    at_.field = at_.repetition = at_.component = 0;
}

void DeviationFinder::check_field(const SegmentType& type, const Element& element, Part field) {
    if (!element.of_version && type.of_version) return add(codes::kFieldUnknown, field.offset());
    if (element.optionality == Optionality::kWithdrawn) add(codes::kFieldWithdrawn, field.offset());
    for (const Part& repetition : field.parts()) {
        at_.component = 0;
        if (++at_.repetition == 2 && !element.repeats) add(codes::kFieldRepeats, repetition.offset());
        if (repetition.blank()) continue;
        if (type.name == "OBX" && at_.field == 5) {
            const Type* stated = resolved_.release->type(observation_type_);
            if (stated != nullptr) check_value(*stated, repetition);
        } else {
            check_value(*element.type, repetition);
        }
    }
}

void DeviationFinder::check_value(const Type& type, Part part) {
    if (type.kind == Kind::kOpaque || type.kind == Kind::kText || part.is_delete()) return;
    if (type.kind == Kind::kPrimitive) {
        std::uint32_t number = 0;
        for (const Part& child : part.parts()) {
            if (++number == 1) {
                check_leaf(type.name, child.level() == Level::kComponent ? child.part(1) : child);
            } else if (!child.blank()) {
                if (child.level() == Level::kComponent) at_.component = number;
                add(codes::kComponentUnknown, child.offset());
            }
        }
        return;
    }
    const bool components = part.level() == Level::kRepetition;
    std::uint32_t number = 0;
    for (const Part& child : part.parts()) {
        ++number;
        if (components) at_.component = number;
        const Element* element = Release::at(type.components, number);
        if (child.blank()) {
            if (element != nullptr && is_required(*element)) add(codes::kComponentMissing, child.offset());
        } else if (element == nullptr || !element->of_version) {
            add(codes::kComponentUnknown, child.offset());
        } else if (components) {
            check_value(*element->type, child);
        } else {
            check_leaf(element->type->name, child);
        }
    }
    while (++number <= type.components.size()) {
        if (components) at_.component = number;
        if (is_required(type.components[number - 1])) add(codes::kComponentMissing, part.end());
    }
}

void DeviationFinder::check_leaf(std::string_view type, Part leaf) {
    if (!leaf.is_delete() && !leaf.blank() && !is_value_of(type, leaf.text())) add(codes::kValueType, leaf.offset());
}

void DeviationFinder::check_set_id(const SegmentType& type, Segment segment) {
    if (type.fields.empty() || !type.fields[0].key.starts_with("set_id") || segment.field_count() == 0) return;
    const std::string_view text = segment.first(1, 1).text();
    std::uint32_t value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) return;
    std::uint32_t& last = set_ids_[segment_code(type.name)];
    at_.field = 1;
    if (value != 1 && value != last + 1) add(codes::kSetId, segment.field(1).offset());
    at_.field = 0;
    last = value;
}

}  // namespace hios::hl7v2::dictionary
