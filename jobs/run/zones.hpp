#pragma once
// Opens the zones of a job, each with what the spec says of it.

#include <memory>

#include "io/stores.hpp"
#include "jobs/spec/job_spec.hpp"

namespace hios::jobs {

const std::string& uri_of(const JobSpec& spec, Zone zone);

// The source to be read, the others to be written (folders are made). Errors as of io::open_store.
Outcome<std::unique_ptr<ObjectStore>> open_zone(const JobSpec& spec, Zone zone);

// Whether a zone that was opened may be written to. A folder's permissions were looked at when it was opened.
Outcome<void> try_writing(ObjectStore& zone);

}  // namespace hios::jobs
