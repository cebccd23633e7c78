#pragma once
// Error codes of FHIRPath expressions: what is wrong with a rule's text, or with a rule on this data.

#include <span>

#include "pipeline/error.hpp"

namespace hios::fhirpath::codes {

inline constexpr Code kSyntax{"fhirpath.syntax", "The expression is not FHIRPath at the column named.",
                              "Correct the expression; http://hl7.org/fhirpath lists the grammar."};
inline constexpr Code kMeaning{"fhirpath.meaning",
                               "The expression is FHIRPath, but can never mean anything on the type it is written for.",
                               "Correct the name or the types at the column named."};
inline constexpr Code kEvaluation{"fhirpath.evaluation", "The expression cannot be evaluated on this resource.",
                                  "Guard the expression (for example with exists() or first()), or correct the data."};
inline constexpr Code kLimit{"fhirpath.limit", "The expression is too large, or costs too much on this resource.",
                             "Split the expression, or narrow what it looks at."};

std::span<const Code* const> fhirpath_codes();

}  // namespace hios::fhirpath::codes
