#pragma once
// What is staged and can be imported, as the staging zone itself tells: no ledger is asked, so that shards can be
// submitted from another machine than the one that made them.

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/object_store.hpp"
#include "pipeline/outcome.hpp"

namespace hios::jobs {

// One group = one import job.
struct StagedGroup {
    std::string prefix;  // key prefix in the staging zone, ends with '/'
    std::string token;   // made of the files' keys, sizes and etags: the same bytes are never imported by two jobs
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
};

// Where groups go. It enters their tokens.
struct ImportTarget {
    std::string service;
    std::string datastore;
};

// The newest run that has ended (its manifest is there). run.unknown when there is none.
Outcome<std::string> last_staged_run(ObjectStore& staging);

// The groups of a run, in their order. Those that the run itself submitted to `target` have the tokens that it used, so
// that their jobs are found and not started again. run.unknown when the run is not there or has not ended.
Outcome<std::vector<StagedGroup>> groups_of_run(ObjectStore& staging, const std::string& run,
                                                const ImportTarget& target);

// All NDJSON files below a prefix as one group. io.not_found when there are none; import.invalid_request when other
// files, which an import would count as failed, or compressed ones lie among them.
Outcome<StagedGroup> group_of_prefix(ObjectStore& staging, const std::string& prefix, const ImportTarget& target);

}  // namespace hios::jobs
