#pragma once
// Who this job is to AWS: profile, region, credentials, clock, account.

#include <string>

#include "jobs/doctor/finding.hpp"
#include "jobs/spec/aws_settings.hpp"

namespace hios::doctor {

struct Account {
    bool usable = false;     // with these credentials calls can be made
    std::string account_id;  // empty when it could not be asked for
    std::string arn;         // of the caller; empty as above
};

Account check_account(const jobs::AwsSettings& aws, Findings& findings);

}  // namespace hios::doctor
