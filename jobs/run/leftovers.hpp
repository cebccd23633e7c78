#pragma once
// What a killed process leaves in a zone besides whole objects.

#include <string>

#include "pipeline/object_store.hpp"

namespace hios::jobs {

// Removes the unfinished files or uploads below `run`/ in a zone: they are never listed, but hold patient data that
// nobody would ever look for. What cannot be removed stays. Nobody may be writing there.
void remove_leftovers(ObjectStore& zone, const std::string& uri, const std::string& run);

}  // namespace hios::jobs
