#include "jobs/import/submitter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <vector>

#include "io/memory_store.hpp"
#include "jobs/import/codes.hpp"
#include "pipeline/codes.hpp"
#include "tests/support/fake_import_service.hpp"
#include "tests/support/manual_clock.hpp"

namespace hios::jobs {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class SubmitterTest : public testing::Test {
protected:
    static ImportGroup group(std::uint64_t ordinal) {
        const std::string number = std::to_string(ordinal);
        return {ordinal, {"token-" + number, "group " + number, "import/" + number + "/", "report/", "strict"}};
    }
    void script(std::uint64_t ordinal, ImportState state = ImportState::kCompleted) {
        ImportStatus status;
        status.state = state;
        status.scanned = status.imported = ordinal + 1;
        fake_.set_result(group(ordinal).request.input_prefix, status);
    }
    SubmitterCallbacks callbacks() {
        return {
            [this](std::uint64_t ordinal, const std::string& id) {
                const std::lock_guard lock(mutex_);
                events_.push_back("started " + std::to_string(ordinal) + " " + id);
            },
            {},
            [this](std::uint64_t ordinal, const ImportStatus& status) {
                const std::lock_guard lock(mutex_);
                events_.push_back("finished " + std::to_string(ordinal) + " " + std::string(to_string(status.state)));
                statuses_.push_back(status);
            }};
    }
    std::unique_ptr<Submitter> submitter(Pace pace = {}) {
        return std::make_unique<Submitter>(fake_, clock_, callbacks(), pace, &stop_);
    }
    std::vector<std::string> events() {
        const std::lock_guard lock(mutex_);
        return events_;
    }
    std::vector<std::chrono::milliseconds> gaps(const std::string& calls) {
        std::vector<std::chrono::milliseconds> found;
        const auto all = fake_.calls(calls);
        for (std::size_t i = 1; i < all.size(); ++i) {
            found.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(all[i].time - all[i - 1].time));
        }
        return found;
    }

    test::ManualClock clock_;
    io::MemoryStore staging_;
    test::FakeImportService fake_{staging_, clock_};
    std::atomic<bool> stop_{false};
    std::mutex mutex_;
    std::vector<std::string> events_;
    std::vector<ImportStatus> statuses_;
};

TEST_F(SubmitterTest, WithoutGroupsFinishReturnsAtOnceAndAsksNothing) {
    const auto subject = submitter();
    EXPECT_TRUE(subject->finish(1h));
    EXPECT_TRUE(fake_.calls().empty());
    EXPECT_TRUE(clock_.sleeps().empty());
}

TEST_F(SubmitterTest, EachGroupIsStartedInOrderAndFollowedToItsEnd) {
    script(0);
    script(1, ImportState::kCompletedWithErrors);
    script(2, ImportState::kFailed);
    const auto subject = submitter();
    for (std::uint64_t i = 0; i < 3; ++i) subject->submit(group(i));
    ASSERT_TRUE(subject->finish(1h));
    const auto starts = fake_.calls("start");
    ASSERT_EQ(starts.size(), 3U);
    EXPECT_EQ(starts[0].what, "start token-0");
    EXPECT_EQ(starts[2].what, "start token-2");
    std::vector<std::string> ends = events();
    std::erase_if(ends, [](const std::string& event) { return event.starts_with("started"); });
    EXPECT_THAT(ends, ElementsAre("finished 0 COMPLETED", "finished 1 COMPLETED_WITH_ERRORS", "finished 2 FAILED"));
    EXPECT_EQ(statuses_[1].imported, 2U);
    EXPECT_EQ(subject->open() + subject->waiting(), 0U);
}

TEST_F(SubmitterTest, NeverMoreAreOpenThanTheServiceTakes) {
    ImportLimits limits;
    limits.queued_jobs = 3;
    fake_.set_limits(limits);
    fake_.hold();  // else a job may have ended before the next group is submitted
    const auto subject = submitter();
    for (std::uint64_t i = 0; i < 20; ++i) {
        script(i);
        subject->submit(group(i));
    }
    while (fake_.most_open() < 3) std::this_thread::yield();
    fake_.release();
    ASSERT_TRUE(subject->finish(1h));
    EXPECT_LE(fake_.most_open(), 4U);
    EXPECT_EQ(statuses_.size(), 20U);
}

TEST_F(SubmitterTest, AStartThatMayGoThroughLaterIsTriedAgainEverMoreSlowly) {
    script(0);
    fake_.fail_starts(retryable(codes::kIo, "throttled"), 6);
    const auto subject = submitter({5ms, 200ms, 20ms, 300ms});
    subject->submit(group(0));
    ASSERT_TRUE(subject->finish(1h));
    EXPECT_THAT(gaps("start"), ElementsAre(20ms, 40ms, 80ms, 160ms, 300ms, 300ms));
    EXPECT_THAT(events(), ElementsAre("started 0 job-of-token-0", "finished 0 COMPLETED"));
}

TEST_F(SubmitterTest, PollingSlowsDownWhileNothingChanges) {
    script(0);
    fake_.set_running_steps(8);
    const auto subject = submitter({5ms, 100ms, 20ms, 1s});
    subject->submit(group(0));
    ASSERT_TRUE(subject->finish(1h));
    // SUBMITTED, IN_PROGRESS (a change: back to the first interval), then nothing new.
    EXPECT_THAT(gaps("describe"), ElementsAre(10ms, 5ms, 10ms, 20ms, 40ms, 80ms, 100ms, 100ms, 100ms));
}

TEST_F(SubmitterTest, LongIntervalsAreSleptInSlicesSoThatAStopIsSeen) {
    script(0);
    fake_.set_running_steps(3);
    const auto subject = submitter({10s, 10s, 1s, 1s});
    subject->submit(group(0));
    ASSERT_TRUE(subject->finish(1h));
    for (const auto sleep : clock_.sleeps()) EXPECT_LE(sleep, 50ms);
    for (const auto gap : gaps("describe")) EXPECT_EQ(gap, 10s);
}

TEST_F(SubmitterTest, ADescribeThatMayGoThroughLaterIsAskedAgain) {
    script(0);
    fake_.fail_describes(retryable(codes::kIo, "throttled"), 12);
    const auto subject = submitter();
    subject->submit(group(0));
    ASSERT_TRUE(subject->finish(1h));
    EXPECT_THAT(events(), ElementsAre("started 0 job-of-token-0", "finished 0 COMPLETED"));
}

TEST_F(SubmitterTest, ARefusedGroupFailsAloneWithTheReason) {
    script(1);
    fake_.fail_starts(reject(codes::kImportInvalid, "the name is odd"), 1);
    const auto subject = submitter();
    subject->submit(group(0));
    subject->submit(group(1));
    ASSERT_TRUE(subject->finish(1h));
    EXPECT_EQ(events().front(), "finished 0 FAILED");
    EXPECT_EQ(events().back(), "finished 1 COMPLETED");
    EXPECT_THAT(statuses_[0].message, testing::HasSubstr("the name is odd"));
}

TEST_F(SubmitterTest, AFatalErrorEndsTheSubmitter) {
    fake_.fail_starts(fatal(codes::kPermission, "no credentials"), 1);
    const auto subject = submitter();
    subject->submit(group(0));
    subject->submit(group(1));
    const auto finished = subject->finish(1h);
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().code, &codes::kPermission);
    EXPECT_EQ(subject->failure()->code, &codes::kPermission);
    EXPECT_EQ(subject->waiting(), 2U);
    EXPECT_TRUE(events().empty());
}

TEST_F(SubmitterTest, AFatalDescribeErrorLeavesTheJobOpen) {
    fake_.fail_describes(fatal(codes::kPermission, "no credentials"), 1);
    const auto subject = submitter();
    subject->submit(group(0));
    ASSERT_FALSE(subject->finish(1h));
    EXPECT_EQ(subject->open(), 1U);
}

TEST_F(SubmitterTest, FinishEndsWhenTheLongestWaitIsOver) {
    script(0);
    fake_.hold();
    const auto subject = submitter();
    const auto before = clock_.now();
    subject->submit(group(0));
    const auto finished = subject->finish(90s);
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().code, &codes::kImportUnfinished);
    EXPECT_EQ(finished.error().fault, Fault::kRetry);
    EXPECT_GE(clock_.now() - before, 90s);
    EXPECT_THAT(events(), ElementsAre("started 0 job-of-token-0"));
}

TEST_F(SubmitterTest, TheStopFlagEndsTheWait) {
    script(0);
    fake_.hold();
    const auto subject = submitter();
    subject->submit(group(0));
    std::thread stopper([this] {
        while (fake_.calls("describe").empty()) std::this_thread::yield();
        stop_ = true;
    });
    const auto finished = subject->finish(24h * 300);
    stopper.join();
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().code, &codes::kImportUnfinished);
    EXPECT_EQ(subject->open(), 1U);
}

TEST_F(SubmitterTest, AfterAStopNothingIsStarted) {
    stop_ = true;
    const auto subject = submitter();
    subject->submit(group(0));
    ASSERT_FALSE(subject->finish(1h));
    EXPECT_TRUE(fake_.calls().empty());
}

TEST_F(SubmitterTest, AResumedJobIsOnlyFollowed) {
    script(0);
    const auto id = fake_.start(group(0).request);
    ASSERT_TRUE(id);
    const auto subject = submitter();
    subject->resume(group(0), *id);
    ASSERT_TRUE(subject->finish(1h));
    EXPECT_EQ(fake_.calls("start").size(), 1U) << "only the test's own";
    EXPECT_THAT(events(), ElementsAre("finished 0 COMPLETED"));
}

TEST_F(SubmitterTest, AResumedJobThatTheServiceForgotIsStartedAgain) {
    script(0);
    const auto subject = submitter();
    subject->resume(group(0), "job-long-gone");
    ASSERT_TRUE(subject->finish(1h));
    EXPECT_THAT(events(), ElementsAre("started 0 job-of-token-0", "finished 0 COMPLETED"));
}

TEST_F(SubmitterTest, AJobThatStaysUnknownFails) {
    fake_.fail_describes(reject(codes::kImportUnknownJob, "no such job"), 1000);
    const auto subject = submitter();
    subject->submit(group(0));
    ASSERT_TRUE(subject->finish(1h));
    EXPECT_EQ(fake_.calls("start").size(), 2U);
    EXPECT_EQ(events().back(), "finished 0 FAILED");
}

TEST_F(SubmitterTest, DestroyingItLeavesOpenJobsToTheService) {
    fake_.hold();
    auto subject = submitter();
    subject->submit(group(0));
    while (fake_.calls("describe").empty()) std::this_thread::yield();
    subject.reset();
    EXPECT_THAT(events(), ElementsAre("started 0 job-of-token-0"));
}

TEST_F(SubmitterTest, GroupsMayComeWhileOthersRun) {
    const auto subject = submitter();
    for (std::uint64_t i = 0; i < 200; ++i) {
        script(i);
        subject->submit(group(i));
        if (i % 16 == 0) std::this_thread::yield();
    }
    ASSERT_TRUE(subject->finish(1h));
    ASSERT_EQ(statuses_.size(), 200U);
    for (std::size_t i = 0; i < statuses_.size(); ++i)
        EXPECT_EQ(statuses_[i].imported, i + 1) << "the order of submission";
}

}  // namespace
}  // namespace hios::jobs
