#pragma once
// Writes into map files what their maps make today, where a test expects something else.

#include "jobs/maps/map_set.hpp"

namespace hios::jobs {

// How many values were rewritten. Only values of paths under `expect` are: a test that expects a reject, or a path
// that is none, is left to people. Comments and all else stay as they are.
Outcome<std::size_t> update_tests(const MapSet& maps);

}  // namespace hios::jobs
