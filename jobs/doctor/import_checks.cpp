#include "jobs/doctor/import_checks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "io/s3/place.hpp"
#include "jobs/doctor/role_checks.hpp"
#include "jobs/import/healthlake/open.hpp"

namespace hios::doctor {
namespace {

void check_queue(healthlake::Client& client, const ImportUse& use, Findings& findings) {
    const auto answer = client.list_imports(use.datastore, "");
    if (!answer) return findings.fail("jobs", answer.error());
    if (!*answer) {
        return findings.fail("jobs", aws::error_from_service(answer->error(), "list import jobs", use.datastore));
    }
    const auto open = std::count_if((*answer)->begin(), (*answer)->end(), [](const healthlake::ImportJob& job) {
        return job.status == "SUBMITTED" || job.status == "QUEUED" || job.status == "IN_PROGRESS";
    });
    const std::string text = fmt::format("{} open, {} known", open, (*answer)->size());
    if (static_cast<std::uint64_t>(open) > use.queued_jobs) {
        findings.warn("jobs", text + "; the queue is full", "Jobs wait until others end; HIOS tries again by itself.");
    } else {
        findings.ok("jobs", text);
    }
}

// The data store's ARN, or empty.
std::string check_datastore(healthlake::Client& client, const ImportUse& use, Findings& findings) {
    const auto answer = client.describe_datastore(use.datastore);
    if (!answer) {
        findings.fail("state", answer.error());
        return {};
    }
    if (!*answer) {
        findings.fail("state", aws::error_from_service(answer->error(), "describe the data store", client.endpoint()));
        return {};
    }
    const healthlake::Datastore& store = **answer;
    const std::string text = fmt::format("{} is {}", use.datastore, store.status);
    if (store.status == "ACTIVE") {
        findings.ok("state", text);
    } else if (store.status == "CREATING") {
        findings.warn("state", text, "Wait: making a data store takes up to half an hour.");
    } else {
        findings.fail("state", text, "Name a data store that is ACTIVE (aws healthlake list-fhir-datastores).");
    }
    if (!store.fhir_version.empty() && store.fhir_version != "R4")
        findings.fail("FHIR version", fmt::format("{}; HIOS writes R4", store.fhir_version), "Use an R4 data store.");
    return store.arn;
}

}  // namespace

void check_import(const ImportUse& use, const Account& account, Findings& findings) {
    findings.area("data store");
    auto connection = healthlake::connect(use.aws);
    if (!connection) return findings.fail("configuration", connection.error());
    std::string arn;
    if (use.datastore.empty()) {
        findings.fail("named", "no data store is named", "Set import.datastore, or HEALTHLAKE_DATASTORE_ID.");
    } else {
        arn = check_datastore(*connection->client, use, findings);
        check_queue(*connection->client, use, findings);
    }
    if (use.kms_key.empty()) {
        findings.fail("KMS key", "none is named, and HealthLake demands one for its reports",
                      "Set import.kms_key, aws.kms_key or KMS_KEY_ID.");
    }
    findings.area("role");
    if (use.role_arn.empty())
        return findings.fail("named", "no role is named", "Set import.role_arn, or HEALTHLAKE_ROLE_ARN.");
    check_role({use.aws, use.role_arn, arn, use.kms_key, use.staging_uri}, account, *connection->session, findings);
}

}  // namespace hios::doctor
