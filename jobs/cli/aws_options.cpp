#include "jobs/cli/aws_options.hpp"

#include <cstdlib>

namespace hios::cli {
namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

}  // namespace

void add_aws_options(CLI::App& verb, AwsOptions& options) {
    const auto add = [&verb](const char* name, std::string& into, const char* description, const char* type) {
        verb.add_option(name, into, description)->type_name(type)->group("AWS");
    };
    add("--profile", options.profile, "The profile of the shared AWS files (default: AWS_PROFILE)", "NAME");
    add("--region", options.region, "The region (default: AWS_REGION, the profile)", "NAME");
    add("--endpoint", options.endpoint, "Another system than AWS, as http://127.0.0.1:9000", "URL");
    add("--kms-key", options.kms_key, "The KMS key of what is written (default: KMS_KEY_ID)", "KEY");
}

jobs::AwsSettings aws_settings(const AwsOptions& options, jobs::AwsSettings base) {
    const auto lay = [](const std::string& given, std::string& over) {
        if (!given.empty()) over = given;
    };
    lay(options.profile, base.profile);
    lay(options.region, base.region);
    std::string endpoint = options.endpoint;
    while (endpoint.ends_with('/')) endpoint.pop_back();
    lay(endpoint, base.s3_endpoint);
    lay(endpoint, base.healthlake_endpoint);
    if (base.kms_key.empty() && base.encryption != "AES256") base.kms_key = variable("KMS_KEY_ID");
    if (!options.kms_key.empty()) base.kms_key = base.staging_kms_key = base.error_kms_key = options.kms_key;
    return base;
}

AwsDefaults aws_defaults() {
    const std::string bucket = variable("AWS_S3_BUCKET_NAME");
    const bool uri = bucket.empty() || jobs::is_s3(bucket);
    return {uri ? bucket : "s3://" + bucket, variable("HEALTHLAKE_DATASTORE_ID"), variable("HEALTHLAKE_ROLE_ARN"),
            variable("KMS_KEY_ID")};
}

}  // namespace hios::cli
