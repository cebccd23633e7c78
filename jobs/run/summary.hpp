#pragma once
// The account of one run: made from the ledger, printed, written to summary.json.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "jobs/ledger/ledger.hpp"
#include "jobs/spec/job_spec.hpp"
#include "pipeline/metrics.hpp"

namespace hios::jobs {

struct RunSummary {
    std::string run;
    std::string job;
    std::string retry_of;
    std::string status;  // complete, complete_with_rejects, tolerance_exceeded, import_failed, budget_reached,
                         // unbalanced, interrupted, failed
    int exit_code = 0;
    bool balanced = false;
    std::uint64_t listed = 0;
    std::uint64_t skipped = 0;
    std::uint64_t pending = 0;  // planned, not yet read: the run was stopped
    pack::Account account;
    std::vector<ShardRecord> shards;
    std::vector<ImportRecord> imports;
    double seconds = 0;            // of this process
    std::uint64_t bytes_read = 0;  // encoded, by this process
    std::uint64_t peak_rss_bytes = 0;
    struct Stage {
        std::string name;
        std::uint64_t items = 0;
        double cpu_seconds = 0;  // over all threads
    };
    std::vector<Stage> stages;  // of this process, gathering included
    std::string staging;        // folder or URI of the run in each zone
    std::string error;
    std::string started;
    std::string ended;
    std::string failure;  // why the run ended early; "" when it did not
};

// Fills what the ledger knows.
Outcome<RunSummary> summarise(Ledger& ledger, const RunRecord& run, const JobSpec& spec);

// The conservation law: objects, documents and resources each go somewhere, and every staged line
// stands in a shard.
bool is_balanced(const RunSummary& summary, std::uint64_t planned);

nlohmann::ordered_json to_json(const RunSummary& summary);

// "map/table Patient.name[0].suffix[0]": what maps write, and no row gave a value.
std::vector<std::string> empty_elements(const pack::Account& account);

// For people, some lines.
std::string to_text(const RunSummary& summary);

std::vector<RunSummary::Stage> stages_of(const Metrics& metrics);
std::uint64_t peak_rss_bytes();

}  // namespace hios::jobs
