#pragma once
// Tells FHIR versions other than R4 by what they leave in a resource, so that a file of another version
// is called so instead of a heap of single faults.

#include <string_view>

#include "stages/instance/instance.hpp"
#include "stages/instance/issue.hpp"

namespace hios::validate {

// Systems of codes as they were written up to STU3; R4 moved them to http://terminology.hl7.org.
[[nodiscard]] bool is_older_system(std::string_view system);
[[nodiscard]] bool is_current_system(std::string_view system);

// "DSTU2", "STU3", "DSTU2 or STU3" or "R5" when the issues, or systems that are all older, tell of it;
// else empty. Lives as long as the program.
[[nodiscard]] std::string_view other_version(const definitions::Table& table, const instance::Instance& instance,
                                             const instance::Issues& issues, bool only_older_systems);

}  // namespace hios::validate
