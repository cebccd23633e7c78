#include "jobs/cli/run_finder.hpp"

#include <vector>

#include <fmt/format.h>

#include "jobs/ledger/codes.hpp"
#include "jobs/spec/loader.hpp"

namespace hios::cli {
namespace {

namespace fs = std::filesystem;

bool has_ledger(const fs::path& state) {
    std::error_code error;
    return fs::exists(state / "ledger.sqlite", error);
}

// ./state, or the one ./hios-*/state that there is.
Outcome<fs::path> default_state() {
    if (has_ledger("state")) return fs::path("state");
    std::vector<fs::path> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(".", error)) {
        if (entry.path().filename().string().compare(0, 5, "hios-") == 0 && has_ledger(entry.path() / "state"))
            found.push_back(entry.path() / "state");
    }
    if (found.size() == 1) return found.front();
    return fail(fatal(codes::kNoRun, found.empty() ? "there is no state folder here" : "several state folders are here",
                      "Name the job (--job job.yaml) or its state folder (--state DIR)."));
}

}  // namespace

void add_run_choice(CLI::App& verb, RunChoice& choice, bool run_needed) {
    auto* run = verb.add_option("RUN", choice.run, "A run's id, \"last\", or a job (spec or folder): its last run")
                    ->type_name("");
    if (run_needed) run->required();
    verb.add_option("--job", choice.job, "The job spec (or folder) whose runs are meant")->type_name("JOB");
    verb.add_option("--state", choice.state, "The state folder (default: ./state, or the only ./hios-*/state)")
        ->type_name("DIR");
}

Outcome<FoundRun> find_ledger(const RunChoice& choice, std::string& job) {
    FoundRun found;
    std::error_code error;
    const fs::path named = !choice.job.empty()             ? choice.job
                           : fs::exists(choice.run, error) ? fs::path(choice.run)
                                                           : fs::path();
    if (!choice.state.empty()) {
        found.state = choice.state;
    } else if (!named.empty()) {
        HIOS_TRY(const auto spec, load({named, {}, {}}));
        found.state = spec.state;
        job = spec.job;
    } else {
        HIOS_TRY(found.state, default_state());
    }
    if (!has_ledger(found.state)) {
        return fail(fatal(codes::kNoRun,
                          fmt::format("{} holds no ledger: the job has not been run", found.state.string()),
                          "Run it: hios run JOB."));
    }
    HIOS_TRY(found.ledger, jobs::Ledger::open(found.state));
    return found;
}

Outcome<FoundRun> find_run(const RunChoice& choice) {
    std::string job;
    HIOS_TRY(FoundRun found, find_ledger(choice, job));
    std::error_code error;
    const bool by_id = !choice.run.empty() && choice.run != "last" && !fs::exists(choice.run, error);
    HIOS_TRY(auto run, by_id ? found.ledger->find_run(choice.run) : found.ledger->last_run(job));
    if (!run)
        return fail(fatal(codes::kNoRun, by_id ? fmt::format("run {} is not in {}", choice.run, found.state.string())
                                               : "there is no run yet"));
    found.run = std::move(*run);
    return found;
}

Outcome<jobs::JobSpec> spec_of(const FoundRun& found) {
    return jobs::load_job(found.state / "runs" / found.run.id / "spec.json", {});
}

}  // namespace hios::cli
