#pragma once
// How a run ended: status and exit code (docs/cli.md lists them).

#include <optional>

#include "jobs/run/summary.hpp"

namespace hios::jobs {

struct HowItEnded {
    std::optional<Error> failure;         // something that no document is at fault for
    std::optional<Error> import_failure;  // import jobs could not be followed to their end
    bool tolerance_exceeded = false;
    bool time_is_up = false;
    bool stopped = false;  // told to stop from outside
    int stop_signal = 0;   // by which signal
};

// Sets status, exit_code and failure of `summary`. The worst thing that is true decides.
void judge(const HowItEnded& how, RunSummary& summary);

// Whether nothing is left to do: otherwise the same job continues this run.
bool is_over(const HowItEnded& how, const RunSummary& summary);

}  // namespace hios::jobs
