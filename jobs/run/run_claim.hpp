#pragma once
// A run's folder in the staging zone belongs to one run, also where jobs of several ledgers, on several machines, stage
// under one prefix and begin in the same second: staging/<run>/claim.json is created before the run is.

#include <string>

#include "pipeline/object_store.hpp"

namespace hios::jobs {

// False: another run has that id here. As sure as the store's conditional create (StoreCapabilities). A claim whose
// process ended before its run began stays, and costs nothing but that id.
Outcome<bool> claim_run(ObjectStore& staging, const std::string& run, const std::string& job,
                        const std::string& started);

}  // namespace hios::jobs
