#pragma once
// From a job spec's file (YAML or JSON) to a JobSpec. In order: parse, --set, ${env:...}, schema,
// defaults and cross checks. All problems of a step are reported together.

#include <filesystem>
#include <string>
#include <vector>

#include "jobs/spec/environment.hpp"
#include "jobs/spec/job_spec.hpp"
#include "pipeline/outcome.hpp"

namespace hios::jobs {

// Errors are Fault::kFatal:
//   spec.invalid   Error::what holds one line a problem: "job.yaml:3:7: /source/mach: unknown key; did
//                  you mean "match"?". Exit code 78.
//   io.not_found   no such file; the mend names files with a similar name. io.permission, io.error.
// `sets` are --set options ("limits.threads=4").
Outcome<JobSpec> load_job(const std::filesystem::path& file, const std::vector<std::string>& sets,
                          const Environment& environment = process_environment());

// A folder of documents instead of a spec: the job is named after the folder, and staging, error and
// state lie in `out` (default when empty: ./hios-<name>). Never fails; whether the folder exists is
// found out by reading it.
JobSpec job_for_folder(const std::filesystem::path& source, const std::filesystem::path& out);

// The same with --set options, which can be wrong (spec.invalid).
Outcome<JobSpec> load_folder(const std::filesystem::path& source, const std::filesystem::path& out,
                             const std::vector<std::string>& sets,
                             const Environment& environment = process_environment());

}  // namespace hios::jobs
