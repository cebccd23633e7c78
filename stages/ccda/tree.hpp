#pragma once
// What a CDA document is read into: its elements as an array in document order, and beside it their attributes, texts
// and children. An element's subtree is a range of the array; its number is the handle that maps hold.

#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/ccda/names.hpp"

namespace hios::ccda {

using NodeId = std::uint32_t;
inline constexpr NodeId kRoot = 0;  // ClinicalDocument
inline constexpr NodeId kNoNode = 0xFFFF'FFFF;

// Whose an element is. What has no declared namespace, or an undeclared prefix, counts as HL7's.
enum class Space : std::uint8_t { kHl7, kSdtc, kOther };

struct Node {
    const char* tag = nullptr;      // its name as written; the byte before is '<'
    std::uint64_t child_names = 0;  // a bit for each (names::bit): most that maps ask for are not there
    NodeId parent = 0;
    NodeId end = 0;  // one past the last of its subtree; also its next sibling, if the parent's is not reached
    std::uint32_t tag_size = 0;
    std::uint32_t size = 0;      // bytes from `tag` to behind its end tag
    std::uint32_t children = 0;  // where they begin in the tree's
    std::uint32_t child_count = 0;
    std::uint32_t attributes = 0;  // where they begin in the tree's
    std::uint32_t texts = 0;       // where those of its subtree begin in the tree's
    std::uint32_t first_text = 0;  // of its own: number in the tree's + 1; 0: none
    std::uint16_t attribute_count = 0;
    Symbol name = 0;
    std::uint16_t claim = 0;  // dispatch.hpp
    Space space = Space::kHl7;
    std::uint8_t flags = 0;
};
inline constexpr std::uint8_t kHasNullFlavor = 1;
inline constexpr std::uint8_t kHasId = 2;
inline constexpr std::uint8_t kDefaultSdtc = 4;  // it and its children without a prefix are sdtc's
inline constexpr std::uint8_t kDeclares = 8;     // it has an xmlns of its own

// A child by its name and whose that is, as one number.
using ChildKey = std::uint32_t;
[[nodiscard]] constexpr ChildKey child_key(Symbol name, Space space) {
    return static_cast<ChildKey>(name) | (static_cast<ChildKey>(space) << 16U);
}
[[nodiscard]] constexpr Symbol name_of(ChildKey key) {
    return static_cast<Symbol>(key);
}
// What a walk looks through: those of one element lie side by side, in document order.
struct Child {
    ChildKey key = 0;
    NodeId node = 0;
};

struct Attribute {
    const char* name = nullptr;  // without its prefix; of a namespace declaration with it
    const char* value = nullptr;
    std::uint32_t value_size = 0;
    std::uint16_t name_size = 0;
    Symbol symbol = 0;  // its name in Names::attributes
    // The byte before the name is a colon or a blank: most need not be asked.
    [[nodiscard]] bool is_prefixed() const { return name[-1] == ':'; }
    [[nodiscard]] std::string_view name_view() const { return {name, name_size}; }
    [[nodiscard]] std::string_view view() const { return {value, value_size}; }
};

// Character data; what comments and CDATA cut is several.
struct Text {
    const char* begin = nullptr;
    std::uint32_t size = 0;
    NodeId parent = 0;
    NodeId before = 0;       // the element that begins next
    std::uint32_t next = 0;  // of the same element: number in the tree's + 1; 0: none
    [[nodiscard]] std::string_view view() const { return {begin, size}; }
};

struct Tree {
    std::vector<Node> nodes;
    std::vector<Child> children;
    std::vector<Attribute> attributes;
    std::vector<Text> texts;  // in document order: those of a subtree lie side by side

    void clear() {
        nodes.clear();
        children.clear();
        attributes.clear();
        texts.clear();
    }
};

// The name behind a prefix.
[[nodiscard]] inline std::string_view local_part(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace hios::ccda
