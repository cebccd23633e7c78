#pragma once
// The import services HIOS knows, by the name in a job spec (import.service). To add one: write
// jobs/import/<service>.{hpp,cpp}, pass tests/conformance/import_service.hpp, add a line to the table in services.cpp.

#include <memory>
#include <span>
#include <string_view>

#include "jobs/import/import_service.hpp"
#include "jobs/import/submitter.hpp"
#include "jobs/spec/job_spec.hpp"
#include "pipeline/object_store.hpp"

namespace hios::jobs {

struct ServiceEntry {
    std::string_view name;
    std::string_view summary;  // one line for people
    Pace pace;                 // how often to ask it, unless the job spec says otherwise
    // A null pointer in the answer: shards are staged, nothing is imported.
    Outcome<std::unique_ptr<ImportService>> (*make)(const JobSpec& spec, ObjectStore& staging);
};

std::span<const ServiceEntry> import_services();

// The service of spec.import.service, null for "none". `staging` must outlive it.
// import.unknown_service / kFatal for any other name; else the service's own errors.
Outcome<std::unique_ptr<ImportService>> make_import_service(const JobSpec& spec, ObjectStore& staging);

// The service's pace, with spec.import.poll as its longest interval when set.
Pace pace_of(const JobSpec& spec);

}  // namespace hios::jobs
