#pragma once
// The slow checker's view of a resource: one node for each item of an element. Filled by the rules of
// the JSON form, then looked at by those of values and links.

#include <string>
#include <string_view>
#include <vector>

#include "stages/definitions/table.hpp"
#include "tests/stages/validate/json_tree.hpp"
#include "tests/stages/validate/slow_checker.hpp"

namespace hios::validate::test {

struct SlowNode {
    std::string path;  // FHIRPath
    definitions::TypeId type = definitions::kNoType;
    const definitions::Element* element = nullptr;  // null: the resource itself
    std::string member;                             // "valueString"
    const Tree* value = nullptr;                    // null: there is none, or it is no such type's at all
    bool fits = false;                              // the value has the JSON type of its element's type
    bool resource = false;                          // a resource of a known type
    std::vector<SlowNode> children;

    [[nodiscard]] const SlowNode* child(std::string_view name) const {
        for (const SlowNode& one : children) {
            if (one.element->name == name) return &one;
        }
        return nullptr;
    }
    [[nodiscard]] std::vector<const SlowNode*> children_named(std::string_view name) const {
        std::vector<const SlowNode*> found;
        for (const SlowNode& one : children) {
            if (one.element->name == name) found.push_back(&one);
        }
        return found;
    }
    // The text of a primitive's string; empty when there is none.
    [[nodiscard]] std::string text() const { return fits && value != nullptr ? value->text : std::string(); }
};

const definitions::Table& table();

// Reports what of the JSON form is wrong (stages/instance/rules.hpp).
SlowNode read_slowly(const Tree& tree, SlowFindings& findings);

// Primitives, codes, narratives, extensions.
void check_values(const SlowNode& node, SlowFindings& findings);
bool is_right_primitive(definitions::Primitive kind, const std::string& text);

// References, contained resources, Bundles; the node is the document's.
void check_links(const SlowNode& document, SlowFindings& findings);

}  // namespace hios::validate::test
