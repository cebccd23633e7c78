#pragma once
// Error codes of maps: what is wrong with a map file, and with rows or documents that a map reads.

#include <span>

#include "pipeline/error.hpp"

namespace hios::map::codes {

// --- the map
inline constexpr Code kInvalid{"map.invalid", "A map file is not valid.",
                               "Mend the lines named; `hios map check FILE` looks at the map only."};

// --- one row or document; it costs itself only
inline constexpr Code kValueMissing{"map.value_missing", "A value that the map requires ('!') is not there.",
                                    "Correct the source, or take the '!' out of the map."};
inline constexpr Code kValueDoesNotFit{
    "map.value_does_not_fit", "A value does not fit the element that the map writes it into.",
    "Correct the source, say in the map how the value is to be read, or set on_error: {value: drop}."};
inline constexpr Code kNoId{"map.no_id", "A key of the resource's id has no value, so the resource has no id.",
                            "Correct the source, or make the id of columns that always have a value."};
inline constexpr Code kNoMap{"map.no_map", "No map takes a file of this name, and it is not JSON.",
                             "Name the file under source.files of a map, or leave it out with source.exclude."};

std::span<const Code* const> map_codes();

}  // namespace hios::map::codes
