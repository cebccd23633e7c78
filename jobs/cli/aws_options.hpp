#pragma once
// What the verbs about AWS share: the options that say how it is reached, and the environment variables of the tool
// that HIOS replaces.

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "jobs/spec/aws_settings.hpp"

namespace hios::cli {

// --profile, --region, --endpoint, --kms-key. What is given wins over the job spec; what neither says is decided by the
// surroundings, as with other AWS tools.
struct AwsOptions {
    std::string profile;
    std::string region;
    std::string endpoint;
    std::string kms_key;
};
void add_aws_options(CLI::App& verb, AwsOptions& options);
// `base`, or what holds without a job spec, with the options laid over it.
jobs::AwsSettings aws_settings(const AwsOptions& options, jobs::AwsSettings base = {});

// The variables AWS_S3_BUCKET_NAME (as an s3:// URI), HEALTHLAKE_DATASTORE_ID, HEALTHLAKE_ROLE_ARN and KMS_KEY_ID;
// empty texts where they are not set. AWS_REGION is read with the other variables of AWS tools.
struct AwsDefaults {
    std::string bucket_uri;
    std::string datastore;
    std::string role_arn;
    std::string kms_key;
};
AwsDefaults aws_defaults();

}  // namespace hios::cli
