// Groups handed to HealthLake by the submitter, through faults and the deaths of processes.

#include "jobs/import/submitter.hpp"

#include <gmock/gmock.h>

#include <map>
#include <mutex>

#include "jobs/import/codes.hpp"
#include "tests/jobs/import/healthlake/world.hpp"

namespace hios::test {
namespace {

using namespace std::chrono_literals;
using jobs::ImportState;
using testing::SizeIs;

constexpr jobs::Pace kPace{2ms, 20ms, 2ms, 20ms};

// What a process records, as the ledger does: written by callbacks, read by the next process.
struct Book {
    std::mutex mutex;
    std::map<std::uint64_t, std::string> started;
    std::map<std::uint64_t, jobs::ImportStatus> finished;

    jobs::SubmitterCallbacks callbacks() {
        return {[this](std::uint64_t ordinal, const std::string& job) {
                    const std::lock_guard lock(mutex);
                    started[ordinal] = job;
                },
                {},
                [this](std::uint64_t ordinal, const jobs::ImportStatus& status) {
                    const std::lock_guard lock(mutex);
                    finished[ordinal] = status;
                }};
    }
};

class HealthLakeSubmitter : public testing::Test {
protected:
    static std::string prefix(std::uint64_t ordinal) { return "run/import/" + std::to_string(ordinal) + "/"; }
    jobs::ImportGroup staged(std::uint64_t ordinal) {
        const std::string id = "p" + std::to_string(ordinal);
        world_.stage(prefix(ordinal) + "Patient/Patient-00000.ndjson",
                     "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}\n");
        return {ordinal, healthlake_request("token-" + std::to_string(ordinal), prefix(ordinal))};
    }
    std::vector<jobs::ImportGroup> staged_groups(std::uint64_t count) {
        std::vector<jobs::ImportGroup> groups;
        for (std::uint64_t ordinal = 0; ordinal < count; ++ordinal) groups.push_back(staged(ordinal));
        return groups;
    }
    // One process from start to end.
    Outcome<void> run(const std::vector<jobs::ImportGroup>& groups, std::chrono::milliseconds patience = 60s) {
        const auto service = world_.service();
        jobs::Submitter submitter(*service, system_clock(), book_.callbacks(), kPace);
        for (const auto& group : groups) {
            if (book_.finished.contains(group.ordinal)) continue;
            if (const auto job = book_.started.find(group.ordinal); job != book_.started.end()) {
                submitter.resume(group, job->second);
            } else {
                submitter.submit(group);
            }
        }
        return submitter.finish(patience);
    }
    void expect_one_job_each(std::size_t groups) {
        ASSERT_THAT(book_.finished, SizeIs(groups));
        for (const auto& [ordinal, status] : book_.finished)
            EXPECT_EQ(status.state, ImportState::kCompleted) << ordinal << ": " << status.message;
        std::map<std::string, int> jobs_of;
        for (const auto& job : world_.jobs()) ++jobs_of[job.input_uri];
        EXPECT_THAT(jobs_of, SizeIs(groups));
        for (const auto& [uri, count] : jobs_of) EXPECT_EQ(count, 1) << uri;
    }

    HealthLakeWorld world_;
    Book book_;
};

TEST_F(HealthLakeSubmitter, EveryFifthCallThrottledOrFailedAndConnectionsCutStillMakeOneJobAGroup) {
    const auto groups = staged_groups(12);
    world_.faults(R"({seed: 11, rules: [
        {service: healthlake, rate: 0.2, do: throttle},
        {service: healthlake, rate: 0.1, do: error, status: 503, code: ServiceUnavailable},
        {service: healthlake, rate: 0.1, do: lose_reply},
        {service: healthlake, rate: 0.05, do: cut},
        {service: s3, rate: 0.1, do: error, status: 503, code: SlowDown},
        {service: s3, rate: 0.05, do: cut}]})");
    const auto ended = run(groups);
    ASSERT_TRUE(ended) << to_text(ended.error());
    expect_one_job_each(12);
}

// The process dies after the call has reached the service, before anything is written down.
TEST_F(HealthLakeSubmitter, ADeathBetweenTheCallAndItsRecordLeavesOneJob) {
    const auto groups = staged_groups(3);
    for (const auto& group : groups) ASSERT_TRUE(world_.service()->start(group.request));
    ASSERT_TRUE(book_.started.empty());
    ASSERT_TRUE(run(groups));
    expect_one_job_each(3);
}

// The token is stored, the call never made.
TEST_F(HealthLakeSubmitter, ADeathBetweenTheStoredTokenAndTheCallLeavesOneJob) {
    const auto groups = staged_groups(2);
    world_.faults("{rules: [{operation: StartFHIRImportJob, do: cut}]}");
    const auto first = run(groups, 50ms);
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().code, &codes::kImportUnfinished);
    EXPECT_TRUE(world_.jobs().empty());
    ASSERT_TRUE(run(groups));
    expect_one_job_each(2);
}

TEST_F(HealthLakeSubmitter, ASecondRunFollowsOpenJobsAndSubmitsNothing) {
    world_.settings().start_paused = true;
    world_.restart();
    const auto groups = staged_groups(3);
    EXPECT_FALSE(run(groups, 200ms)) << "the jobs wait at the service";
    EXPECT_THAT(book_.started, SizeIs(3));
    world_.settings().start_paused = false;
    world_.restart();
    world_.faults("{rules: [{operation: StartFHIRImportJob, do: error, status: 400, code: ValidationException}]}");
    ASSERT_TRUE(run(groups));
    expect_one_job_each(3);
}

TEST_F(HealthLakeSubmitter, AFullQueueIsWaitedFor) {
    world_.settings().limits.queued_jobs = 1;
    world_.restart();
    ASSERT_TRUE(run(staged_groups(6)));
    expect_one_job_each(6);
}

TEST_F(HealthLakeSubmitter, TheRatesOfTheRealServiceAreEnough) {
    world_.settings().starts_per_second = 25;
    world_.settings().reads_per_second = 10;
    world_.restart();
    ASSERT_TRUE(run(staged_groups(4)));
    expect_one_job_each(4);
}

}  // namespace
}  // namespace hios::test
