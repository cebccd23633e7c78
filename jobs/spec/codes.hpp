#pragma once
// Error codes of reading a job spec.

#include <span>

#include "pipeline/error.hpp"

namespace hios::codes {

inline constexpr Code kSpecInvalid{"spec.invalid", "The job spec is not valid.",
                                   "Mend the lines named and try again; `hios check JOB` looks at the spec only, `hios "
                                   "schema` prints what may stand in it."};

std::span<const Code* const> spec_codes();

}  // namespace hios::codes
