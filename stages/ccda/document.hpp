#pragma once
// One CDA document as a tree (tree.hpp) over its text, which is read in place.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "pipeline/byte_buffer.hpp"
#include "pipeline/error.hpp"
#include "stages/ccda/tree.hpp"
#include "stages/ccda/tree_builder.hpp"
#include "stages/ccda/white.hpp"

namespace hios::ccda {

struct Warning {
    const Code* code = nullptr;
    std::uint64_t offset = 0;  // in the decoded text, where that is known
    bool operator==(const Warning&) const = default;
};

// Reusable: buffers stay. Not thread-safe. Texts that it gives out live until the next read().
class Document {
public:
    explicit Document(const Names& names, Limits limits = {})
        : names_(&names), limits_(limits), builder_(names, limits) {}

    // The bytes of one XML, in any encoding; wrapping is undone before (unwrap.hpp). False: refused, see
    // fault(). The bytes are copied.
    bool read(std::string_view bytes);
    [[nodiscard]] const Error& fault() const { return fault_; }
    [[nodiscard]] const std::vector<Warning>& warnings() const { return warnings_; }

    [[nodiscard]] const std::vector<Node>& nodes() const { return tree_.nodes; }
    [[nodiscard]] const Node& node(NodeId id) const { return tree_.nodes[id]; }
    void set_claim(NodeId id, std::uint16_t claim) { tree_.nodes[id].claim = claim; }
    [[nodiscard]] const Names& names() const { return *names_; }
    [[nodiscard]] const std::vector<Text>& texts() const { return tree_.texts; }

    // The first child of that name in HL7's namespace, kNoNode when there is none.
    [[nodiscard]] NodeId child(NodeId id, Symbol name) const;
    // False: there is no child of that name, in any namespace.
    [[nodiscard]] bool may_have_child(NodeId id, Symbol name) const {
        return (node(id).child_names & names::bit(name)) != 0;
    }
    [[nodiscard]] std::span<const Child> children(const Node& node) const {
        return {tree_.children.data() + node.children, node.child_count};
    }
    [[nodiscard]] std::span<const Attribute> attributes(const Node& node) const {
        return {tree_.attributes.data() + node.attributes, node.attribute_count};
    }
    // An element's name without its prefix.
    [[nodiscard]] std::string_view local_name(const Node& node) const {
        return node.name != 0 ? names_->elements.text(node.name) : local_part({node.tag, node.tag_size});
    }
    // What an element is written as, from its name on; alike for two that were written alike.
    [[nodiscard]] std::string_view source(NodeId id) const { return {node(id).tag, node(id).size}; }
    // Whether a blank stands before its start tag.
    [[nodiscard]] static bool follows_blank(const Node& node) { return is_white(node.tag[-2]); }
    // The first of its own texts, "" when it has none.
    [[nodiscard]] std::string_view first_text(NodeId id) const {
        const std::uint32_t first = node(id).first_text;
        return first == 0 ? std::string_view() : tree_.texts[first - 1].view();
    }
    // The nearest element of that name, the element itself included; kNoNode when there is none.
    [[nodiscard]] NodeId ancestor(NodeId id, Symbol name) const;
    // An attribute's text by its local name; data() is null when there is none. Clean UTF-8.
    [[nodiscard]] std::string_view attribute(NodeId id, Symbol local_name) const {
        const Attribute* found = nullptr;
        for (const Attribute& at : attributes(node(id))) {
            if (at.symbol != local_name) continue;
            if (!at.is_prefixed()) return at.view();
            if (found == nullptr) found = &at;
        }
        return found == nullptr ? std::string_view() : found->view();
    }
    // The same without blanks at its ends.
    [[nodiscard]] std::string_view value(NodeId id, Symbol local_name) const {
        return trimmed(attribute(id, local_name));
    }

    // "component[2]/section/entry[3]": names and numbers (from 1, left out when alone), no values.
    void append_path(NodeId id, std::string& into) const;

private:
    bool parse(std::string_view bytes);
    // False: the text is no XML; `wrong` says why, and where.
    struct Wrong {
        std::string_view what;
        std::uint64_t offset = 0;
    };
    bool scan(Wrong& wrong);
    bool refuse(const Code& code, std::string what, std::uint64_t offset = 0);
    bool check_root();
    bool check_limits();
    void warn(const Code& code, std::uint64_t offset = 0);

    const Names* names_;
    Limits limits_;
    TreeBuilder builder_;
    ByteBuffer text_;
    ByteBuffer clean_;
    Tree tree_;
    std::vector<Warning> warnings_;
    Error fault_;
};

}  // namespace hios::ccda
