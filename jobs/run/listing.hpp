#pragma once
// The first step of a run: what is in the raw zone, and what of it this run will read.

#include "jobs/ledger/ledger.hpp"
#include "jobs/spec/job_spec.hpp"
#include "pipeline/clock.hpp"
#include "pipeline/metrics.hpp"
#include "pipeline/run_control.hpp"

namespace hios::jobs {

struct Listing {
    std::uint64_t listed = 0;   // objects that the patterns name
    std::uint64_t skipped = 0;  // of these: done by an earlier run, too young, too large
    std::uint64_t done = 0;     // of the skipped: done by an earlier run
    std::uint64_t changed = 0;  // of the ones to read: an earlier run committed other bytes under this key
    std::uint64_t bytes = 0;    // of the ones to read
};

// Calls `add` for each object to read, in the order of the run. `earlier` tells what earlier runs did; null: nothing.
Outcome<Listing> list_source(ObjectStore& source, const JobSpec& spec, DoneObjects* earlier, Clock& clock,
                             Metrics& metrics, RunControl& control, const Ledger::AddPlanned& add);

// What decides the lines that a document becomes: earlier work counts only when it is the same.
std::string mapping_digest(const JobSpec& spec);

}  // namespace hios::jobs
