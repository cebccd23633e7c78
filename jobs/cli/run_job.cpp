#include "jobs/cli/run_job.hpp"

#include <atomic>

#include <fmt/format.h>

#include "jobs/cli/signals.hpp"
#include "jobs/ledger/codes.hpp"
#include "jobs/observe/progress.hpp"
#include "jobs/run/runner.hpp"

namespace hios::cli {
namespace {

int exit_code_of(const Error& error) {
    if (error.code == &codes::kLocked) return kLockHeld;
    if (error.code == &codes::kNoRun) return kRunMissing;
    return exit_code_for(error);
}

}  // namespace

void add_run_flags(CLI::App& verb, RunFlags& flags) {
    verb.add_flag("--json", flags.json, "Print the summary as JSON, and nothing else on standard output");
    verb.add_option("--events", flags.events, "Write NDJSON events to FILE (- is standard output)")->type_name("FILE");
    verb.add_flag("--plain-keys", flags.plain_keys, "Show object keys in events instead of their keyed hashes");
    verb.add_option("--engine", flags.engine, "graph, or serial: one thread, the same bytes (for tests)")
        ->type_name("NAME")
        ->check(CLI::IsMember({"graph", "serial"}));
}

void run_and_report(const jobs::JobSpec& spec, const RunFlags& flags, const RetryOf& retry, Context& context) {
    std::atomic<bool> stop{false};
    RunControl control;
    const StopSignals signals(stop, [&](int) { control.request_stop(false); });

    observe::EventSink no_events;
    jobs::RunOptions options;
    options.engine = flags.engine == "serial" ? jobs::EngineKind::kSerial : jobs::EngineKind::kGraph;
    options.plain_keys = flags.plain_keys;
    options.stopped_by = [&] { return signals.received(); };
    options.retry_of = retry.run;
    options.retry_code = retry.code;
    auto events = flags.events.empty()
                      ? Outcome<observe::EventSink>(std::move(no_events))
                      : observe::EventSink::open(flags.events, fmt::format("hios {}", kProgramVersion));
    if (!events) return context.fail(events.error());
    options.events = &*events;

    Metrics metrics;
    observe::ProgressOptions shown;
    if (context.quiet) shown.mode = observe::ProgressMode::kQuiet;
    observe::Progress progress(metrics, shown);
    options.note = [&](std::string_view text) {
        if (!context.quiet) progress.message(fmt::format("note: {}", text));
    };
    const auto summary = jobs::run_job(spec, options, control, metrics);
    progress.stop();
    if (!summary) return context.fail(summary.error(), exit_code_of(summary.error()));

    context.exit_code = summary->exit_code;
    if (flags.json) {
        context.output.line(to_json(*summary).dump(2));
    } else {
        context.output.out(to_text(*summary));
    }
    if (!summary->failure.empty()) context.output.error(summary->failure);
}

}  // namespace hios::cli
