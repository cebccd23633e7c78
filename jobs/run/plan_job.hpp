#pragma once
// What a run would do, found out by doing all of it except writing.

#include <map>

#include "jobs/run/context.hpp"
#include "jobs/run/listing.hpp"

namespace hios::jobs {

struct PlanReport {
    std::string continues;  // a run that was cut short and would be continued; "" = a new one
    Listing listing;
    std::map<std::string, std::uint64_t> documents_by_kind;  // Format::kind_of
    pack::Account account;
    std::uint64_t shards = 0;
    std::uint64_t import_jobs = 0;
    double seconds = 0;  // that planning took; a run also writes and hashes
};

// Reads the source (and the ledger, when there is one); writes nothing but scratch files in `scratch`.
Outcome<PlanReport> plan_job(const JobSpec& spec, const std::filesystem::path& scratch, RunControl& control,
                             Metrics& metrics, Clock& clock);

}  // namespace hios::jobs
