// hios run: the whole job; again, it continues what was cut short or takes what is new.

#include <csignal>
#include <memory>

#include "jobs/cli/run_job.hpp"
#include "jobs/cli/verb.hpp"

namespace hios::cli {

void add_run(CLI::App& app, Context& context) {
    struct Options {
        JobOptions job;
        RunFlags flags;
    };
    auto options = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("run", "Run a job: convert, pack, stage and import what is new");
    verb->footer(
        "hios run job.yaml                         run it; again: continue, or take what is new\n"
        "hios run ./documents                      a folder: everything under ./hios-documents\n"
        "hios run job.yaml --json > summary.json   the account for other programs\n"
        "hios run job.yaml --set import.service=none\n"
        "hios run job.yaml --events events.ndjson  follow it from another program");
    add_job_options(*verb, options->job);
    add_run_flags(*verb, options->flags);
    verb->callback([options, &context] {
        const auto spec = load(options->job);
        if (!spec) return context.fail(spec.error());
        run_and_report(*spec, options->flags, {}, context);
    });
}

}  // namespace hios::cli
