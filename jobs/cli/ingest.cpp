// hios ingest: imports what is staged already.

#include <atomic>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "io/file_spool.hpp"
#include "io/s3/place.hpp"
#include "jobs/cli/aws_options.hpp"
#include "jobs/cli/import_options.hpp"
#include "jobs/cli/signals.hpp"
#include "jobs/cli/verb.hpp"
#include "jobs/import/report.hpp"
#include "jobs/import/services.hpp"
#include "jobs/ingest/ingest.hpp"
#include "jobs/observe/progress.hpp"
#include "jobs/run/import_join.hpp"
#include "jobs/run/zones.hpp"
#include "jobs/spec/codes.hpp"
#include "jobs/spec/size_duration.hpp"
#include "pipeline/codes.hpp"

namespace hios::cli {
namespace {

struct IngestOptions {
    JobOptions job;  // a spec, or s3://bucket/prefix
    std::string run;
    ImportOptions import;
    std::string report = "hios-reports";
    std::filesystem::path failures;
    std::string wait;
    bool json = false;
};

// All that is the same for a run and for a prefix.
struct Ingestion {
    jobs::JobSpec spec;
    std::unique_ptr<ObjectStore> staging;
    std::unique_ptr<ObjectStore> error_zone;  // null: refused lines go to --failures
    std::string run;
    std::vector<jobs::StagedGroup> groups;
    jobs::IngestPlan plan;
};

jobs::ImportTarget target_of(const jobs::JobSpec& spec) {
    return {spec.import.service, spec.import.datastore};
}

Outcome<Ingestion> of_run(const IngestOptions& options) {
    Ingestion made;
    HIOS_TRY(made.spec, load(options.job));
    lay_over(options.import, made.spec);
    if (made.spec.import.service == "none") {
        return fail(fatal(codes::kSpecInvalid, "import.service of this job is none",
                          "Say what to import into: --set import.service=healthlake."));
    }
    HIOS_TRY(made.staging, jobs::open_zone(made.spec, jobs::Zone::kStaging));
    HIOS_TRY(made.error_zone, jobs::open_zone(made.spec, jobs::Zone::kError));
    made.run = options.run;
    if (made.run.empty() || made.run == "last") {
        HIOS_TRY(made.run, jobs::last_staged_run(*made.staging));
    }
    HIOS_TRY(made.groups, jobs::groups_of_run(*made.staging, made.run, target_of(made.spec)));
    made.plan.job_name = made.spec.job;
    made.plan.report_prefix = made.run + "/report/ingest-";
    return made;
}

Outcome<Ingestion> of_prefix(const IngestOptions& options) {
    Ingestion made;
    HIOS_TRY(const s3::Place place, s3::parse_place(options.job.job.string()));
    made.spec = spec_without_job(options.import);
    made.spec.staging_uri = "s3://" + place.bucket;
    HIOS_TRY(made.staging, jobs::open_zone(made.spec, jobs::Zone::kStaging));
    std::string report = options.report;
    if (!report.ends_with('/')) report += '/';
    if (place.prefix.empty() || report.starts_with(place.prefix)) {
        return fail(fatal(codes::kSpecInvalid, "the report would lie among the files that are imported",
                          "Name a prefix, and with --report one that is not below it."));
    }
    HIOS_TRY(auto group, jobs::group_of_prefix(*made.staging, place.prefix, target_of(made.spec)));
    made.plan.job_name = "hios-ingest";
    made.plan.report_prefix = report + group.token.substr(0, 16) + "-";
    made.groups.push_back(std::move(group));
    return made;
}

// One refused line as JSON: what the service said. May hold patient data, so it only goes to a file.
nlohmann::ordered_json to_json(const jobs::ImportFailure& failure, const jobs::IngestedGroup& ingested) {
    nlohmann::ordered_json json{{"shard", ingested.group.prefix + failure.file}, {"import_job", ingested.job_id}};
    if (failure.line_id) json["line_id"] = *failure.line_id;
    json["resource_type"] = failure.resource_type;
    json["resource_id"] = failure.resource_id;
    json["status"] = failure.status;
    const auto outcome = nlohmann::ordered_json::parse(failure.operation_outcome, nullptr, false);
    if (!outcome.is_discarded()) json["outcome"] = outcome;
    return json;
}

Outcome<void> write_failures(Ingestion& work, const std::filesystem::path& file, const jobs::IngestedGroup& ingested) {
    std::ofstream out(file, std::ios::app);
    auto counts =
        jobs::read_report_failures(*work.staging, ingested.status.output_prefix, [&](jobs::ImportFailure&& failure) {
            out << to_json(failure, ingested).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
                << '\n';
        });
    if (!counts) return fail(std::move(counts).error());
    out.flush();
    if (out) return {};
    return fail(fatal(codes::kIo, fmt::format("{} cannot be written", file.string()), "Name another file."));
}

Outcome<void> keep_refused(Ingestion& work, const std::filesystem::path& file, SpoolFactory& spools,
                           std::uint64_t ordinal, const jobs::IngestedGroup& ingested) {
    if (!file.empty()) HIOS_CHECK(write_failures(work, file, ingested));
    if (!work.error_zone) return {};
    jobs::ImportRecord record;
    record.import_group = static_cast<std::uint32_t>(ordinal);
    record.prefix = ingested.group.prefix;
    record.job_id = ingested.job_id;
    record.output_prefix = ingested.status.output_prefix;
    auto written = jobs::write_import_failures(*work.staging, *work.error_zone, spools, work.run, record);
    if (!written) return fail(std::move(written).error());
    return {};
}

nlohmann::ordered_json to_json(const jobs::IngestReport& report, const Ingestion& work) {
    nlohmann::ordered_json json{{"version", 1}, {"staging", work.staging->describe()}};
    if (!work.run.empty()) json["run"] = work.run;
    json["jobs"] = nlohmann::ordered_json::array();
    for (const auto& [group, job_id, status, ended] : report.groups) {
        json["jobs"].push_back({{"prefix", group.prefix},
                                {"files", group.files},
                                {"bytes", group.bytes},
                                {"job_id", job_id},
                                {"state", job_id.empty() ? "" : to_string(status.state)},
                                {"ended", ended},
                                {"scanned", status.scanned},
                                {"imported", status.imported},
                                {"failed", status.failed},
                                {"message", status.message},
                                {"report", status.output_prefix}});
    }
    return json;
}

std::string to_text(const jobs::IngestReport& report) {
    std::string text;
    for (const auto& [group, job_id, status, ended] : report.groups) {
        text +=
            fmt::format("{}  {} files, {}  {}  {}  {} of {} resources imported, {} failed\n", group.prefix, group.files,
                        jobs::format_size(group.bytes), job_id.empty() ? "not started" : job_id,
                        job_id.empty() ? "" : to_string(status.state), status.imported, status.scanned, status.failed);
        if (!status.message.empty()) text += fmt::format("  {}\n", status.message);
    }
    return text;
}

int exit_code_of(const jobs::IngestReport& report, int signal) {
    if (signal != 0) return 128 + signal;
    if (report.failure) return exit_code_for(*report.failure);
    for (const auto& ingested : report.groups) {
        if (ingested.status.state != jobs::ImportState::kCompleted || ingested.status.failed != 0) return kImportFailed;
    }
    return kDone;
}

void ingest_and_report(const IngestOptions& options, Context& context) {
    std::atomic<bool> stop{false};
    const StopSignals signals(stop);
    auto work = jobs::is_s3(options.job.job.string()) ? of_prefix(options) : of_run(options);
    if (!work) return context.fail(work.error());
    auto service = jobs::make_import_service(work->spec, *work->staging);
    if (!service) return context.fail(service.error());
    jobs::IngestPlan& plan = work->plan;
    plan.validation_level = validate::to_string(work->spec.validate.level);
    plan.pace = jobs::pace_of(work->spec);
    plan.max_wait = work->spec.import.max_wait;
    if (!options.wait.empty()) {
        const auto wait = jobs::parse_duration(options.wait);
        if (!wait) return context.fail(fatal(codes::kSpecInvalid, "--wait: " + wait.error(), "Write it as 30m or 8h."));
        plan.max_wait = *wait;
    }

    Metrics metrics;
    observe::ProgressOptions shown;
    if (context.quiet) shown.mode = observe::ProgressMode::kQuiet;
    observe::Progress progress(metrics, shown);
    const auto scratch = std::filesystem::temp_directory_path() / fmt::format("hios-ingest-{}", ::getpid());
    io::FileSpoolFactory spools(scratch);
    const auto report = jobs::ingest(
        **service, work->groups, plan,
        [&](std::uint64_t ordinal, const jobs::IngestedGroup& ingested) {
            return keep_refused(*work, options.failures, spools, ordinal, ingested);
        },
        metrics, system_clock(), stop);
    std::error_code ignored;
    std::filesystem::remove_all(scratch, ignored);
    progress.stop();

    context.exit_code = exit_code_of(report, signals.received());
    if (options.json) {
        context.output.line(
            to_json(report, *work).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    } else {
        context.output.out(to_text(report));
    }
    if (report.failure) context.output.error(*report.failure);
    if (report.groups.empty() && !context.quiet) context.output.note("nothing is staged there");
}

}  // namespace

void add_ingest(CLI::App& app, Context& context) {
    auto options = std::make_shared<IngestOptions>();
    CLI::App* verb = app.add_subcommand("ingest", "Import what is staged already, wait, read the reports back");
    verb->footer(
        "hios ingest job.yaml                        the last run that was staged (with import.service none, say)\n"
        "hios ingest job.yaml 20261120T105500Z --set import.service=healthlake\n"
        "hios ingest s3://acme-stage/export/         any NDJSON: one import job for the prefix\n"
        "                                            again: the same jobs are followed, none is started twice");
    add_job_options(*verb, options->job);
    verb->get_option("JOB")->description("A job spec, or s3://bucket/prefix with .ndjson files");
    verb->add_option("RUN", options->run, "With a job: the run's id (default: the last that ended)")->type_name("");
    add_import_options(*verb, options->import);
    verb->add_option("--report", options->report, "With s3://: the prefix in that bucket where reports go")
        ->capture_default_str()
        ->type_name("PREFIX");
    verb->add_option("--failures", options->failures, "Append refused lines to FILE as NDJSON")->type_name("FILE");
    verb->add_option("--wait", options->wait, "Longest wait (default: import.wait.max)")->type_name("DURATION");
    verb->add_flag("--json", options->json, "Print JSON");
    verb->callback([options, &context] { ingest_and_report(*options, context); });
}

}  // namespace hios::cli
