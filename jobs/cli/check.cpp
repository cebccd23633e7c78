// hios check: the job spec only; nothing is read from the zones and nothing is written. With --online the zones are
// reached as well.

#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "jobs/cli/verb.hpp"
#include "jobs/import/services.hpp"
#include "jobs/run/zones.hpp"
#include "jobs/spec/describe.hpp"
#include "jobs/spec/size_duration.hpp"

namespace hios::cli {
namespace {

using jobs::format_duration;
using jobs::format_size;

struct CheckOptions {
    JobOptions job;
    bool json = false;
    bool online = false;
};

std::string group_text(const jobs::GroupSpec& group) {
    switch (group.kind) {
        case jobs::GroupSpec::Kind::kRun:
            return "one import job for the whole run";
        case jobs::GroupSpec::Kind::kShards:
            return fmt::format("an import job for every {} shard{}", group.size, group.size == 1 ? "" : "s");
        case jobs::GroupSpec::Kind::kBytes:
            break;
    }
    return group.size == 0 ? "an import job for about 32 full shards"
                           : fmt::format("an import job for every {}", format_size(group.size));
}

void print(const jobs::JobSpec& spec, Output& output) {
    const auto row = [&](std::string_view name, std::string_view value) {
        output.line(fmt::format("  {}{}{}", output.bold(name), std::string(12 - name.size(), ' '), value));
    };
    output.line(fmt::format("Job {} is valid. It would use:", output.bold(spec.job)));
    row("source", spec.source.uri);
    row("match", fmt::format("{}", fmt::join(spec.source.match, "  ")));
    if (!spec.source.exclude.empty()) row("exclude", fmt::format("{}", fmt::join(spec.source.exclude, "  ")));
    if (spec.source.min_age.count() > 0) row("min age", format_duration(spec.source.min_age));
    if (spec.source.max_size != UINT64_MAX) row("max size", format_size(spec.source.max_size));
    row("namespace", spec.identity.name_space);
    row("validate", std::string(validate::to_string(spec.validate.level)));
    row("shards", fmt::format("up to {} or {} lines", format_size(spec.pack.shard_bytes), spec.pack.shard_lines));
    row("staging", spec.staging_uri);
    row("error", spec.error_uri);
    row("state", spec.state.string());
    if (spec.import.service == "none") {
        row("import", "none: the run ends with the shards");
    } else {
        row("import",
            fmt::format("{} into {}; {}", spec.import.service, spec.import.datastore, group_text(spec.import.group)));
    }
    const std::string threads =
        spec.limits.threads == 0 ? "as many threads as cores" : fmt::format("{} threads", spec.limits.threads);
    row("limits",
        fmt::format("{}, {} memory{}", threads, format_size(spec.limits.memory),
                    spec.limits.max_duration ? ", at most " + format_duration(*spec.limits.max_duration) : ""));
    row("tolerance", spec.tolerance.rejects ? fmt::format("{:g}% of documents rejected", *spec.tolerance.rejects * 100)
                                            : "any share of documents rejected");
    row("digest", spec.digest.substr(0, 16));
}

Outcome<void> reach(const jobs::JobSpec& spec, jobs::Zone zone) {
    HIOS_TRY(const auto store, jobs::open_zone(spec, zone));
    if (zone != jobs::Zone::kSource) HIOS_CHECK(jobs::try_writing(*store));
    if (zone != jobs::Zone::kStaging || spec.import.service != "healthlake") return {};
    HIOS_CHECK(jobs::make_import_service(spec, *store));
    return {};
}

// All of them, so that one call tells all that is wrong. A folder that would be made by the run is left alone.
void reach_zones(const jobs::JobSpec& spec, bool json, Context& context) {
    for (const jobs::Zone zone : {jobs::Zone::kSource, jobs::Zone::kStaging, jobs::Zone::kError}) {
        const std::string& uri = jobs::uri_of(spec, zone);
        if (zone != jobs::Zone::kSource && !jobs::is_s3(uri)) continue;
        if (const auto reached = reach(spec, zone); !reached) {
            const int before = context.exit_code;
            context.fail(reached.error());
            if (before != 0) context.exit_code = before;
        } else if (!json) {
            context.output.line(fmt::format("  {} can be {}", uri, zone == jobs::Zone::kSource ? "read" : "written"));
        }
    }
}

void check(const CheckOptions& options, Context& context) {
    const auto spec = load(options.job);
    if (!spec) return context.fail(spec.error());
    if (options.json) {
        const nlohmann::ordered_json all{{"digest", spec->digest}, {"spec", jobs::describe(*spec)}};
        context.output.line(all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    } else {
        print(*spec, context.output);
    }
    if (options.online) return reach_zones(*spec, options.json, context);
    std::error_code error;
    if (!jobs::is_s3(spec->source.uri) && !std::filesystem::is_directory(spec->source.uri, error) && !context.quiet) {
        context.output.note(fmt::format("the source folder {} does not exist (yet)", spec->source.uri));
    }
}

}  // namespace

void add_check(CLI::App& app, Context& context) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App* verb = app.add_subcommand("check", "Check a job spec and show what it would use");
    verb->footer(
        "hios check job.yaml\n"
        "hios check job.yaml --set limits.threads=4      with a changed field\n"
        "hios check ./documents                          what `hios run ./documents` would use");
    add_job_options(*verb, options->job);
    verb->add_flag("--json", options->json, "Print the spec with all defaults as JSON");
    verb->add_flag("--online", options->online, "Also reach the source, the zones in S3 and HealthLake");
    verb->callback([options, &context] { check(*options, context); });
}

}  // namespace hios::cli
