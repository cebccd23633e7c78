#pragma once
// A loaded spec as JSON, in the spec's own form with every default filled in (what has none is left
// out): for `hios check --json` and the run's record. load_job reads it back as the same spec.

#include <nlohmann/json.hpp>

#include "jobs/spec/job_spec.hpp"

namespace hios::jobs {

nlohmann::ordered_json describe(const JobSpec& spec);

}  // namespace hios::jobs
