#pragma once
// Passes over the input that pack nothing.

#include <functional>

#include "jobs/run/context.hpp"

namespace hios::jobs {

// Runs `stages` with `take` as its serial stage; stops when the run is told to. Progress begins anew
// afterwards.
Outcome<void> run_reading_pass(RunContext& context, const FeedSource& feed, RunControl& control, StageSet stages,
                               const std::function<Outcome<void>(Work&)>& take);

}  // namespace hios::jobs
