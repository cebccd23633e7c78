#pragma once
// Puts together the tree of a document from what XmlScanner reads: names become numbers, prefixes become whose an
// element is. Everything behind the first root element is read and left out.

#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/ccda/names.hpp"
#include "stages/ccda/tree.hpp"

namespace hios::ccda {

struct Limits {
    std::uint64_t bytes = 512U << 20;
    std::uint32_t nodes = 16'000'000;
    std::uint32_t depth = 1000;
    std::uint32_t attributes = 256;  // of one element
};

// Reusable: what it has allocated stays. Not thread-safe.
class TreeBuilder {
public:
    TreeBuilder(const Names& names, const Limits& limits) : names_(names), limits_(limits) {}

    enum class Excess : std::uint8_t { kNone, kNodes, kDepth, kAttributes };

    // `tree` is emptied; it gets room for what a look at the text lets expect.
    void start(Tree& tree, std::string_view text);
    // All is read: the tree is whole.
    void finish();
    [[nodiscard]] Excess excess() const { return excess_; }
    [[nodiscard]] bool has_trailing() const { return has_trailing_; }
    // The root is in a namespace that is not HL7's; what it calls its own is taken for HL7's.
    [[nodiscard]] bool is_foreign() const { return is_foreign_; }
    // The root has no prefix, and what has none is not said to be HL7's.
    [[nodiscard]] bool lacks_namespace() const { return lacks_namespace_; }

    // As a sink of XmlScanner.
    void begin(std::string_view name);
    void attribute(std::string_view name, std::string_view value);
    bool opened();
    void text(std::string_view text);
    [[nodiscard]] std::string_view innermost() const { return innermost_; }
    void close(const char* end);

private:
    struct Open {
        NodeId node = 0;
        std::uint32_t pending = 0;    // where its children begin in pending_
        std::uint32_t last_text = 0;  // of its own: number + 1
        std::string_view name;
    };
    struct Prefix {
        std::string_view prefix;
        Space space;
    };
    [[nodiscard]] Symbol look_behind_prefix(std::string_view& name, std::string_view value);
    void declare(std::string_view prefix, Space space);
    void name_element(Node& node) const;
    void look_at_root(Node& node);

    const Names& names_;
    const Limits limits_;
    Tree* tree_ = nullptr;
    std::vector<Open> open_;
    std::vector<Child> pending_;  // children of what is open
    std::vector<Prefix> prefixes_;
    std::string_view innermost_;
    Excess excess_ = Excess::kNone;
    bool has_trailing_ = false;
    bool is_foreign_ = false;
    bool lacks_namespace_ = false;
    struct {
        std::size_t nodes = 0, children = 0, attributes = 0, texts = 0;
    } root_;  // how much of the tree is the first root's
};

}  // namespace hios::ccda
