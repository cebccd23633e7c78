#pragma once
// Runs a StageSet over a feed.

#include <cstdint>

#include "pipeline/byte_budget.hpp"
#include "pipeline/metrics.hpp"
#include "pipeline/run_control.hpp"
#include "pipeline/stage_set.hpp"

namespace hios {

struct EngineSettings {
    unsigned threads = 2;     // workers for CPU stages
    unsigned io_threads = 2;  // threads for fetch and upload, each
};

// Both return when everything that was admitted has gone through, whatever happened; the outcome
// stands in `control`. The budget is the one that fetch takes its permits from.
void run_graph(const FeedSource& feed, const StageSet& stages, const EngineSettings& settings, ByteBudget& budget,
               RunControl& control, Metrics& metrics);
void run_serial(const FeedSource& feed, const StageSet& stages, ByteBudget& budget, RunControl& control,
                Metrics& metrics);

// The processors this process may use: affinity mask and cgroup CPU quota, which oneTBB 2021.8 does
// not look at. At least 1.
unsigned usable_threads();

}  // namespace hios
