#pragma once
// What tells the items of a slice apart: the discriminators of its element, beside what the slice fixes
// at their paths. R4 profiling.html#discriminator.

#include <span>
#include <vector>

#include "stages/validate/profile_plan.hpp"

namespace hios::validate {

// `plans` gives those of the profiles that discriminators ask for.
[[nodiscard]] std::vector<Condition> conditions_of(const fhirpath::Model& model, Plans& plans,
                                                   const definitions::Profile& profile,
                                                   definitions::ProfileNodeId slice,
                                                   std::span<const definitions::Discriminator> discriminators);

}  // namespace hios::validate
