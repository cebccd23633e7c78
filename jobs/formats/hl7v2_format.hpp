#pragma once
// HL7 v2 messages in ER7, by the built-in map and a site's overrides.

#include "jobs/formats/format.hpp"
#include "jobs/spec/job_spec.hpp"

namespace hios::jobs {

std::unique_ptr<const Format> make_hl7v2_format(const JobSpec& spec);

}  // namespace hios::jobs
