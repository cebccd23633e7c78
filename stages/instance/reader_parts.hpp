#pragma once
// What the rooms of Reader share: the object being read, its members, nodes and lists.

#include <array>
#include <cstring>

#include "stages/instance/reader.hpp"
#include "stages/instance/rules.hpp"
#include "stages/json/key_hash.hpp"

namespace hios::instance {

[[nodiscard]] inline bool is_primitive(definitions::TypeId type) {
    return type != definitions::kNoType && type < definitions::kPrimitives;
}

// One member of the object being read.
struct Reader::Found {
    const definitions::Member& is;
    Token name;  // behind it stand a colon and the value
    [[nodiscard]] std::uint64_t bit() const { return 1ULL << is.ordinal; }
    [[nodiscard]] Token value() const { return name + 2; }
};

// An object being read. Bits and array places are ordinals of elements.
struct Reader::Frame {
    NodeId self = kRoot;
    definitions::TypeId type = definitions::kNoType;
    NodeId last = kNoNode;       // child
    std::uint64_t valued = 0;    // elements whose value has been read
    std::uint64_t siblings = 0;  // elements whose `_` member has been read
    std::uint64_t gaps = 0;      // lists in which a null stands
    bool has_type_member = false;
    // Valid where a bit of valued or siblings is set.
    std::array<definitions::PropertyId, 64> property;
    std::array<NodeId, 64> first;

    [[nodiscard]] std::uint64_t seen() const { return valued | siblings; }
};

[[gnu::always_inline]] inline NodeId Reader::add(Frame& frame, const definitions::Member& is, std::uint32_t index,
                                                 json::Span value, Shape shape) {
    NodeList& nodes = instance_->nodes;
    const NodeId id = nodes.add({value, frame.self, kNoNode, kNoNode, index, is.id, is.type, shape});
    if (frame.last == kNoNode) {
        nodes[frame.self].first = id;
    } else {
        nodes[frame.last].next = id;
    }
    frame.last = id;
    return id;
}

inline json::Cursor& Reader::cursor_at(Token at) {
    cursor_->rewind(static_cast<std::uint32_t>(at - cursor_->tokens()));
    return *cursor_;
}

// The items of the member's array. `seen`: the nodes stand already, made by the list's other half
// (values or `_` members), which came first.
template <class Each>
Reader::Token Reader::list(Frame& frame, const Found& member, bool seen, std::uint32_t depth, Each&& each) {
    Token at = member.value();
    if (depth == 0) {
        cursor_->fail(json::codes::kTooDeep, *at);
        return nullptr;
    }
    ++at;
    if (peek(at) == ']') {
        report(rules::kEmptyList, frame, member);
        if (!seen) frame.first[member.is.ordinal] = kNoNode;
        return at + 1;
    }
    NodeId known = seen ? frame.first[member.is.ordinal] : kNoNode;
    bool longer = false;
    std::uint32_t index = 0;
    for (;; ++index) {
        NodeId id = known;
        if (known == kNoNode) {
            longer = seen;
            id = add(frame, member.is, index);
            if (index == 0) frame.first[member.is.ordinal] = id;
        } else {
            known = node(known).next;
            if (known != kNoNode && node(known).property != member.is.id) known = kNoNode;
        }
        at = each(id, at);
        if (at == nullptr) return nullptr;
        if (peek(at) != ',') break;
        ++at;
    }
    if (seen && (longer || known != kNoNode)) report(rules::kSiblingLength, frame, member);
    if (member.is.repeats && index > 0) {
        const std::uint16_t max = table_.element(table_.property(member.is.id).element).max;
        if (max != definitions::kUnbounded && index >= max) report(rules::kTooMany, frame, member);
    }
    return peek(at) == ']' ? at + 1 : unexpected(at);
}

}  // namespace hios::instance
