#pragma once
// A profile's binding beside the codes of an instance (R4 terminologies.html#binding).

#include "stages/definitions/profile.hpp"
#include "stages/validate/surroundings.hpp"

namespace hios::validate {

struct CodesFound {
    definitions::Membership in = definitions::Membership::kUnknown;  // kIn: one is; kOut: there are some, all outside
    bool text_only = false;                                          // a CodeableConcept without any coding
};

// Of a primitive, Coding, CodeableConcept or Quantity. A code without system is looked up by itself.
[[nodiscard]] CodesFound find_codes(const Subject& subject, instance::NodeId id, definitions::BoundSet set);

}  // namespace hios::validate
