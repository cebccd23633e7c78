#pragma once
// A Document that passed the schema becomes a JobSpec: defaults filled in, paths made absolute, and
// the checks made that a schema cannot express.

#include <filesystem>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "jobs/spec/document.hpp"
#include "jobs/spec/environment.hpp"
#include "jobs/spec/job_spec.hpp"

namespace hios::jobs {

// Paths in the spec count from `folder` (absolute); `default_job` names the job when the spec does not. Some fields
// default to a variable of `environment` (docs/job-spec.md).
tl::expected<JobSpec, std::vector<Problem>> to_job_spec(const Document& document, const std::filesystem::path& folder,
                                                        const std::string& default_job,
                                                        const Environment& environment = process_environment());

// `name` with what may not stand in a job's name replaced by '-', at most 64 characters; "job" when
// nothing is left.
std::string sanitised_job_name(std::string_view name);

}  // namespace hios::jobs
