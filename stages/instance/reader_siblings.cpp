// The `_` halves of primitives: ids and extensions beside a value, or in its place. R4 json.html#primitive.

#include "stages/instance/reader_parts.hpp"

namespace hios::instance {

Reader::Token Reader::sibling_member(Frame& frame, const Found& member, std::uint32_t depth) {
    const std::uint64_t bit = member.bit();
    const std::uint8_t place = member.is.ordinal;
    const bool seen = (frame.seen() & bit) != 0;
    if (seen && (frame.property[place] != member.is.id || (frame.siblings & bit) != 0)) {
        const bool same = frame.property[place] == member.is.id;
        report(same ? rules::kRepeatedMember : rules::kTwoTypesOfChoice, frame, member);
        return skip(depth, member.value());
    }
    frame.siblings |= bit;
    frame.property[place] = member.is.id;

    const bool array = peek(member.value()) == '[';
    if (array != member.is.repeats) {
        report(array ? rules::kAList : rules::kNotAList, frame, member);
        if (!seen) frame.siblings &= ~bit;
        return skip(depth, member.value());
    }
    if (!array) {
        if (!seen || frame.first[place] == kNoNode) frame.first[place] = add(frame, member.is, kNotInList);
        return sibling_value(frame.first[place], depth, member.value());
    }
    frame.gaps |= bit;
    return list(frame, member, seen, depth, [&](NodeId id, Token at) { return sibling_value(id, depth - 1, at); });
}

Reader::Token Reader::sibling_value(NodeId id, std::uint32_t depth, Token at) {
    if (peek(at) == '{') {
        const Node before = node(id);
        at = object(id, element_type_, depth, at);
        node(id).shape = before.shape;
        if (before.shape != Shape::kAbsent) node(id).value = before.value;  // the node keeps the place of its value
        return at;
    }
    if (peek(at) != 'n') return wrong(rules::kWrongJsonType, id, depth, at);
    json::Span span;
    if (!cursor_at(at).scalar(span)) return nullptr;
    if (node(id).index == kNotInList) report(rules::kNull, id, span);
    if (node(id).value.empty()) node(id).value = span;
    return at + 1;
}

// Nowhere may both halves of a list of primitives be null.
void Reader::check_siblings(const Frame& frame, const definitions::Element& element) {
    const definitions::PropertyId property = frame.property[element.ordinal];
    for (NodeId id = frame.first[element.ordinal]; id != kNoNode; id = node(id).next) {
        if (node(id).property != property) continue;
        if (node(id).shape == Shape::kAbsent && node(id).first == kNoNode)
            report(rules::kNullWithoutSibling, id, node(id).value);
    }
}

}  // namespace hios::instance
