#include "jobs/cli/import_options.hpp"

namespace hios::cli {

void add_import_options(CLI::App& verb, ImportOptions& options) {
    verb.add_option("--datastore", options.datastore,
                    "The data store's id (default: the job's, HEALTHLAKE_DATASTORE_ID)")
        ->type_name("ID");
    verb.add_option("--role", options.role_arn,
                    "The role that imports take on (default: the job's, HEALTHLAKE_ROLE_ARN)")
        ->type_name("ARN");
    verb.add_option("--level", options.level, "How strictly the service validates (default: the job's)")
        ->check(CLI::IsMember({"strict", "structure-only", "minimal"}));
    add_aws_options(verb, options.aws);
}

void lay_over(const ImportOptions& options, jobs::JobSpec& spec) {
    spec.aws = aws_settings(options.aws, spec.aws);
    if (!options.datastore.empty()) spec.import.datastore = options.datastore;
    if (!options.role_arn.empty()) spec.import.role_arn = options.role_arn;
    if (!options.level.empty()) spec.import.healthlake.validation_level = options.level;
    if (!options.aws.kms_key.empty()) spec.import.healthlake.kms_key = options.aws.kms_key;
}

jobs::JobSpec spec_without_job(const ImportOptions& options) {
    jobs::JobSpec spec;
    const AwsDefaults defaults = aws_defaults();
    spec.job = "hios-ingest";
    spec.import.service = "healthlake";
    spec.import.datastore = defaults.datastore;
    spec.import.role_arn = defaults.role_arn;
    spec.import.healthlake.kms_key = defaults.kms_key;
    lay_over(options, spec);
    return spec;
}

}  // namespace hios::cli
