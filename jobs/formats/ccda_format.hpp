#pragma once
// C-CDA documents, by the built-in map and a site's overrides.

#include "jobs/formats/format.hpp"
#include "jobs/spec/job_spec.hpp"

namespace hios::jobs {

std::unique_ptr<const Format> make_ccda_format(const JobSpec& spec);

}  // namespace hios::jobs
