#pragma once
// formats.hl7v2 and formats.ccda of a job spec, and the overrides of their built-in maps.

#include "jobs/spec/job_spec.hpp"
#include "jobs/spec/spec_reader.hpp"

namespace hios::jobs {

// After `into.map_files` has been read. What overrides of built-in maps get wrong is told with its place in their
// file; their tests are run.
void read_document_formats(SpecReader& reader, JobSpec& into);

// For spec_digest and the description of a job: what differs from the defaults.
[[nodiscard]] nlohmann::json document_formats_json(const JobSpec& spec);

}  // namespace hios::jobs
