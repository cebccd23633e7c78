#include "jobs/doctor/role_checks.hpp"

#include <vector>

#include <fmt/format.h>

#include "io/aws/encoding.hpp"
#include "io/s3/place.hpp"
#include "jobs/doctor/query_call.hpp"

namespace hios::doctor {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// "arn:aws:iam::111122223333:role/path/name" -> "name"
std::string role_name(const std::string& arn) {
    return arn.substr(arn.rfind('/') + 1);
}

// A session's ARN names its role without the path; IAM wants the role. Empty for what is neither user nor role.
std::string principal_of(const std::string& arn) {
    const std::size_t mark = arn.find(":assumed-role/");
    if (mark == std::string::npos) return arn.find(":iam::") == std::string::npos ? "" : arn;
    const std::size_t partition = arn.find(":sts::");
    const std::string rest = arn.substr(mark + std::string_view(":assumed-role/").size());
    if (partition == std::string::npos) return {};
    return fmt::format("{}:iam::{}:role/{}", arn.substr(0, partition), arn.substr(partition + 6, mark - partition - 6),
                       rest.substr(0, rest.find('/')));
}

void check_trust(const RoleUse& use, const Account& account, s3::Session& session, Findings& findings) {
    const auto answer = query_call(session, "iam", "GetRole", {{"RoleName", role_name(use.role_arn)}});
    if (!answer) return findings.unseen("trust", answer.error());
    if (answer->error) {
        if (answer->error->code == "NoSuchEntity")
            return findings.fail("trust", fmt::format("there is no role {}", role_name(use.role_arn)),
                                 "Correct import.role_arn, or make the role (docs/aws.md).");
        return findings.unseen("trust", aws::error_from_service(*answer->error, "read the role", "IAM"));
    }
    const aws::XmlElement* result = answer->xml.find("GetRoleResult");
    const aws::XmlElement* role = result != nullptr ? result->find("Role") : nullptr;
    const auto policy = aws::percent_decoded(role != nullptr ? role->text_of("AssumeRolePolicyDocument") : "");
    if (!policy || policy->empty()) return findings.skip("trust", "the answer holds no trust policy");
    const std::string problem = trust_problem(*policy, use.datastore_arn, account.account_id);
    if (problem.empty()) return findings.ok("trust", "HealthLake may take the role on");
    findings.fail("trust", problem, "Correct the role's trust policy (docs/aws.md).");
}

struct Permission {
    std::vector<std::string> actions;
    std::string resource;
};

// Asks IAM's simulator; resource policies (of buckets and keys) are not part of its answer.
void simulate(s3::Session& session, const std::string& who, const std::vector<Permission>& permissions,
              std::string_view check, Findings& findings) {
    std::string missing;
    for (const Permission& permission : permissions) {
        Parameters parameters{{"PolicySourceArn", who}, {"ResourceArns.member.1", permission.resource}};
        for (std::size_t i = 0; i < permission.actions.size(); ++i)
            parameters.emplace_back(fmt::format("ActionNames.member.{}", i + 1), permission.actions[i]);
        const auto answer = query_call(session, "iam", "SimulatePrincipalPolicy", std::move(parameters));
        if (!answer) return findings.unseen(check, answer.error());
        if (answer->error)
            return findings.unseen(check, aws::error_from_service(*answer->error, "ask what it may do", "IAM"));
        const aws::XmlElement* result = answer->xml.find("SimulatePrincipalPolicyResult");
        const aws::XmlElement* list = result != nullptr ? result->find("EvaluationResults") : nullptr;
        if (list == nullptr) return findings.skip(check, "the answer holds no results");
        for (const aws::XmlElement& one : list->children) {
            if (one.text_of("EvalDecision") == "allowed") continue;
            missing += fmt::format("{}{} on {}", missing.empty() ? "" : "; ", one.text_of("EvalActionName"),
                                   permission.resource);
        }
    }
    if (missing.empty()) return findings.ok(check, "all that is needed");
    findings.fail(check, "missing: " + missing, "Add it to the policy (docs/aws.md).");
}

std::string partition_of(const std::string& arn) {
    const std::string rest = arn.substr(arn.find(':') + 1);
    return rest.substr(0, rest.find(':'));
}

std::vector<Permission> of_role(const RoleUse& use) {
    std::vector<Permission> permissions;
    if (const auto place = s3::parse_place(use.staging_uri)) {
        const std::string bucket = fmt::format("arn:{}:s3:::{}", partition_of(use.role_arn), place->bucket);
        permissions.push_back(
            {{"s3:ListBucket", "s3:GetBucketPublicAccessBlock", "s3:GetEncryptionConfiguration"}, bucket});
        permissions.push_back({{"s3:GetObject", "s3:PutObject"}, fmt::format("{}/{}*", bucket, place->prefix)});
    }
    // A key's id or alias is no resource that the simulator takes.
    if (use.kms_key.starts_with("arn:") && use.kms_key.find(":key/") != std::string::npos)
        permissions.push_back({{"kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"}, use.kms_key});
    return permissions;
}

std::vector<Permission> of_caller(const RoleUse& use) {
    std::vector<Permission> permissions{{{"iam:PassRole"}, use.role_arn}};
    if (!use.datastore_arn.empty()) {
        permissions.push_back({{"healthlake:StartFHIRImportJob", "healthlake:DescribeFHIRImportJob",
                                "healthlake:ListFHIRImportJobs", "healthlake:DescribeFHIRDatastore"},
                               use.datastore_arn});
    }
    return permissions;
}

}  // namespace

void check_role(const RoleUse& use, const Account& account, s3::Session& session, Findings& findings) {
    if (!can_ask(session.config(), use.aws.s3_endpoint, "iam"))
        return findings.skip("trust", "is not asked for: the endpoint is not AWS");
    check_trust(use, account, session, findings);
    if (const auto permissions = of_role(use); !permissions.empty())
        simulate(session, use.role_arn, permissions, "permissions", findings);
    findings.area("operator");
    if (const std::string who = principal_of(account.arn); !who.empty())
        simulate(session, who, of_caller(use), "permissions", findings);
}

}  // namespace hios::doctor
