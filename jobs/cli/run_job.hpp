#pragma once
// What `run` and `retry` share: signals, progress, events, the account at the end.

#include <string>

#include "jobs/cli/verb.hpp"

namespace hios::cli {

struct RunFlags {
    bool json = false;
    bool plain_keys = false;
    std::string events;
    std::string engine = "graph";
};
void add_run_flags(CLI::App& verb, RunFlags& flags);

// Which run to retry; empty: none.
struct RetryOf {
    std::string run;
    std::string code;
};

// Runs the job in this process and sets the context's exit code.
void run_and_report(const jobs::JobSpec& spec, const RunFlags& flags, const RetryOf& retry, Context& context);

}  // namespace hios::cli
