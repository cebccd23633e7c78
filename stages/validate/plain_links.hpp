#pragma once
// Contained resources and the links to them, of a resource that PlainCheck reads.

#include <string_view>
#include <vector>

#include "stages/definitions/table.hpp"

namespace hios::validate {

// Names are views of the text. Reused for the next resource.
class PlainLinks {
public:
    void clear() {
        contained_.clear();
        links_.clear();
    }
    void add_contained(std::string_view id, definitions::TypeId type) { contained_.push_back({id, type}); }
    // A Reference of `element` to "#id".
    void add_link(std::string_view id, const definitions::Element& element) { links_.push_back({id, &element}); }

    // Whether each link leads to one contained resource of a type that its element allows, and one leads to each (R4
    // dom-3, ref-1). False also when there are too many to compare each with each.
    [[nodiscard]] bool are_right(const definitions::Table& table) const;

private:
    struct Contained {
        std::string_view id;
        definitions::TypeId type;
    };
    struct Link {
        std::string_view id;
        const definitions::Element* element;
    };
    std::vector<Contained> contained_;
    std::vector<Link> links_;
};

}  // namespace hios::validate
