#pragma once
// Error codes of FHIR definitions: StructureDefinitions a job names, and the tables made from them.

#include <span>

#include "pipeline/error.hpp"

namespace hios::definitions::codes {

inline constexpr Code kNotADefinition{"definitions.not_a_definition",
                                      "A file of definitions holds no FHIR StructureDefinition that can be read.",
                                      "Name StructureDefinition JSON files of FHIR R4 in validate.profiles."};
inline constexpr Code kNoSnapshot{"definitions.no_snapshot",
                                  "A StructureDefinition has a differential only; HIOS checks by its snapshot.",
                                  "Take the file from the published package, or let your IG publisher, sushi or "
                                  "another tool generate the snapshot."};
inline constexpr Code kUnknownBase{
    "definitions.unknown_base", "A StructureDefinition constrains a type or an element that FHIR R4 does not have.",
    "Correct the type or the path named; definitions of other FHIR versions do not fit."};
inline constexpr Code kText{"definitions.text", "A table of definitions cannot be read.",
                            "Write the table again with hios-definitions; see docs/fhir-definitions.md."};

std::span<const Code* const> definition_codes();

}  // namespace hios::definitions::codes
