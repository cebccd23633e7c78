// hios report: one run's account.

#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "jobs/cli/report_page.hpp"
#include "jobs/cli/run_finder.hpp"
#include "jobs/run/summary.hpp"
#include "pipeline/codes.hpp"

namespace hios::cli {
namespace {

using nlohmann::literals::operator""_json_pointer;

struct ReportOptions {
    RunChoice choice;
    bool json = false;
    std::string html;
};

// The zones as the run had them. Maps and profiles that its spec names may have changed since, or be gone.
Outcome<jobs::JobSpec> zones_of(const FoundRun& found) {
    std::ifstream file(found.state / "runs" / found.run.id / "spec.json", std::ios::binary);
    const auto spec = nlohmann::json::parse(file, nullptr, false);
    jobs::JobSpec zones;
    if (!spec.is_object()) return spec_of(found);  // which says what is wrong
    zones.staging_uri = spec.value("/staging/uri"_json_pointer, "");
    zones.error_uri = spec.value("/error/uri"_json_pointer, "");
    return zones;
}

// The account comes from the ledger; how it ended, from the summary that the run left.
Outcome<jobs::RunSummary> summary_of(const FoundRun& found) {
    HIOS_TRY(const auto spec, zones_of(found));
    HIOS_TRY(auto summary, jobs::summarise(*found.ledger, found.run, spec));
    summary.status = "not ended; run the job again to continue";
    const auto left = nlohmann::json::parse(found.run.summary, nullptr, false);
    if (left.is_object()) {
        summary.status = left.value("status", "");
        summary.exit_code = left.value("exit_code", 0);
        summary.seconds = left.value("seconds", 0.0);
        summary.bytes_read = left.value("bytes_read", std::uint64_t{0});
        summary.peak_rss_bytes = left.value("peak_rss_bytes", std::uint64_t{0});
        summary.ended = left.value("ended", "");
    }
    return summary;
}

void report(const ReportOptions& options, Context& context) {
    const auto found = find_run(options.choice);
    if (!found) return context.fail(found.error(), kRunMissing);
    const auto summary = summary_of(*found);
    if (!summary) return context.fail(summary.error());
    if (!options.html.empty()) {
        std::ofstream file(options.html, std::ios::binary);
        file << report_page(*summary);
        if (!file.flush()) return context.fail(fatal(codes::kIo, fmt::format("cannot write {}", options.html)));
        if (!options.json) return context.output.line(options.html);
    }
    if (options.json) return context.output.line(to_json(*summary).dump(2));
    context.output.out(to_text(*summary));
}

}  // namespace

void add_report(CLI::App& app, Context& context) {
    auto options = std::make_shared<ReportOptions>();
    CLI::App* verb = app.add_subcommand("report", "Show one run's account: what went in, what came out, what did not");
    verb->footer(
        "hios report job.yaml               the job's last run\n"
        "hios report 20261120T105500Z --job job.yaml\n"
        "hios report last --html report.html");
    add_run_choice(*verb, options->choice, false);
    verb->add_flag("--json", options->json, "Print the summary as JSON");
    verb->add_option("--html", options->html, "Write a page to FILE")->type_name("FILE");
    verb->callback([options, &context] { report(*options, context); });
}

}  // namespace hios::cli
