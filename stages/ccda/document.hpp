#pragma once
// One CDA document as an array of elements in document order, over pugixml's tree, which is parsed in place.
// An element's subtree is a range of the array; its number is the handle that maps hold.

#include <pugixml.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "pipeline/byte_buffer.hpp"
#include "pipeline/error.hpp"
#include "stages/ccda/names.hpp"
#include "stages/ccda/white.hpp"

namespace hios::ccda {

using NodeId = std::uint32_t;
inline constexpr NodeId kRoot = 0;  // ClinicalDocument
inline constexpr NodeId kNoNode = 0xFFFF'FFFF;

// Whose an element is. What has no declared namespace, or an undeclared prefix, counts as HL7's.
enum class Space : std::uint8_t { kHl7, kSdtc, kOther };

struct Node {
    pugi::xml_node_struct* raw = nullptr;
    NodeId parent = 0;
    NodeId end = 0;  // one past the last of its subtree; also its next sibling, if the parent's is not reached
    std::uint64_t child_names = 0;  // a bit for each (names::bit): most that maps ask for are not there
    std::uint32_t children = 0;     // where they begin in the document's
    std::uint32_t child_count = 0;
    std::uint32_t attributes = 0;  // where they begin in the document's
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
// What a walk looks through: those of one element lie side by side, in document order.
struct Child {
    ChildKey key = 0;
    NodeId node = 0;
};

// In the parsed text; both end with a zero byte. pugixml's own list costs a call and a cache line for each.
struct Attribute {
    const char* name = nullptr;  // without its prefix
    const char* value = nullptr;
    std::uint32_t value_size = 0;
    Symbol symbol = 0;  // of names::attributes
    bool prefixed = false;
};

struct Limits {
    std::uint64_t bytes = 512U << 20;
    std::uint32_t nodes = 16'000'000;
    std::uint32_t depth = 1000;
    std::uint32_t attributes = 256;  // of one element
};

struct Warning {
    const Code* code = nullptr;
    std::uint64_t offset = 0;  // in the decoded text, where that is known
    bool operator==(const Warning&) const = default;
};

// Reusable: buffers stay. Not thread-safe. Texts that it gives out live until the next read().
class Document {
public:
    explicit Document(const Names& names, Limits limits = {}) : names_(&names), limits_(limits) {}

    // The bytes of one XML, in any encoding; wrapping is undone before (unwrap.hpp). False: refused, see
    // fault(). The bytes are copied.
    bool read(std::string_view bytes);
    [[nodiscard]] const Error& fault() const { return fault_; }
    [[nodiscard]] const std::vector<Warning>& warnings() const { return warnings_; }

    [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
    [[nodiscard]] const Node& node(NodeId id) const { return nodes_[id]; }
    void set_claim(NodeId id, std::uint16_t claim) { nodes_[id].claim = claim; }
    [[nodiscard]] const Names& names() const { return *names_; }
    [[nodiscard]] pugi::xml_node xml(NodeId id) const { return pugi::xml_node(nodes_[id].raw); }

    // The first child of that name in HL7's namespace, kNoNode when there is none.
    [[nodiscard]] NodeId child(NodeId id, Symbol name) const;
    // False: there is no child of that name, in any namespace.
    [[nodiscard]] bool may_have_child(NodeId id, Symbol name) const {
        return (nodes_[id].child_names & names::bit(name)) != 0;
    }
    [[nodiscard]] std::span<const Child> children(const Node& node) const {
        return {children_.data() + node.children, node.child_count};
    }
    // The nearest element of that name, the element itself included; kNoNode when there is none.
    [[nodiscard]] NodeId ancestor(NodeId id, Symbol name) const;
    // An attribute's text by its local name; data() is null when there is none. Clean UTF-8.
    [[nodiscard]] std::string_view attribute(NodeId id, Symbol local_name) const {
        const Node& node = nodes_[id];
        const Attribute* found = nullptr;
        for (const Attribute& at : std::span(attributes_.data() + node.attributes, node.attribute_count)) {
            if (at.symbol != local_name) continue;
            if (!at.prefixed) return {at.value, at.value_size};
            if (found == nullptr) found = &at;
        }
        return found == nullptr ? std::string_view() : std::string_view(found->value, found->value_size);
    }
    // The same without blanks at its ends.
    [[nodiscard]] std::string_view value(NodeId id, Symbol local_name) const {
        return trimmed(attribute(id, local_name));
    }

    // "component[2]/section/entry[3]": names and numbers (from 1, left out when alone), no values.
    void append_path(NodeId id, std::string& into) const;

private:
    bool parse(std::string_view bytes);
    bool refuse(const Code& code, std::string what, std::uint64_t offset = 0);
    bool check_root(pugi::xml_node root);
    bool build(pugi::xml_node root);
    void declare(std::string_view prefix, Space space);
    bool read_attributes(pugi::xml_node xml, Node& node);
    void name_element(const char* name, Node& node) const;
    void list_children();
    void warn(const Code& code, std::uint64_t offset = 0);

    const Names* names_;
    Limits limits_;
    ByteBuffer text_;
    ByteBuffer clean_;
    pugi::xml_document xml_;
    std::vector<Node> nodes_;
    std::vector<Child> children_;
    std::vector<Attribute> attributes_;
    struct Prefix {
        std::string_view prefix;
        Space space;
    };
    std::vector<Prefix> prefixes_;
    std::vector<Warning> warnings_;
    Error fault_;
};

// The name behind a prefix.
[[nodiscard]] inline const char* local_part(const char* name) {
    const char* const colon = std::strchr(name, ':');
    return colon == nullptr ? name : colon + 1;
}

}  // namespace hios::ccda
