#include "jobs/spec/healthlake_settings.hpp"

#include <fmt/format.h>

#include "jobs/import/healthlake/field_rules.hpp"
#include "jobs/spec/aws_settings.hpp"
#include "jobs/spec/job_spec.hpp"
#include "jobs/spec/spec_reader.hpp"

namespace hios::jobs {
namespace {

// A field of the spec when it stands there, else of the surroundings: the problem is shown at the nearest place.
void check(SpecReader& reader, const std::string& pointer, const char* variable, const healthlake::FieldCheck& check) {
    if (!check) return;
    const bool written = reader.find(pointer) != nullptr;
    const std::string what = check->mend.empty() ? check->what : fmt::format("{}. {}", check->what, check->mend);
    reader.problem(written ? pointer : "/import",
                   written ? what : fmt::format("{} (or the variable {}) {}", pointer, variable, what));
}

void check_packing(SpecReader& reader, const JobSpec& spec) {
    const HealthLakeSettings& limits = spec.import.healthlake;
    const GroupSpec& group = spec.import.group;
    if (spec.pack.shard_bytes > limits.file_bytes)
        reader.problem(reader.find("/pack/shard_bytes") != nullptr ? "/pack/shard_bytes" : "/import/limits/file_bytes",
                       "a shard may become larger than import.limits.file_bytes");
    if (group.kind == GroupSpec::Kind::kShards && group.size > limits.files_per_job)
        reader.problem("/import/group/shards", "is more than import.limits.files_per_job");
    if (group.kind == GroupSpec::Kind::kBytes && group.size > limits.bytes_per_job)
        reader.problem("/import/group/bytes", "is more than import.limits.bytes_per_job");
}

}  // namespace

void read_healthlake(SpecReader& reader, JobSpec& spec) {
    HealthLakeSettings& into = spec.import.healthlake;
    reader.text("/import/datastore", spec.import.datastore);
    if (spec.import.datastore.empty()) spec.import.datastore = reader.variable("HEALTHLAKE_DATASTORE_ID");
    if (spec.import.role_arn.empty()) spec.import.role_arn = reader.variable("HEALTHLAKE_ROLE_ARN");
    into.kms_key = spec.aws.staging_kms_key.empty() ? spec.aws.kms_key : spec.aws.staging_kms_key;
    if (into.kms_key.empty()) into.kms_key = reader.variable("KMS_KEY_ID");
    reader.text("/import/kms_key", into.kms_key);
    reader.text("/import/output_prefix", into.output_prefix);
    if (!into.output_prefix.empty() && !into.output_prefix.ends_with('/')) into.output_prefix += '/';
    reader.text("/import/validation_level", into.validation_level);
    reader.number("/import/limits/queued_jobs", into.queued_jobs);
    reader.number("/import/limits/files_per_job", into.files_per_job);
    reader.size("/import/limits/file_bytes", into.file_bytes);
    reader.size("/import/limits/bytes_per_job", into.bytes_per_job);
    reader.duration("/import/role_wait", into.role_wait);

    check(reader, "/import/datastore", "HEALTHLAKE_DATASTORE_ID",
          healthlake::check_datastore_id(spec.import.datastore));
    check(reader, "/import/role_arn", "HEALTHLAKE_ROLE_ARN", healthlake::check_role_arn(spec.import.role_arn));
    check(reader, "/import/kms_key", "KMS_KEY_ID", healthlake::check_kms_key(into.kms_key));
    if (into.output_prefix.starts_with('/'))
        reader.problem("/import/output_prefix", "is a prefix inside the staging zone and must not begin with '/'");
    if (auto wrong = healthlake::check_s3_uri(spec.staging_uri))
        reader.problem(reader.find("/staging") != nullptr ? "/staging" : "/import/service",
                       fmt::format("the staging zone {}. {}", wrong->what, wrong->mend));
    check_packing(reader, spec);
}

nlohmann::ordered_json healthlake_json(const HealthLakeSettings& settings) {
    const HealthLakeSettings usual;
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    if (!settings.kms_key.empty()) json["kms_key"] = settings.kms_key;
    if (!settings.output_prefix.empty()) json["output_prefix"] = settings.output_prefix;
    if (!settings.validation_level.empty()) json["validation_level"] = settings.validation_level;
    if (settings.queued_jobs != usual.queued_jobs) json["limits"]["queued_jobs"] = settings.queued_jobs;
    if (settings.files_per_job != usual.files_per_job) json["limits"]["files_per_job"] = settings.files_per_job;
    if (settings.file_bytes != usual.file_bytes) json["limits"]["file_bytes"] = settings.file_bytes;
    if (settings.bytes_per_job != usual.bytes_per_job) json["limits"]["bytes_per_job"] = settings.bytes_per_job;
    if (settings.role_wait != usual.role_wait) json["role_wait"] = fmt::format("{}ms", settings.role_wait.count());
    return json;
}

}  // namespace hios::jobs
