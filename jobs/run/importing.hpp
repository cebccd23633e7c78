#pragma once
// The import side of a run: submits committed groups while packing goes on, follows the jobs, brings
// back what the service refused.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "jobs/import/submitter.hpp"
#include "jobs/ledger/ledger.hpp"
#include "jobs/observe/events.hpp"
#include "jobs/spec/job_spec.hpp"
#include "pipeline/metrics.hpp"
#include "pipeline/run_control.hpp"

namespace hios::jobs {

// Thread-safe. All references must outlive it.
class Importing {
public:
    // Null service (import: none): everything is a no-op.
    // Make it before the packing begins, finish() it after; request_stop of the control does not reach
    // it: stop() does.
    Importing(std::unique_ptr<ImportService> service, const JobSpec& spec, Ledger& ledger, const RunRecord& run,
              ObjectStore& staging, ObjectStore& error_zone, SpoolFactory& spools, Metrics& metrics,
              RunControl& control, observe::EventSink* events, Clock& clock);
    ~Importing();

    // Continues what an earlier process left: jobs not yet ended, groups not yet submitted, and jobs
    // that failed as a whole, which get another try.
    Outcome<void> resume();
    // Submits groups that are committed, in order.
    void submit(const std::vector<ImportRecord>& imports);
    // Waits for all jobs.
    Outcome<void> finish();
    // Leaves open jobs to the service; a later run follows them on.
    void stop() { stop_ = true; }

private:
    ImportGroup group_of(const ImportRecord& import) const;
    void started(std::uint64_t ordinal, const std::string& job_id);
    void progressed(std::uint64_t ordinal, const ImportStatus& status);
    void finished(std::uint64_t ordinal, const ImportStatus& status);
    void store(const ImportRecord& import);
    void report(const ImportRecord& import);

    std::unique_ptr<ImportService> service_;
    const JobSpec& spec_;
    Ledger& ledger_;
    const RunRecord& run_;
    ObjectStore& staging_;
    ObjectStore& error_zone_;
    SpoolFactory& spools_;
    Metrics& metrics_;
    RunControl& control_;
    observe::EventSink* events_;
    std::mutex mutex_;
    std::map<std::uint64_t, ImportRecord> imports_;
    std::atomic<bool> stop_{false};
    std::unique_ptr<Submitter> submitter_;
};

}  // namespace hios::jobs
