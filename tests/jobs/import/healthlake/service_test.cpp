// The service against a HealthLake in this process that checks every request itself.

#include "jobs/import/healthlake/service.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "io/aws/codes.hpp"
#include "jobs/import/codes.hpp"
#include "jobs/import/report.hpp"
#include "tests/jobs/import/healthlake/world.hpp"

namespace hios::test {
namespace {

using jobs::ImportState;
using jobs::ImportStatus;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kGood =
    "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n{\"resourceType\":\"Patient\",\"id\":\"b\"}\n";
constexpr const char* kMixed =
    "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n{\"resourceType\":\"Patient\",\"id\":\"b\",\"gender\":\"purple\"}\n";

ImportStatus ended(jobs::ImportService& service, const std::string& job) {
    for (int look = 0; look < 4000; ++look) {
        const ImportStatus status = need(service.describe(job));
        if (jobs::is_terminal(status.state)) return status;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    throw std::runtime_error("the job does not end");
}

TEST(HealthLakeService, GoodLinesAreImportedAndCounted) {
    HealthLakeWorld world;
    world.stage("run/import/1/Patient/Patient-00000.ndjson", kGood);
    const auto service = world.service();
    ASSERT_TRUE(service->check());
    const auto job = need(service->start(healthlake_request("token-1")));
    const ImportStatus status = ended(*service, job);
    EXPECT_EQ(status.state, ImportState::kCompleted) << status.message;
    EXPECT_EQ(status.scanned, 2U);
    EXPECT_EQ(status.imported, 2U);
    EXPECT_THAT(status.message, IsEmpty());
    EXPECT_EQ(status.output_prefix,
              "run/report/1/" + world.server().settings().datastore_id + "-FHIR_IMPORT-" + job + "/");
    EXPECT_EQ(world.jobs().front().name, "nightly-00001-token-1") << "part of the token tells jobs apart";
}

TEST(HealthLakeService, RefusedLinesAreReadBackFromTheReport) {
    for (const auto style : {sandbox::ReportStyle::kLive, sandbox::ReportStyle::kDocument}) {
        HealthLakeWorld world;
        world.settings().report_style = style;
        world.restart();
        world.stage("run/import/1/Patient/Patient-00000.ndjson", kMixed);
        const auto service = world.service();
        const ImportStatus status = ended(*service, need(service->start(healthlake_request("token-1"))));
        EXPECT_EQ(status.state, ImportState::kCompletedWithErrors);
        EXPECT_EQ(status.failed, 1U);
        std::vector<jobs::ImportFailure> failures;
        ASSERT_TRUE(
            jobs::read_report_failures(world.staging(), status.output_prefix,
                                       [&](jobs::ImportFailure&& failure) { failures.push_back(std::move(failure)); }));
        ASSERT_THAT(failures, SizeIs(1));
        EXPECT_EQ(failures[0].file, "Patient/Patient-00000.ndjson");
        EXPECT_EQ(failures[0].line_id, 2U);
    }
}

TEST(HealthLakeService, AFailedJobSaysWhy) {
    HealthLakeWorld world;
    world.faults("{rules: [{operation: StartFHIRImportJob, times: 1, do: fail_job, message: The quota is spent.}]}");
    world.stage("run/import/1/Patient/Patient-00000.ndjson", kGood);
    const auto service = world.service();
    const ImportStatus status = ended(*service, need(service->start(healthlake_request("token-1"))));
    EXPECT_EQ(status.state, ImportState::kFailed);
    EXPECT_THAT(status.message, HasSubstr("The quota is spent."));
}

TEST(HealthLakeService, ALostReplyIsTheSameJobWhenAskedAgain) {
    HealthLakeWorld world;
    // Twice: a kept connection that ends without a word is tried once more by the transport itself.
    world.faults("{rules: [{operation: StartFHIRImportJob, times: 2, do: lose_reply}]}");
    world.stage("run/import/1/Patient/Patient-00000.ndjson", kGood);
    const auto service = world.service();
    const auto lost = service->start(healthlake_request("token-1"));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().fault, Fault::kRetry);
    const auto job = need(service->start(healthlake_request("token-1")));
    EXPECT_EQ(ended(*service, job).state, ImportState::kCompleted);
    EXPECT_THAT(world.jobs(), SizeIs(1));
}

TEST(HealthLakeService, AnotherProcessFindsTheJobAlsoWhenTheServerHasForgottenTheToken) {
    HealthLakeWorld world;
    world.stage("run/import/1/Patient/Patient-00000.ndjson", kGood);
    const auto first = need(world.service()->start(healthlake_request("token-1")));
    // Were it called, this start would make another job.
    world.faults("{rules: [{operation: StartFHIRImportJob, do: error, status: 400, code: ValidationException}]}");
    EXPECT_EQ(need(world.service()->start(healthlake_request("token-1"))), first);
    EXPECT_THAT(world.jobs(), SizeIs(1));
}

TEST(HealthLakeService, AnotherTokenOverTheSamePrefixIsAnotherJob) {
    HealthLakeWorld world;
    world.stage("run/import/1/Patient/Patient-00000.ndjson", kGood);
    const auto service = world.service();
    EXPECT_NE(need(service->start(healthlake_request("token-1"))), need(service->start(healthlake_request("token-2"))));
}

TEST(HealthLakeService, ThrottlingIsToBeTriedAgainAndServedByTheCallersOwnRetries) {
    HealthLakeWorld world;
    world.stage("run/import/1/Patient/Patient-00000.ndjson", kGood);
    world.faults("{rules: [{service: healthlake, do: throttle}]}");
    const auto service = world.service();
    EXPECT_EQ(service->start(healthlake_request("token-1")).error().fault, Fault::kRetry);
    EXPECT_EQ(service->describe("0123456789abcdef0123456789abcdef").error().fault, Fault::kRetry);
    world.connect(3);
    world.faults("{rules: [{service: healthlake, nth: [1, 3, 5], do: throttle}]}");
    EXPECT_TRUE(world.service()->start(healthlake_request("token-1")));
}

TEST(HealthLakeService, AccessDeniedRightAfterTheRoleWasMadeIsTriedAgain) {
    HealthLakeWorld world;
    world.stage("run/import/1/Patient/Patient-00000.ndjson", kGood);
    world.faults(
        "{rules: [{operation: StartFHIRImportJob, times: 2, do: error, status: 403, code: AccessDeniedException}]}");
    const auto service = world.service();
    for (int attempt = 0; attempt < 2; ++attempt)
        EXPECT_EQ(service->start(healthlake_request("token-1")).error().code, &codes::kImportRole);
    EXPECT_TRUE(service->start(healthlake_request("token-1")));
}

TEST(HealthLakeService, ARoleNobodyKnowsIsDeniedWithThePermissionToGive) {
    HealthLakeWorld world;
    world.stage("run/import/1/Patient/Patient-00000.ndjson", kGood);
    auto settings = world.service_settings();
    settings.role_arn = "arn:aws:iam::000000000000:role/nobody";
    settings.role_wait = std::chrono::milliseconds(0);
    const auto denied = world.service(settings)->start(healthlake_request("token-1"));
    ASSERT_FALSE(denied);
    EXPECT_EQ(denied.error().code, &codes::kAwsDenied);
    EXPECT_EQ(denied.error().fault, Fault::kFatal);
    EXPECT_THAT(denied.error().mend, HasSubstr("iam:PassRole"));
}

TEST(HealthLakeService, AWrongSecretIsFatal) {
    HealthLakeWorld world;
    world.faults("{rules: [{service: healthlake, do: error, status: 403, code: InvalidSignatureException}]}");
    const auto checked = world.service()->check();
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, &codes::kAwsCredentials);
}

TEST(HealthLakeService, AGroupBeyondTheLimitsIsRefusedBeforeTheCall) {
    HealthLakeWorld world;
    world.stage("run/import/1/Patient/Patient-00000.ndjson", kGood);
    world.stage("run/import/1/Patient/Patient-00001.ndjson", kMixed);
    const auto refused = [&](auto&& change) {
        auto settings = world.service_settings();
        change(settings);
        const auto started = world.service(settings)->start(healthlake_request("token-1"));
        EXPECT_FALSE(started);
        if (started) return std::string();
        EXPECT_EQ(started.error().code, &codes::kImportTooLarge);
        EXPECT_EQ(started.error().fault, Fault::kReject) << "only this group";
        return started.error().mend;
    };
    EXPECT_THAT(refused([](auto& settings) { settings.limits.files_per_job = 1; }), HasSubstr("files_per_job"));
    EXPECT_THAT(refused([](auto& settings) { settings.limits.bytes_per_job = 100; }), HasSubstr("bytes_per_job"));
    EXPECT_THAT(refused([](auto& settings) { settings.file_bytes = 80; }), HasSubstr("file_bytes"));
    EXPECT_THAT(world.jobs(), IsEmpty());
}

TEST(HealthLakeService, TheReportCanHaveAPrefixOfItsOwn) {
    HealthLakeWorld world;
    world.stage("run/import/1/Patient/Patient-00000.ndjson", kGood);
    auto settings = world.service_settings();
    settings.output_prefix = "reports/";
    const auto service = world.service(settings);
    const ImportStatus status = ended(*service, need(service->start(healthlake_request("token-1"))));
    EXPECT_THAT(status.output_prefix, testing::StartsWith("reports/run/report/1/"));
    EXPECT_EQ(status.imported, 2U);
}

TEST(HealthLakeService, CancellingIsNotOffered) {
    HealthLakeWorld world(true);
    world.stage("run/import/1/Patient/Patient-00000.ndjson", kGood);
    const auto service = world.service();
    const auto job = need(service->start(healthlake_request("token-1")));
    EXPECT_EQ(service->cancel(job).error().code, &codes::kImportNoCancel);
    EXPECT_EQ(service->cancel("unknown").error().code, &codes::kImportUnknownJob);
}

}  // namespace
}  // namespace hios::test
