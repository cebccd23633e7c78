#pragma once
// One run of a job, from listing to the account. Running a job again continues a run that was cut
// short, or takes what is new and changed.

#include <functional>
#include <string>

#include "jobs/ledger/ledger.hpp"
#include "jobs/observe/events.hpp"
#include "jobs/observe/object_names.hpp"
#include "jobs/run/context.hpp"
#include "jobs/run/summary.hpp"
#include "pipeline/clock.hpp"

namespace hios::jobs {

struct RunOptions {
    EngineKind engine = EngineKind::kGraph;
    bool plain_keys = false;                     // show object keys instead of their hashes
    observe::EventSink* events = nullptr;        // may be null
    std::string retry_of;                        // a run id: read that run's rejected documents instead of the source
    std::string retry_code;                      // only those with this code; "" = all
    std::function<int()> stopped_by;             // the signal that stopped the run, 0 when none did; may be empty
    std::function<void(std::string_view)> note;  // a line for people; may be empty
};

// The job must not change while it runs. `control` is told to stop from outside (signals); `metrics`
// may be watched from other threads. An Error says that the run could not begin, or that what it needs
// to say how it ended (the ledger) failed; all else ends in the summary, with its exit code.
Outcome<RunSummary> run_job(const JobSpec& spec, const RunOptions& options, RunControl& control, Metrics& metrics,
                            Clock& clock = system_clock());

}  // namespace hios::jobs
