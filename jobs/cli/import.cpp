// hios import list|describe|wait|cancel: the import jobs of a HealthLake data store.

#include <algorithm>
#include <atomic>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/import_options.hpp"
#include "jobs/cli/signals.hpp"
#include "jobs/cli/verb.hpp"
#include "jobs/import/codes.hpp"
#include "jobs/import/healthlake/open.hpp"
#include "jobs/spec/codes.hpp"
#include "jobs/spec/size_duration.hpp"

namespace hios::cli {
namespace {

using healthlake::ImportJob;
using Json = nlohmann::ordered_json;

struct ImportVerbOptions {
    ImportOptions import;
    std::filesystem::path job;
    std::string id;
    std::string state;
    std::string name;
    std::string poll = "30s";
    std::string wait = "8h";
    bool json = false;
};

struct Service {
    healthlake::Connection connection;
    std::string datastore;
};

Outcome<Service> connect(const ImportVerbOptions& options) {
    jobs::JobSpec spec = spec_without_job(options.import);
    if (!options.job.empty()) {
        HIOS_TRY(spec, load({options.job, {}, {}}));
        lay_over(options.import, spec);
        if (spec.import.service != "healthlake") {
            return fail(fatal(codes::kSpecInvalid,
                              fmt::format("this job imports with {}, whose jobs are not listed", spec.import.service),
                              "hios report shows the import jobs of its runs."));
        }
    }
    if (spec.import.datastore.empty()) {
        return fail(fatal(codes::kSpecInvalid, "no data store is named",
                          "Name a job (--job), --datastore, or set HEALTHLAKE_DATASTORE_ID."));
    }
    Service service;
    HIOS_TRY(service.connection, healthlake::connect(spec.aws));
    service.datastore = spec.import.datastore;
    return service;
}

template <class T>
Outcome<T> answered(Outcome<healthlake::Answer<T>> answer, std::string_view action, const Service& service) {
    if (!answer) return fail(std::move(answer).error());
    if (*answer) return std::move(**answer);
    const aws::ServiceError& refused = answer->error();
    if (refused.code == "ResourceNotFoundException") {
        return fail(
            fatal(codes::kImportUnknownJob, refused.message.empty() ? "there is no such job" : refused.message));
    }
    return fail(aws::error_from_service(refused, action, service.connection.client->endpoint()));
}

Outcome<ImportJob> describe(const Service& service, const std::string& id) {
    return answered(service.connection.client->describe_import(service.datastore, id), "describe the import job",
                    service);
}

std::string time_text(double seconds) {
    if (seconds <= 0) return {};
    const std::chrono::duration<double> since(seconds);
    return to_iso8601(
        std::chrono::system_clock::time_point(std::chrono::duration_cast<std::chrono::system_clock::duration>(since)));
}

Json to_json(const ImportJob& job) {
    Json json{{"job_id", job.id},
              {"name", job.name},
              {"state", job.status},
              {"submitted", time_text(job.submitted)},
              {"ended", time_text(job.ended)},
              {"input", job.input_uri},
              {"report", job.output_uri},
              {"role_arn", job.role_arn},
              {"level", job.validation_level},
              {"message", job.message}};
    if (job.counts) {
        json["files"] = job.counts->files_scanned;
        json["scanned"] = job.counts->scanned;
        json["imported"] = job.counts->imported;
        json["failed"] = job.counts->failed;
    }
    return json;
}

std::string to_text(const ImportJob& job) {
    std::string text;
    const auto row = [&text](std::string_view name, const std::string& value) {
        if (!value.empty()) text += fmt::format("  {:<10} {}\n", name, value);
    };
    text += fmt::format("{}  {}\n", job.id, job.status);
    row("name", job.name);
    row("submitted", time_text(job.submitted));
    row("ended", time_text(job.ended));
    row("input", job.input_uri);
    row("report", job.output_uri);
    row("level", job.validation_level);
    row("message", job.message);
    if (job.counts)
        row("resources", fmt::format("{} scanned, {} imported, {} failed", job.counts->scanned, job.counts->imported,
                                     job.counts->failed));
    return text;
}

void print(const ImportJob& job, bool json, Context& context) {
    if (json) {
        context.output.line(to_json(job).dump(2, ' ', false, Json::error_handler_t::replace));
    } else {
        context.output.out(to_text(job));
    }
}

bool is_over(const ImportJob& job) {
    return job.status.starts_with("COMPLETED") || job.status == "FAILED" || job.status == "CANCEL_COMPLETED" ||
           job.status == "CANCEL_FAILED";
}

int exit_code_of(const ImportJob& job) {
    return job.status == "COMPLETED" || !is_over(job) ? kDone : kImportFailed;
}

void list(const ImportVerbOptions& options, Context& context) {
    const auto service = connect(options);
    if (!service) return context.fail(service.error());
    auto jobs = answered(service->connection.client->list_imports(service->datastore, options.name),
                         "list the import jobs", *service);
    if (!jobs) return context.fail(jobs.error());
    if (!options.state.empty())
        std::erase_if(*jobs, [&options](const ImportJob& job) { return job.status != options.state; });
    if (options.json) {
        Json json{{"version", 1}, {"datastore", service->datastore}, {"jobs", Json::array()}};
        for (const ImportJob& job : *jobs) json["jobs"].push_back(to_json(job));
        return context.output.line(json.dump(2, ' ', false, Json::error_handler_t::replace));
    }
    for (const ImportJob& job : *jobs)
        context.output.line(fmt::format("{}  {:<21}  {}  {}", job.id, job.status, time_text(job.submitted), job.name));
    if (jobs->empty() && !context.quiet) context.output.note("there are no such jobs");
}

void describe_one(const ImportVerbOptions& options, Context& context) {
    const auto service = connect(options);
    if (!service) return context.fail(service.error());
    const auto job = describe(*service, options.id);
    if (!job) return context.fail(job.error());
    print(*job, options.json, context);
}

void wait(const ImportVerbOptions& options, Context& context) {
    const auto poll = jobs::parse_duration(options.poll);
    const auto most = jobs::parse_duration(options.wait);
    if (!poll || !most || poll->count() <= 0) {
        return context.fail(fatal(codes::kSpecInvalid, "--poll or --max is no duration", "Write them as 30s or 8h."));
    }
    std::atomic<bool> stop{false};
    const StopSignals signals(stop);
    const auto service = connect(options);
    if (!service) return context.fail(service.error());
    Clock& clock = system_clock();
    const auto until = clock.now() + *most;
    for (;;) {
        const auto job = describe(*service, options.id);
        if (!job && job.error().fault != Fault::kRetry) return context.fail(job.error());
        if (job && is_over(*job)) {
            context.exit_code = exit_code_of(*job);
            return print(*job, options.json, context);
        }
        for (auto left = *poll; left.count() > 0 && !stop; left -= std::chrono::milliseconds(50))
            clock.sleep_for(std::min(left, std::chrono::milliseconds(50)));
        if (stop) {
            context.exit_code = 128 + signals.received();
            return;
        }
        if (clock.now() >= until) {
            return context.fail(retryable(codes::kImportUnfinished, fmt::format("job {} is still open", options.id),
                                          "Wait on with the same command."));
        }
    }
}

void cancel(const ImportVerbOptions&, Context& context) {
    context.fail(fatal(codes::kImportNoCancel, "HealthLake has no call that cancels an import job"), kImportFailed);
}

using Run = void (*)(const ImportVerbOptions&, Context&);

CLI::App* add_verb(CLI::App& import, Context& context, const char* name, const char* description, Run run,
                   const std::shared_ptr<ImportVerbOptions>& options) {
    CLI::App* verb = import.add_subcommand(name, description);
    verb->add_option("--job", options->job, "A job spec that says where and as whom")->type_name("JOB");
    verb->add_flag("--json", options->json, "Print JSON");
    add_import_options(*verb, options->import);
    verb->callback([options, run, &context] { run(*options, context); });
    return verb;
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
    CLI::App* import = app.add_subcommand("import", "The import jobs of a HealthLake data store");
    import->footer(
        "hios import list --job job.yaml            newest first\n"
        "hios import list --state IN_PROGRESS       of HEALTHLAKE_DATASTORE_ID\n"
        "hios import describe JOB_ID\n"
        "hios import wait JOB_ID --max 2h           ends with 0, or with 5 when the job failed or had errors");
    import->require_subcommand(1);
    const auto options = std::make_shared<ImportVerbOptions>();
    const auto add = [&](const char* name, const char* description, Run run) {
        return add_verb(*import, context, name, description, run, options);
    };
    const auto add_id = [&options](CLI::App* verb) {
        verb->add_option("JOB_ID", options->id, "The import job's id")->required()->type_name("");
    };
    CLI::App* listing = add("list", "List import jobs, newest first", list);
    listing->footer("hios import list --state IN_PROGRESS");
    listing->add_option("--state", options->state, "Only jobs in this state, as COMPLETED")->type_name("STATE");
    listing->add_option("--name", options->name, "Only jobs of this name")->type_name("NAME");
    CLI::App* describing = add("describe", "Show one import job", describe_one);
    describing->footer("hios import describe 0123456789abcdef0123456789abcdef");
    add_id(describing);
    CLI::App* waiting = add("wait", "Wait until an import job has ended", wait);
    waiting->footer("hios import wait 0123456789abcdef0123456789abcdef --max 2h");
    add_id(waiting);
    waiting->add_option("--poll", options->poll, "How often to ask")->capture_default_str()->type_name("DURATION");
    waiting->add_option("--max", options->wait, "Longest wait")->capture_default_str()->type_name("DURATION");
    CLI::App* cancelling = add("cancel", "Say why an import job cannot be cancelled", cancel);
    cancelling->footer("hios import cancel 0123456789abcdef0123456789abcdef");
    add_id(cancelling);
    for (CLI::App* each : import->get_subcommands(nullptr)) each->group("Verbs");
}

}  // namespace hios::cli
