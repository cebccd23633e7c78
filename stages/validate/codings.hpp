#pragma once
// Bindings of Coding, CodeableConcept and Quantity (R4 terminologies.html#binding).

#include "stages/validate/surroundings.hpp"

namespace hios::validate {

// Checks the node, whose element is bound with strength required or extensible. Of several codings one
// must be in the set; text alone is no coding, and passes.
void check_codings(const Subject& subject, instance::NodeId id, const definitions::Element& element);

}  // namespace hios::validate
