#pragma once
// Every error code of the program in one place, for `hios explain`. A folder that raises codes lists
// them in its own codes.hpp; jobs/codes.cpp names the folders.

#include <span>
#include <string_view>

#include "pipeline/error.hpp"

namespace hios::jobs {

// Sorted by id. Thread-safe.
std::span<const Code* const> all_codes();

// nullptr when there is no such code.
const Code* find_code(std::string_view id);

}  // namespace hios::jobs
