#pragma once
// `hios ingest`: submits staged groups, waits for their import jobs, reads the reports back.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "jobs/import/import_service.hpp"
#include "jobs/import/submitter.hpp"
#include "jobs/ingest/staged_groups.hpp"
#include "pipeline/clock.hpp"
#include "pipeline/metrics.hpp"

namespace hios::jobs {

struct IngestPlan {
    std::string job_name;          // for people
    std::string report_prefix;     // reports go to <report_prefix><ordinal>/; ends with '/'
    std::string validation_level;  // strict | structure-only | minimal
    std::chrono::milliseconds max_wait{std::chrono::hours(8)};
    Pace pace;
};

struct IngestedGroup {
    StagedGroup group;
    std::string job_id;   // empty: not started
    ImportStatus status;  // the last one known
    bool ended = false;
};

// Called for each ended job that refused lines, on another thread, one at a time.
using OnRefused = std::function<Outcome<void>(std::uint64_t ordinal, const IngestedGroup& ingested)>;

struct IngestReport {
    std::vector<IngestedGroup> groups;
    std::optional<Error> failure;  // why it ended before all jobs had: the time is up, stopped, credentials
};

// Groups keep their order. The same groups, called again, are followed and not started anew.
IngestReport ingest(ImportService& service, std::vector<StagedGroup> groups, const IngestPlan& plan,
                    const OnRefused& on_refused, Metrics& metrics, Clock& clock, const std::atomic<bool>& stop);

}  // namespace hios::jobs
