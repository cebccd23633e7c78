#pragma once
// What an import with HealthLake needs beside the staging bucket: the data store, its queue, the role and who may pass
// it. Source: AWS HealthLake Developer Guide, "Setting up permissions for import jobs", and what import jobs were seen
// to need.

#include <string>

#include "jobs/doctor/account_checks.hpp"
#include "jobs/doctor/finding.hpp"
#include "jobs/spec/aws_settings.hpp"

namespace hios::doctor {

struct ImportUse {
    jobs::AwsSettings aws;
    std::string datastore;
    std::string role_arn;
    std::string kms_key;      // of the reports; HealthLake demands one
    std::string staging_uri;  // "s3://bucket/prefix"; may be empty
    std::uint32_t queued_jobs = 25;
};

void check_import(const ImportUse& use, const Account& account, Findings& findings);

}  // namespace hios::doctor
