#pragma once
// Which import service a verb talks to, without a job spec or over one.

#include <string>

#include "jobs/cli/aws_options.hpp"
#include "jobs/spec/job_spec.hpp"

namespace hios::cli {

// --datastore, --role, --level and the options of AWS.
struct ImportOptions {
    std::string datastore;
    std::string role_arn;
    std::string level;
    AwsOptions aws;
};
void add_import_options(CLI::App& verb, ImportOptions& options);

// What is given wins over the spec.
void lay_over(const ImportOptions& options, jobs::JobSpec& spec);
// HealthLake, as the options and the environment variables say.
jobs::JobSpec spec_without_job(const ImportOptions& options);

}  // namespace hios::cli
