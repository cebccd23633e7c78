#pragma once
// staging/<run>/manifest.json: what the run staged (docs/formats/manifest.md).

#include "jobs/run/summary.hpp"
#include "pipeline/object_store.hpp"

namespace hios::jobs {

Outcome<void> write_manifest(ObjectStore& staging, const RunSummary& summary, const JobSpec& spec,
                             const std::string& mapping_digest);

}  // namespace hios::jobs
