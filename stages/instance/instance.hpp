#pragma once
// One resource's JSON, typed: a tree of nodes over the text, each with its element definition and
// type. What the validator, FHIRPath and profiles look at. Nothing is copied but byte ranges.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/definitions/table.hpp"
#include "stages/json/cursor.hpp"

namespace hios::instance {

using NodeId = std::uint32_t;
inline constexpr NodeId kRoot = 0;
inline constexpr NodeId kNoNode = 0;  // the root is nobody's child and nobody's sibling
inline constexpr std::uint32_t kNotInList = 0xFFFF'FFFF;

enum class Shape : std::uint8_t { kAbsent, kObject, kString, kNumber, kBoolean };

// By Primitive; kept apart from shape_of(), where it would be made anew for each call.
inline constexpr auto kShapes = [] {
    using enum definitions::Primitive;
    std::array<Shape, definitions::kPrimitives> shapes{};
    shapes.fill(Shape::kString);
    const auto set = [&](definitions::Primitive one, Shape shape) { shapes[static_cast<std::size_t>(one)] = shape; };
    set(kNone, Shape::kAbsent);
    set(kBoolean, Shape::kBoolean);
    for (const auto number : {kInteger, kUnsignedInt, kPositiveInt, kDecimal}) set(number, Shape::kNumber);
    return shapes;
}();

// The JSON shape a value of the type must have: a string, number or boolean. kAbsent for kNone.
[[nodiscard]] constexpr Shape shape_of(definitions::Primitive kind) {
    return kShapes[static_cast<std::size_t>(kind)];
}

struct Node {
    json::Span value;  // of the JSON value (strings with quotes); of a primitive's `_name` object when it has no value
    NodeId parent = kNoNode;
    NodeId first = kNoNode;            // child; of a primitive: what its `_name` object holds (id, extension)
    NodeId next = kNoNode;             // sibling, in the order of the text; the items of a list follow each other
    std::uint32_t index = kNotInList;  // in its list
    definitions::PropertyId property = definitions::kNoProperty;  // none: the root
    definitions::TypeId type = definitions::kNoType;              // of a resource in contained or entry: its own type
    Shape shape = Shape::kAbsent;  // kAbsent: a primitive with id or extensions but no value
    bool opaque = false;           // a nested resource whose inside was not read; see Instance::opaque
};

// Nodes in the order in which they were met. Room is made, and nodes are written, once; after clear() the
// next ones overwrite them: add() is a comparison and the stores.
class NodeList {
public:
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] Node& operator[](std::size_t id) { return room_[id]; }
    [[nodiscard]] const Node& operator[](std::size_t id) const { return room_[id]; }
    void clear() { size_ = 0; }
    NodeId add(const Node& node) {
        if (size_ == room_.size()) grow();
        room_[size_] = node;
        return static_cast<NodeId>(size_++);
    }

private:
    void grow();

    std::vector<Node> room_;
    std::size_t size_ = 0;
};

// The nodes of one resource. Reused for the next; not thread-safe.
class Instance {
public:
    // A resource that was left out, and the token of the text at which it can be read.
    struct Opaque {
        NodeId node = kNoNode;
        std::uint32_t token = 0;
    };

    std::string_view text;       // the indexed text, padded
    bool escapes = true;         // whether the text may hold a backslash; who calls the Reader may know better
    NodeList nodes;              // nodes[0] is the resource
    std::vector<NodeId> nested;  // resources in it, in the order of the text
    std::vector<Opaque> opaque;

    [[nodiscard]] const Node& node(NodeId id) const { return nodes[id]; }
    // The text of a node's value; of a string without its quotes, escapes as written.
    [[nodiscard]] std::string_view raw(const Node& node) const {
        const std::uint32_t quote = node.shape == Shape::kString ? 1 : 0;
        return {text.data() + node.value.begin + quote, node.value.end - node.value.begin - 2 * quote};
    }
    // The first child that is an item of the element called `name` ("value" finds valueQuantity).
    [[nodiscard]] NodeId child(const definitions::Table& table, NodeId of, std::string_view name) const;
    // The next item of the same element, or kNoNode.
    [[nodiscard]] NodeId next_of_same(const definitions::Table& table, NodeId id) const;
};

// "Patient.name[0].given[1]", "Bundle.entry[2].resource"; appended.
void append_path(const Instance& instance, const definitions::Table& table, NodeId id, std::string& into);

}  // namespace hios::instance
