#pragma once
// Zones that are folders, and the state folder.

#include <filesystem>

#include "jobs/doctor/finding.hpp"

namespace hios::doctor {

// It exists and can be listed.
void check_readable_folder(const std::filesystem::path& folder, Findings& findings);
// It can be written (or made), has room, and is nobody else's to read. Leaves nothing behind.
void check_writable_folder(const std::filesystem::path& folder, Findings& findings);

}  // namespace hios::doctor
