#pragma once
// What decides the bytes of a run's output, as one number: an earlier run's work counts for this job
// only when the digests agree.

#include <string>
#include <string_view>

#include "jobs/spec/job_spec.hpp"

namespace hios::jobs {

// Raised with any change of the program that gives other output for the same input.
inline constexpr int kOutputFormat = 1;

// SHA-256 in 64 hex digits.
std::string text_digest(std::string_view text);

// Over kOutputFormat, identity, formats and maps, validate, pack and import.group. Places, threads and memory stand
// outside: moving a job or running it on another machine changes nothing.
std::string spec_digest(const JobSpec& spec);

}  // namespace hios::jobs
