#pragma once
// What a killed process leaves in a zone besides whole objects.

#include <filesystem>

namespace hios::jobs {

// Removes the unfinished files of the local store below `folder`: they are never listed, but hold patient
// data that nobody would ever look for. What cannot be removed stays. Nobody may be writing there.
void remove_partial_files(const std::filesystem::path& folder);

}  // namespace hios::jobs
