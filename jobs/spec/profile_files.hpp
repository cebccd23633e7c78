#pragma once
// Reads the profiles that a job or a command line names.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "stages/validate/profile_choice.hpp"

namespace hios::jobs {

struct ReadProfiles {
    std::shared_ptr<const validate::ProfileChoice> choice;
    std::string digest;  // SHA-256 of the files' content, in their order
};

// The error names the file that cannot be read, or what the files lack as definitions.
Outcome<ReadProfiles> read_profiles(const std::string& us_core, const std::vector<std::filesystem::path>& files);

}  // namespace hios::jobs
