#pragma once
// What the references of one resource lead to, as far as it can be seen from where it stands: R4
// references.html#literal, #contained; bundle.html#references.

#include <utility>
#include <vector>

#include "stages/validate/surroundings.hpp"

namespace hios::validate {

struct Target {
    definitions::TypeId type = definitions::kNoType;  // kNoType: not known
    instance::NodeId node = instance::kNoNode;        // of a contained resource
};

// Whether `id` is a resource in another's contained list.
[[nodiscard]] bool is_contained(const Subject& subject, instance::NodeId id);

// Reused from resource to resource; not thread-safe.
class Targets {
public:
    void clear() { gathered_ = false; }

    // `reference`: the text of Reference.reference, unescaped.
    [[nodiscard]] Target find(const Subject& subject, std::string_view reference);
    // `id`: a Reference.
    [[nodiscard]] Target of(const Subject& subject, instance::NodeId id);

private:
    void gather(const Subject& subject);

    bool gathered_ = false;
    std::vector<std::pair<std::string_view, instance::NodeId>> contained_;  // by id
};

}  // namespace hios::validate
