#include "jobs/spec/healthlake_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "jobs/import/healthlake/open.hpp"
#include "jobs/import/services.hpp"
#include "jobs/spec/describe.hpp"
#include "jobs/spec/loader.hpp"
#include "tests/jobs/sandbox/scratch_folder.hpp"

namespace hios::jobs {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kDatastore = "5a4db0c0000000000000000000000001";
constexpr const char* kRole = "arn:aws:iam::111122223333:role/import";

class HealthLakeSpec : public testing::Test {
protected:
    Outcome<JobSpec> load(const std::string& import, const std::string& more = "staging: s3://stage/zone") {
        const auto file = folder_.path() / "job.yaml";
        std::ofstream(file) << "version: 1\nsource: ./raw\n" << more << "\nimport:\n  service: healthlake\n" << import;
        return load_job(file, {}, [this](const std::string& name) -> std::optional<std::string> {
            const auto found = variables_.find(name);
            return found == variables_.end() ? std::nullopt : std::optional(found->second);
        });
    }
    std::string problem(const std::string& import, const std::string& more = "staging: s3://stage/zone") {
        const auto spec = load(import, more);
        return spec ? "accepted" : spec.error().what;
    }
    static std::string settings(const std::string& more = "") {
        return std::string("  datastore: ") + kDatastore + "\n  role_arn: " + kRole + "\n  kms_key: alias/hios\n" +
               more;
    }

    test::ScratchFolder folder_;
    std::map<std::string, std::string> variables_;
};

TEST_F(HealthLakeSpec, SaysAllThatAJobNeeds) {
    const auto spec =
        load(settings("  output_prefix: reports\n  validation_level: strict\n  role_wait: 90s\n"
                      "  limits: {queued_jobs: 3, files_per_job: 100, file_bytes: 1GiB, bytes_per_job: "
                      "10GiB}\n  wait: {poll: 30s}\n"));
    ASSERT_TRUE(spec) << to_text(spec.error());
    const auto made = healthlake::service_settings(*spec);
    EXPECT_EQ(made.datastore, kDatastore);
    EXPECT_EQ(made.role_arn, kRole);
    EXPECT_EQ(made.kms_key, "alias/hios");
    EXPECT_EQ(made.staging_uri, "s3://stage/zone");
    EXPECT_EQ(made.output_prefix, "reports/");
    EXPECT_EQ(made.validation_level, "strict");
    EXPECT_EQ(made.role_wait, 90s);
    EXPECT_EQ(made.limits.running_jobs, 1U);
    EXPECT_EQ(made.limits.queued_jobs, 3U);
    EXPECT_EQ(made.limits.files_per_job, 100U);
    EXPECT_EQ(made.limits.bytes_per_job, 10ULL << 30);
    EXPECT_EQ(made.file_bytes, 1ULL << 30);
    EXPECT_EQ(pace_of(*spec).poll_longest, 30s);
    EXPECT_EQ(pace_of(*spec).poll_first, 5s);
    const auto described = describe(*spec)["import"];
    EXPECT_EQ(described["limits"]["queued_jobs"], 3);
    EXPECT_EQ(described["kms_key"], "alias/hios");
}

TEST_F(HealthLakeSpec, TheOriginalToolsVariablesAreDefaults) {
    variables_ = {{"HEALTHLAKE_DATASTORE_ID", kDatastore},
                  {"HEALTHLAKE_ROLE_ARN", kRole},
                  {"KMS_KEY_ID", "1234abcd-12ab-34cd-56ef-1234567890ab"}};
    const auto spec = load("");
    ASSERT_TRUE(spec) << to_text(spec.error());
    EXPECT_EQ(spec->import.datastore, kDatastore);
    EXPECT_EQ(spec->import.role_arn, kRole);
    EXPECT_EQ(spec->import.healthlake.kms_key, "1234abcd-12ab-34cd-56ef-1234567890ab");
    const auto written = load(settings());
    ASSERT_TRUE(written);
    EXPECT_EQ(written->import.healthlake.kms_key, "alias/hios") << "the spec comes first";
}

TEST_F(HealthLakeSpec, TheStagingZonesKeyIsTheReportsUnlessSaidOtherwise) {
    const auto spec = load(std::string("  datastore: ") + kDatastore + "\n  role_arn: " + kRole + "\n",
                           "staging: {uri: s3://stage/zone, kms_key: alias/stage}\naws: {kms_key: alias/all}");
    ASSERT_TRUE(spec) << to_text(spec.error());
    EXPECT_EQ(spec->import.healthlake.kms_key, "alias/stage");
}

TEST_F(HealthLakeSpec, WhatIsMissingNamesFieldAndVariable) {
    const std::string all = problem("");
    EXPECT_THAT(all, AllOf(HasSubstr("/import/datastore (or the variable HEALTHLAKE_DATASTORE_ID)"),
                           HasSubstr("/import/role_arn (or the variable HEALTHLAKE_ROLE_ARN)"),
                           HasSubstr("/import/kms_key (or the variable KMS_KEY_ID)")));
}

TEST_F(HealthLakeSpec, AWrongFieldIsShownWhereItStands) {
    const std::string wrong = problem(
        "  datastore: arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/x\n"
        "  role_arn: import\n  kms_key: alias/hios\n");
    EXPECT_THAT(wrong, AllOf(HasSubstr("job.yaml:6:"), HasSubstr("is an ARN, not an id"), HasSubstr("job.yaml:7:"),
                             HasSubstr("is no role's ARN")));
}

TEST_F(HealthLakeSpec, AFolderCannotBeTheStagingZone) {
    EXPECT_THAT(problem(settings(), "staging: ./staging"), HasSubstr("make staging.uri s3://bucket/prefix"));
    EXPECT_THAT(problem(settings(), ""), HasSubstr("s3://bucket/prefix"));
}

TEST_F(HealthLakeSpec, GroupsAndShardsBeyondTheLimitsAreFoundBeforeTheRun) {
    EXPECT_THAT(problem(settings("  limits: {file_bytes: 1MiB}\n")), HasSubstr("file_bytes"));
    EXPECT_THAT(problem(settings("  group: {shards: 20}\n  limits: {files_per_job: 10}\n")),
                HasSubstr("/import/group/shards"));
    EXPECT_THAT(problem(settings("  group: {bytes: 2GiB}\n  limits: {bytes_per_job: 1GiB}\n")),
                HasSubstr("/import/group/bytes"));
}

TEST_F(HealthLakeSpec, TheSandboxTakesNoNoticeOfAnyOfThis) {
    const auto file = folder_.path() / "sandbox.yaml";
    std::ofstream(file) << "version: 1\nsource: ./raw\nimport: {service: sandbox, datastore: here.sqlite}\n";
    const auto spec = load_job(file, {});
    ASSERT_TRUE(spec) << to_text(spec.error());
    EXPECT_EQ(spec->import.datastore, (folder_.path() / "here.sqlite").string());
}

}  // namespace
}  // namespace hios::jobs
