#pragma once
// FHIR JSON: resources and Bundles as whole documents, or one a line (docs/fhir-input.md).

#include "jobs/formats/format.hpp"
#include "jobs/spec/job_spec.hpp"

namespace hios::jobs {

std::unique_ptr<const Format> make_fhir_format(const JobSpec& spec);

}  // namespace hios::jobs
