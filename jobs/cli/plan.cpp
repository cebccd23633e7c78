// hios plan: what run would do. Reads everything, writes nothing.

#include <atomic>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/signals.hpp"
#include "jobs/cli/verb.hpp"
#include "jobs/ledger/account_json.hpp"
#include "jobs/observe/progress.hpp"
#include "jobs/run/plan_job.hpp"
#include "jobs/spec/size_duration.hpp"

namespace hios::cli {
namespace {

struct PlanOptions {
    JobOptions job;
    bool json = false;
};

nlohmann::ordered_json to_json(const jobs::PlanReport& report) {
    const auto& listing = report.listing;
    const auto account = jobs::to_json(report.account);
    const std::uint64_t planned = listing.listed - listing.skipped;
    nlohmann::ordered_json json;
    json["version"] = 1;
    if (!report.continues.empty()) json["continues"] = report.continues;
    json["objects"] = {{"listed", listing.listed},
                       {"to_read", planned},
                       {"new", planned - listing.changed},
                       {"changed", listing.changed},
                       {"skipped", listing.skipped},
                       {"done", listing.done},
                       {"rejected", account["objects"]["rejected"]}};
    json["bytes"] = listing.bytes;
    json["documents_by_kind"] = report.documents_by_kind;
    for (const char* part : {"documents", "resources", "references", "entries", "rejects_by_code"})
        json[part] = account[part];
    if (const auto members = account.find("members"); members != account.end()) json["members"] = *members;
    json["shards"] = report.shards;
    json["import_jobs"] = report.import_jobs;
    json["seconds"] = report.seconds;
    return json;
}

std::string to_text(const jobs::PlanReport& report) {
    const auto& listing = report.listing;
    const auto& account = report.account;
    std::string text = report.continues.empty() ? "hios run would:\n"
                                                : fmt::format("hios run would continue run {}:\n", report.continues);
    auto out = std::back_inserter(text);
    const std::uint64_t planned = listing.listed - listing.skipped;
    fmt::format_to(out, "  read       {} of {} objects, {} ({} new, {} changed; {} skipped, {} of them done before)\n",
                   planned, listing.listed, jobs::format_size(listing.bytes), planned - listing.changed,
                   listing.changed, listing.skipped, listing.done);
    fmt::format_to(out, "  find       {} documents:", account.documents.read);
    std::string_view between = " ";
    for (const auto& [kind, count] : report.documents_by_kind)
        fmt::format_to(out, "{}{} x {}", std::exchange(between, ", "), count, kind);
    if (account.skipped_members > 0)
        fmt::format_to(out, "\n             and {} members of archives that only pack documents",
                       account.skipped_members);
    fmt::format_to(out, "\n  make       {} resources: {} staged, {} rejected, {} superseded\n", account.resources.made,
                   account.resources.staged, account.resources.rejected, account.resources.superseded);
    fmt::format_to(out, "  reject     {} documents\n", account.documents.rejected);
    for (const auto& [code, count] : account.rejects_by_code)
        fmt::format_to(out, "             {:>8} {}   (hios explain {})\n", count, code, code);
    fmt::format_to(out, "  leave      {} references unresolved\n", account.references.unresolved);
    fmt::format_to(out, "  write      {} shards\n  submit     {} import jobs\n", report.shards, report.import_jobs);
    fmt::format_to(
        out, "Planning took {:.2f} s; a run writes and hashes as well, so expect about twice that, and the import.\n",
        report.seconds);
    return text;
}

void plan(const PlanOptions& options, Context& context) {
    const auto spec = load(options.job);
    if (!spec) return context.fail(spec.error());
    std::atomic<bool> stop{false};
    RunControl control;
    const StopSignals signals(stop, [&](int) { control.request_stop(false); });
    Metrics metrics;
    observe::ProgressOptions shown;
    if (context.quiet) shown.mode = observe::ProgressMode::kQuiet;
    observe::Progress progress(metrics, shown);
    const auto scratch = std::filesystem::temp_directory_path() / fmt::format("hios-plan-{}", ::getpid());
    const auto report = jobs::plan_job(*spec, scratch, control, metrics, system_clock());
    std::error_code ignored;
    std::filesystem::remove_all(scratch, ignored);
    progress.stop();
    if (!report) return context.fail(report.error());
    if (signals.received() != 0) {
        context.exit_code = 128 + signals.received();
        return;
    }
    if (options.json) {
        context.output.line(to_json(*report).dump(2));
    } else {
        context.output.out(to_text(*report));
    }
}

}  // namespace

void add_plan(CLI::App& app, Context& context) {
    auto options = std::make_shared<PlanOptions>();
    CLI::App* verb = app.add_subcommand("plan", "Show what run would do: read everything, write nothing");
    verb->footer(
        "hios plan job.yaml\n"
        "hios plan ./documents --json");
    add_job_options(*verb, options->job);
    verb->add_flag("--json", options->json, "Print JSON");
    verb->callback([options, &context] { plan(*options, context); });
}

}  // namespace hios::cli
