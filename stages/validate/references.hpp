#pragma once
// Reference.reference: its form (R4 references.html#literal), the types its element allows, and
// whether #id and urn: lead anywhere.

#include <deque>
#include <string>
#include <vector>

#include "stages/validate/surroundings.hpp"

namespace hios::validate {

// The contained resources of the resource under check, and the local links to them. Reused.
class LocalLinks {
public:
    void clear();
    // `scope`: the outermost resource that holds both, and is not contained itself. Parameters and Bundles
    // hold several.
    void add_contained(const Subject& subject, instance::NodeId scope, instance::NodeId node, instance::NodeId id);
    // A "#id" or "#" somewhere in the resource.
    void add_link(const Subject& subject, instance::NodeId scope, instance::NodeId node);

    // The contained resource of an id, or kNoNode; after the last add_contained().
    [[nodiscard]] instance::NodeId find(instance::NodeId scope, std::string_view id);

    // dom-3, ref-1 and repeated ids, once all links are known.
    void check(const Subject& subject, definitions::PropertyId reference);

private:
    struct Named {
        instance::NodeId scope;
        std::string_view name;
        instance::NodeId node;
    };
    static bool by_name(const Named& a, const Named& b) {
        return a.scope != b.scope ? a.scope < b.scope : a.name < b.name;
    }
    // Of one name, in the order of the text. A stable sort would ask for memory.
    static bool by_name_and_place(const Named& a, const Named& b) {
        return by_name(a, b) || (!by_name(b, a) && a.node < b.node);
    }
    void sort_ids();
    std::string_view keep(const Subject& subject, const instance::Node& node);

    std::vector<Named> ids_;
    bool sorted_ = false;
    std::vector<Named> links_;
    std::deque<std::string> unescaped_;  // of names that were written with escapes
};

// The type of resource that a reference beyond the resource leads to; kNoType when it cannot be told.
[[nodiscard]] definitions::TypeId type_of_reference(const definitions::Table& table, const Surroundings& surroundings,
                                                    std::string_view reference);

// Whether a Reference that is of this element may lead to a resource of the type.
[[nodiscard]] bool may_lead_to(const definitions::Table& table, const definitions::Element& element,
                               definitions::TypeId type);

// Whether a reference of `element` is right in a resource that is in no Bundle, told by itself. False also for those
// that lead into the resource.
[[nodiscard]] bool is_right_reference(const definitions::Table& table, const definitions::Element& element,
                                      std::string_view reference);

// Checks the string `id` of a Reference. Links within the resource are left to LocalLinks.
void check_reference(const Subject& subject, instance::NodeId id, instance::NodeId scope, LocalLinks& local);

}  // namespace hios::validate
