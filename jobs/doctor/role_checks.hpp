#pragma once
// The role that import jobs take on: who may take it on, what it may do, and whether the caller may hand it over. Only
// seen where the caller may read IAM; else nothing is said against it.

#include <string>

#include "io/s3/session.hpp"
#include "jobs/doctor/account_checks.hpp"
#include "jobs/doctor/finding.hpp"
#include "jobs/spec/aws_settings.hpp"

namespace hios::doctor {

struct RoleUse {
    jobs::AwsSettings aws;
    std::string role_arn;
    std::string datastore_arn;  // empty when not known
    std::string kms_key;
    std::string staging_uri;
};

void check_role(const RoleUse& use, const Account& account, s3::Session& session, Findings& findings);

// Whether a trust policy (JSON) lets HealthLake take the role on for this data store and account; "" or what is wrong
// with it. Unknown conditions count as fulfilled.
std::string trust_problem(const std::string& policy, const std::string& datastore_arn, const std::string& account_id);

}  // namespace hios::doctor
