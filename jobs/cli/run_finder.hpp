#pragma once
// Which run a verb about runs means: an id, "last", or a job (its last run), in a state folder.

#include <filesystem>
#include <memory>
#include <string>

#include "jobs/cli/verb.hpp"
#include "jobs/ledger/ledger.hpp"

namespace hios::cli {

struct RunChoice {
    std::string run;              // an id, "last", "", or a job spec or folder
    std::filesystem::path state;  // the state folder; "" = ./state, or the only ./hios-*/state
    std::filesystem::path job;    // a job spec or folder whose state is meant
};
void add_run_choice(CLI::App& verb, RunChoice& choice, bool run_needed);

struct FoundRun {
    std::filesystem::path state;
    std::unique_ptr<jobs::Ledger> ledger;
    jobs::RunRecord run;
};

// run.unknown when there is none (exit code 10).
Outcome<FoundRun> find_run(const RunChoice& choice);
// The ledger alone; `job` becomes the job's name when one was given, else "".
Outcome<FoundRun> find_ledger(const RunChoice& choice, std::string& job);
// The spec of a found run as it was when the run began.
Outcome<jobs::JobSpec> spec_of(const FoundRun& found);

}  // namespace hios::cli
