#include "jobs/ingest/ingest.hpp"

#include <mutex>

#include <fmt/format.h>

namespace hios::jobs {

IngestReport ingest(ImportService& service, std::vector<StagedGroup> groups, const IngestPlan& plan,
                    const OnRefused& on_refused, Metrics& metrics, Clock& clock, const std::atomic<bool>& stop) {
    IngestReport report;
    for (StagedGroup& group : groups) report.groups.push_back({std::move(group), {}, {}, false});
    std::mutex mutex;  // of the report
    metrics.phase = Metrics::Phase::kImporting;
    metrics.import_jobs_open = report.groups.size();

    const auto progressed = [&](std::uint64_t ordinal, const ImportStatus& status) {
        ImportStatus& last = report.groups[ordinal].status;
        metrics.resources_imported += status.imported - std::min(status.imported, last.imported);
        last = status;
    };
    SubmitterCallbacks callbacks;
    callbacks.on_started = [&](std::uint64_t ordinal, const std::string& job_id) {
        const std::lock_guard lock(mutex);
        report.groups[ordinal].job_id = job_id;
    };
    callbacks.on_progress = [&](std::uint64_t ordinal, const ImportStatus& status) {
        const std::lock_guard lock(mutex);
        progressed(ordinal, status);
    };
    callbacks.on_finished = [&](std::uint64_t ordinal, const ImportStatus& status) {
        const std::lock_guard lock(mutex);
        progressed(ordinal, status);
        report.groups[ordinal].ended = true;
        --metrics.import_jobs_open;
        ++metrics.import_jobs_done;
        if (status.state != ImportState::kCompletedWithErrors) return;
        auto told = on_refused(ordinal, report.groups[ordinal]);
        if (!told && !report.failure) report.failure = std::move(told).error();
    };
    {
        Submitter submitter(service, clock, std::move(callbacks), plan.pace, &stop);
        for (std::size_t i = 0; i < report.groups.size(); ++i) {
            ImportGroup group;
            group.ordinal = i;
            {
                const std::lock_guard lock(mutex);
                const StagedGroup& staged = report.groups[i].group;
                group.request = {staged.token, fmt::format("{}-{:05}", plan.job_name.substr(0, 40), i), staged.prefix,
                                 fmt::format("{}{:05}/", plan.report_prefix, i), plan.validation_level};
            }
            submitter.submit(std::move(group));
        }
        auto finished = submitter.finish(plan.max_wait);
        const std::lock_guard lock(mutex);
        if (!finished && !report.failure) report.failure = std::move(finished).error();
    }
    metrics.phase = Metrics::Phase::kDone;
    return report;
}

}  // namespace hios::jobs
