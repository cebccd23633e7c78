#pragma once
// Reference.reference: its form (R4 references.html#literal), the types its element allows, and
// whether #id and urn: lead anywhere.

#include <string>
#include <vector>

#include "stages/validate/surroundings.hpp"

namespace hios::validate {

// The contained resources of the resource under check, and the local links to them. Reused.
class LocalLinks {
public:
    void clear() {
        ids_.clear();
        sorted_ = false;
        links_.clear();
    }
    void add_contained(instance::NodeId node, std::string_view id) { ids_.push_back({node, id}); }
    // A "#id" or "#" somewhere in the resource; `link` with its '#'.
    void add_link(instance::NodeId node, std::string_view link) { links_.push_back({node, link.substr(1)}); }

    // The contained resource of an id, or kNoNode; after the last add_contained().
    [[nodiscard]] instance::NodeId find(std::string_view id);

    // dom-3, ref-1 and repeated ids, once all links are known.
    void check(const Subject& subject, definitions::PropertyId reference);

private:
    struct Named {
        instance::NodeId node;
        std::string_view name;
    };
    static bool by_name(const Named& a, const Named& b) { return a.name < b.name; }
    void sort_ids();

    std::vector<Named> ids_;
    bool sorted_ = false;
    std::vector<Named> links_;
};

// The type of resource that a reference beyond the resource leads to; kNoType when it cannot be told.
[[nodiscard]] definitions::TypeId type_of_reference(const definitions::Table& table, const Surroundings& surroundings,
                                                    std::string_view reference);

// Checks the string `id` of a Reference. Links within the resource are left to LocalLinks.
void check_reference(const Subject& subject, instance::NodeId id, LocalLinks& local);

}  // namespace hios::validate
