// hios status: the runs of a job, newest first.

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/run_finder.hpp"

namespace hios::cli {
namespace {

struct StatusOptions {
    RunChoice choice;
    bool json = false;
    std::uint64_t most = 20;
};

std::string state_of(const jobs::RunRecord& run) {
    switch (run.state) {
        case jobs::RunState::kListing:
            return "listing (not ended)";
        case jobs::RunState::kGathering:
            return "gathering (not ended)";
        case jobs::RunState::kPacking:
            return "packing (not ended)";
        case jobs::RunState::kImporting:
            return "importing (not ended)";
        case jobs::RunState::kAbandoned:
            return "abandoned";
        case jobs::RunState::kDone:
            break;
    }
    const auto summary = nlohmann::json::parse(run.summary, nullptr, false);
    return summary.is_object() ? summary.value("status", "done") : "done";
}

void status(const StatusOptions& options, Context& context) {
    std::string job;
    const auto found = find_ledger(options.choice, job);
    if (!found) return context.fail(found.error(), kRunMissing);
    const auto runs = found->ledger->runs(job, options.most);
    if (!runs) return context.fail(runs.error());
    if (options.json) {
        auto json = nlohmann::ordered_json::array();
        for (const auto& run : *runs) {
            json.push_back({{"run", run.id},
                            {"job", run.job},
                            {"status", state_of(run)},
                            {"exit_code", run.exit_code},
                            {"started", run.started},
                            {"ended", run.ended},
                            {"listed", run.listed},
                            {"skipped", run.skipped},
                            {"planned", run.planned},
                            {"retry_of", run.retry_of}});
        }
        return context.output.line(json.dump(2));
    }
    if (runs->empty()) return context.output.line("no run yet");
    context.output.line(context.output.bold(
        fmt::format("{:<20} {:<24} {:<24} {:>9} {:>9}  {}", "run", "job", "status", "listed", "to read", "started")));
    for (const auto& run : *runs) {
        context.output.line(fmt::format("{:<20} {:<24} {:<24} {:>9} {:>9}  {}", run.id, run.job, state_of(run),
                                        run.listed, run.planned, run.started));
    }
}

}  // namespace

void add_status(CLI::App& app, Context& context) {
    auto options = std::make_shared<StatusOptions>();
    CLI::App* verb = app.add_subcommand("status", "List the runs of a job and how they ended");
    verb->footer(
        "hios status job.yaml           the runs of that job\n"
        "hios status --state ./state    all runs of a state folder");
    add_run_choice(*verb, options->choice, false);
    verb->add_flag("--json", options->json, "Print JSON");
    verb->add_option("--most", options->most, "How many runs at the most")->type_name("N");
    verb->callback([options, &context] { status(*options, context); });
}

}  // namespace hios::cli
