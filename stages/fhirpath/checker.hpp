#pragma once
// What strict compilation checks before anything is evaluated (N1, "Type safety and strict evaluation"):
// members exist on the types they are asked of, functions of order get ordered items, conditions are
// booleans. Where a type cannot be told, nothing is said.

#include "pipeline/outcome.hpp"
#include "stages/fhirpath/program.hpp"

namespace hios::fhirpath {

// `context`: kNoType when not known. Error: fhirpath.meaning.
[[nodiscard]] Outcome<void> check_types(const Program& program, const Model& model, definitions::TypeId context);

}  // namespace hios::fhirpath
