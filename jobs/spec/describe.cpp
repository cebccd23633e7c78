#include "jobs/spec/describe.hpp"

#include <fmt/format.h>

#include "jobs/maps/map_set.hpp"
#include "jobs/spec/document_formats.hpp"

namespace hios::jobs {
namespace {

nlohmann::ordered_json group_of(const GroupSpec& group) {
    switch (group.kind) {
        case GroupSpec::Kind::kRun:
            return "run";
        case GroupSpec::Kind::kShards:
            return {{"shards", group.size}};
        case GroupSpec::Kind::kBytes:
            break;
    }
    return {{"bytes", group.size}};
}

}  // namespace

nlohmann::ordered_json describe(const JobSpec& spec) {
    using json = nlohmann::ordered_json;
    json source{{"uri", spec.source.uri}, {"match", spec.source.match}, {"exclude", spec.source.exclude}};
    source["min_age"] = fmt::format("{}s", spec.source.min_age.count());
    if (spec.source.max_size != UINT64_MAX) source["max_size"] = spec.source.max_size;

    json imported{{"service", spec.import.service}};
    if (!spec.import.datastore.empty()) imported["datastore"] = spec.import.datastore;
    if (!spec.import.role_arn.empty()) imported["role_arn"] = spec.import.role_arn;
    if (spec.import.group.kind != GroupSpec::Kind::kBytes || spec.import.group.size > 0)
        imported["group"] = group_of(spec.import.group);
    if (spec.import.poll.count() > 0) imported["wait"]["poll"] = fmt::format("{}ms", spec.import.poll.count());
    imported["wait"]["max"] = fmt::format("{}s", spec.import.max_wait.count());
    if (spec.import.service == "healthlake") imported.update(healthlake_json(spec.import.healthlake));

    json limits;
    limits["threads"] = spec.limits.threads == 0 ? json("auto") : json(spec.limits.threads);
    limits["memory"] = spec.limits.memory;
    if (spec.limits.max_duration) limits["max_duration"] = fmt::format("{}s", spec.limits.max_duration->count());
    if (spec.limits.document > 0) limits["document"] = spec.limits.document;
    limits["depth"] = spec.limits.depth;
    limits["archive_depth"] = spec.limits.archive_depth;
    limits["expansion_ratio"] = spec.limits.expansion_ratio;
    limits["expanded_size"] = spec.limits.expanded_size;

    json all{{"version", 1}, {"job", spec.job}};
    all["source"] = std::move(source);
    all["identity"]["namespace"] = spec.identity.name_space;
    if (const auto formats = document_formats_json(spec); !formats.empty()) all["formats"] = formats;
    if (spec.maps != nullptr) all["formats"]["flat"]["map"] = spec.map_files.flat;
    if (!spec.map_files.overrides.empty()) all["maps"] = spec.map_files.overrides;
    all["validate"]["level"] = validate::to_string(spec.validate.level);
    for (const auto level : validate::kLevels)
        all["validate"]["on_fail"][std::string(validate::to_string(level))] =
            spec.validate.on_fail.rejects(level) ? "reject" : "warn";
    all["validate"]["us_core"] = spec.validate.us_core;
    if (!spec.validate.profile_files.empty()) all["validate"]["profiles"] = spec.validate.profile_files;
    all["pack"] = {{"shard_bytes", spec.pack.shard_bytes}, {"shard_lines", spec.pack.shard_lines}};
    all["staging"]["uri"] = spec.staging_uri;
    if (!spec.aws.staging_kms_key.empty()) all["staging"]["kms_key"] = spec.aws.staging_kms_key;
    all["error"]["uri"] = spec.error_uri;
    if (!spec.aws.error_kms_key.empty()) all["error"]["kms_key"] = spec.aws.error_kms_key;
    if (auto aws = aws_json(spec.aws); !aws.empty()) all["aws"] = std::move(aws);
    all["import"] = std::move(imported);
    all["limits"] = std::move(limits);
    if (spec.tolerance.rejects) all["tolerance"]["rejects"] = *spec.tolerance.rejects;
    all["state"] = spec.state.string();
    return all;
}

}  // namespace hios::jobs
