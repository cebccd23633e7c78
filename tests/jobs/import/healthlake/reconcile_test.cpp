#include "jobs/import/healthlake/reconcile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hios::healthlake {
namespace {

using jobs::ImportState;
using testing::HasSubstr;
using testing::IsEmpty;

ImportJob job(const std::string& status, std::optional<JobCounts> counts = std::nullopt) {
    ImportJob made;
    made.status = status;
    made.counts = counts;
    return made;
}

jobs::ReportTotals manifest(std::uint64_t scanned, std::uint64_t imported, std::uint64_t customer,
                            std::uint64_t server = 0) {
    return {true, 1, 1, scanned, imported, customer, server};
}

TEST(HealthLakeStates, EveryStateOfTheModelIsUnderstood) {
    EXPECT_EQ(state_of("SUBMITTED"), ImportState::kSubmitted);
    EXPECT_EQ(state_of("QUEUED"), ImportState::kQueued);
    EXPECT_EQ(state_of("IN_PROGRESS"), ImportState::kInProgress);
    EXPECT_EQ(state_of("COMPLETED"), ImportState::kCompleted);
    EXPECT_EQ(state_of("COMPLETED_WITH_ERRORS"), ImportState::kCompletedWithErrors);
    EXPECT_EQ(state_of("FAILED"), ImportState::kFailed);
    EXPECT_EQ(state_of("CANCEL_SUBMITTED"), ImportState::kInProgress);
    EXPECT_EQ(state_of("CANCEL_IN_PROGRESS"), ImportState::kInProgress);
}

TEST(HealthLakeStates, ACancelledJobHasFailedAndSaysWhy) {
    for (const char* state : {"CANCEL_COMPLETED", "CANCEL_FAILED"}) {
        const auto status = status_of(job(state));
        EXPECT_EQ(status.state, ImportState::kFailed);
        EXPECT_THAT(status.message, HasSubstr("ancel"));
    }
}

TEST(HealthLakeStates, AStateOfTheFutureIsNoEnd) {
    EXPECT_FALSE(jobs::is_terminal(state_of("RESUMING")));
}

TEST(HealthLakeCounts, ManifestAndDescribeAgreeInSilence) {
    auto status = status_of(job("COMPLETED", JobCounts{1, 5, 5, 0}));
    reconcile(status, manifest(5, 5, 0));
    EXPECT_EQ(status.state, ImportState::kCompleted);
    EXPECT_THAT(status.message, IsEmpty());
}

TEST(HealthLakeCounts, TheManifestHoldsWhereDescribeGivesNoCounts) {
    auto status = status_of(job("COMPLETED_WITH_ERRORS"));
    reconcile(status, manifest(5, 3, 2));
    EXPECT_EQ(status.scanned, 5U);
    EXPECT_EQ(status.imported, 3U);
    EXPECT_EQ(status.failed, 2U);
    EXPECT_THAT(status.message, IsEmpty());
}

TEST(HealthLakeCounts, ADifferenceIsSaidAndTheManifestHolds) {
    auto status = status_of(job("COMPLETED", JobCounts{1, 5, 4, 0}));
    reconcile(status, manifest(5, 5, 0));
    EXPECT_EQ(status.imported, 5U);
    EXPECT_THAT(status.message, HasSubstr("5 scanned, 4 imported"));
}

TEST(HealthLakeCounts, ErrorsInTheManifestAreErrorsOfTheJob) {
    auto status = status_of(job("COMPLETED", JobCounts{1, 5, 4, 0}));
    reconcile(status, manifest(5, 4, 0, 1));
    EXPECT_EQ(status.state, ImportState::kCompletedWithErrors);
    EXPECT_EQ(status.failed, 1U);
    EXPECT_THAT(status.message, HasSubstr("service's own fault"));
}

TEST(HealthLakeCounts, WithoutAManifestDescribeIsBelieved) {
    auto status = status_of(job("COMPLETED", JobCounts{1, 5, 5, 0}));
    reconcile(status, {});
    EXPECT_EQ(status.imported, 5U);
    EXPECT_THAT(status.message, IsEmpty());
}

TEST(HealthLakeCounts, AFailureWithoutAReasonIsExplainedByTheReport) {
    auto silent = status_of(job("FAILED"));
    reconcile(silent, {});
    EXPECT_THAT(silent.message, HasSubstr("no report"));
    auto counted = status_of(job("FAILED"));
    reconcile(counted, manifest(5, 0, 5));
    EXPECT_THAT(counted.message, HasSubstr("5 refused"));
    ImportJob told = job("FAILED");
    told.message = "Too many files.";
    auto status = status_of(told);
    reconcile(status, {});
    EXPECT_EQ(status.message, "Too many files.");
}

}  // namespace
}  // namespace hios::healthlake
