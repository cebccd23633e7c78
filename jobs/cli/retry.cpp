// hios retry: the rejected documents of a run once more, after a mend.

#include <memory>

#include <fmt/format.h>

#include "jobs/cli/run_finder.hpp"
#include "jobs/cli/run_job.hpp"

namespace hios::cli {
namespace {

struct RetryOptions {
    RunChoice choice;
    std::string code;
    RunFlags flags;
};

void retry(const RetryOptions& options, Context& context) {
    auto found = find_run(options.choice);
    if (!found) return context.fail(found.error(), kRunMissing);
    const auto rejects = found->ledger->open_rejects(found->run.number, options.code);
    if (!rejects) return context.fail(rejects.error());
    if (rejects->empty()) {
        return context.output.line(fmt::format("run {} has no {}rejected document left to retry", found->run.id,
                                               options.code.empty() ? "" : options.code + " "));
    }
    // A job named on the command line may have been mended since; else the run's own spec holds.
    std::error_code error;
    const bool is_job = std::filesystem::exists(options.choice.run, error);
    const auto job = !options.choice.job.empty() ? options.choice.job
                     : is_job                    ? std::filesystem::path(options.choice.run)
                                                 : std::filesystem::path();
    const auto spec = job.empty() ? spec_of(*found) : load({job, {}, {}});
    if (!spec) return context.fail(spec.error());
    const std::string run = found->run.id;
    found->ledger.reset();
    run_and_report(*spec, options.flags, {run, options.code}, context);
}

}  // namespace

void add_retry(CLI::App& app, Context& context) {
    auto options = std::make_shared<RetryOptions>();
    CLI::App* verb = app.add_subcommand("retry", "Run the rejected documents of a run again, after a mend");
    verb->footer(
        "hios retry job.yaml                       what the job's last run rejected\n"
        "hios retry 20261120T105500Z --code json.syntax --job job.yaml");
    add_run_choice(*verb, options->choice, true);
    verb->add_option("--code", options->code, "Only documents rejected with this code")->type_name("CODE");
    add_run_flags(*verb, options->flags);
    verb->callback([options, &context] { retry(*options, context); });
}

}  // namespace hios::cli
