#pragma once
// What every import service must do, whoever provides it. A test program includes this header, derives a harness and
// instantiates ImportServiceConformance with its factory.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "jobs/import/codes.hpp"
#include "jobs/import/import_service.hpp"
#include "jobs/import/report.hpp"
#include "pipeline/object_store.hpp"

namespace hios::test {

class ImportServiceHarness {
public:
    virtual ~ImportServiceHarness() = default;
    // A new service without jobs, held: it takes jobs but begins none until release().
    virtual jobs::ImportService& service() = 0;
    virtual ObjectStore& staging() = 0;
    virtual void release() = 0;
    // Whether the service can cancel a job at all.
    [[nodiscard]] virtual bool cancels() const { return true; }
};

using ImportServiceFactory = std::function<std::unique_ptr<ImportServiceHarness>()>;

class ImportServiceConformance : public testing::TestWithParam<ImportServiceFactory> {
protected:
    using State = jobs::ImportState;

    jobs::ImportService& service() { return harness_->service(); }
    ObjectStore& staging() { return harness_->staging(); }
    void release() { harness_->release(); }

    static jobs::ImportRequest request(const std::string& token, const std::string& prefix = "run/import/1/") {
        return {token, "nightly " + token.substr(0, 32), prefix, "run/report/", "structure-only"};
    }
    static std::string patient(const std::string& id) { return R"({"resourceType":"Patient","id":")" + id + "\"}\n"; }
    void stage(const std::string& key, const std::string& text) { ASSERT_TRUE(staging().put(key, text, {})); }
    std::string started(const jobs::ImportRequest& wanted) {
        const auto id = service().start(wanted);
        EXPECT_TRUE(id) << to_text(id.error());
        return id ? *id : std::string();
    }
    jobs::ImportStatus described(const std::string& id) {
        const auto status = service().describe(id);
        EXPECT_TRUE(status) << to_text(status.error());
        return status ? *status : jobs::ImportStatus{};
    }
    jobs::ImportStatus ended(const std::string& id) {
        release();
        const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        for (;;) {
            const jobs::ImportStatus status = described(id);
            if (jobs::is_terminal(status.state)) return status;
            if (std::chrono::steady_clock::now() > patience) {
                ADD_FAILURE() << "the job does not end";
                return status;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    std::vector<std::string> keys_below(const std::string& prefix) {
        std::vector<std::string> keys;
        EXPECT_TRUE(staging().list(
            prefix,
            [&](ObjectInfo&& object) {
                keys.push_back(object.key);
                return true;
            },
            [](Error&&) {}));
        return keys;
    }

    std::unique_ptr<ImportServiceHarness> harness_ = GetParam()();
};

TEST_P(ImportServiceConformance, AStartedJobHasAnIdThatDescribeKnows) {
    stage("run/import/1/Patient/a.ndjson", patient("a"));
    const std::string id = started(request("token-1"));
    EXPECT_THAT(id, testing::SizeIs(testing::AllOf(testing::Ge(1U), testing::Le(32U))));
    EXPECT_THAT(described(id).state, testing::AnyOf(State::kSubmitted, State::kQueued));
}

TEST_P(ImportServiceConformance, TheSameTokenAnswersTheSameJob) {
    stage("run/import/1/Patient/a.ndjson", patient("a"));
    const std::string id = started(request("token-1"));
    EXPECT_EQ(started(request("token-1")), id);
    EXPECT_EQ(ended(id).scanned, 1U);
    EXPECT_EQ(started(request("token-1")), id) << "also after the job's end";
    EXPECT_EQ(described(id).state, State::kCompleted);
}

TEST_P(ImportServiceConformance, ATokenCannotBeUsedForAnotherPrefix) {
    started(request("token-1", "run/import/1/"));
    const auto second = service().start(request("token-1", "run/import/2/"));
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().fault, Fault::kRetry);
}

TEST_P(ImportServiceConformance, DifferentTokensAreDifferentJobs) {
    EXPECT_NE(started(request("token-1")), started(request("token-2")));
}

TEST_P(ImportServiceConformance, AnUnknownJobIsNamedAsSuch) {
    const auto described = service().describe("0123456789abcdef0123456789abcdef");
    ASSERT_FALSE(described);
    EXPECT_EQ(described.error().code, &codes::kImportUnknownJob);
    const auto cancelled = service().cancel("0123456789abcdef0123456789abcdef");
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, &codes::kImportUnknownJob);
}

TEST_P(ImportServiceConformance, GoodLinesEndAsCompletedWithTheirCounts) {
    stage("run/import/1/Patient/a.ndjson", patient("a") + patient("b"));
    stage("run/import/1/Group/a.ndjson", R"({"resourceType":"Group","id":"a","type":"person","actual":true})");
    const auto status = ended(started(request("token-1")));
    EXPECT_EQ(status.state, State::kCompleted);
    EXPECT_EQ(status.scanned, 3U);
    EXPECT_EQ(status.imported, 3U);
    EXPECT_EQ(status.failed, 0U);
}

TEST_P(ImportServiceConformance, BadLinesAreReportedAndTheOthersImported) {
    stage("run/import/1/Patient/a.ndjson",
          patient("a") + "{\"resourceType\":\n" + patient("b") + "{\"resourceType\":\"Patient\"}\n");
    const auto status = ended(started(request("token-1")));
    EXPECT_EQ(status.state, State::kCompletedWithErrors);
    EXPECT_EQ(status.imported, 2U);
    EXPECT_EQ(status.failed, 2U);
    std::vector<jobs::ImportFailure> failures;
    const auto counts = jobs::read_report_failures(staging(), status.output_prefix, [&](jobs::ImportFailure&& failure) {
        failures.push_back(std::move(failure));
    });
    ASSERT_TRUE(counts);
    ASSERT_EQ(failures.size(), 2U);
    EXPECT_EQ(counts->odd_lines, 0U);
    EXPECT_EQ(failures[0].file, "Patient/a.ndjson");
    EXPECT_EQ(failures[0].line_id, 2U);
    EXPECT_EQ(failures[1].line_id, 4U);
    EXPECT_EQ(failures[1].resource_type, "Patient");
    EXPECT_GE(failures[1].status, 400);
    EXPECT_THAT(failures[1].operation_outcome, testing::HasSubstr("OperationOutcome"));
}

TEST_P(ImportServiceConformance, TheSameIdTwiceInAJobIsRefusedOnce) {
    stage("run/import/1/Patient/a.ndjson", patient("a"));
    stage("run/import/1/Patient/b.ndjson", patient("a"));
    const auto status = ended(started(request("token-1")));
    EXPECT_EQ(status.state, State::kCompletedWithErrors);
    EXPECT_EQ(status.imported, 1U);
    EXPECT_EQ(status.failed, 1U);
}

TEST_P(ImportServiceConformance, AMissingPrefixFailsWithAMessage) {
    const auto status = ended(started(request("token-1", "run/import/nothing/")));
    EXPECT_EQ(status.state, State::kFailed);
    EXPECT_FALSE(status.message.empty());
}

TEST_P(ImportServiceConformance, MalformedRequestsAreRefused) {
    const auto refused = [&](auto&& change) {
        jobs::ImportRequest wrong = request("token-1");
        change(wrong);
        const auto answer = service().start(wrong);
        return !answer && answer.error().fault != Fault::kRetry;
    };
    EXPECT_TRUE(refused([](auto& wrong) { wrong.client_token = ""; }));
    EXPECT_TRUE(refused([](auto& wrong) { wrong.client_token = "under_score"; }));
    EXPECT_TRUE(refused([](auto& wrong) { wrong.client_token = std::string(65, 'a'); }));
    EXPECT_TRUE(refused([](auto& wrong) { wrong.job_name = ""; }));
    EXPECT_TRUE(refused([](auto& wrong) { wrong.job_name = "O'Reilly"; }));
    EXPECT_TRUE(refused([](auto& wrong) { wrong.input_prefix = "run/import/1"; }));
    EXPECT_TRUE(refused([](auto& wrong) { wrong.output_prefix = ""; }));
    EXPECT_TRUE(refused([](auto& wrong) { wrong.validation_level = "lenient"; }));
}

TEST_P(ImportServiceConformance, StatesOnlyGoForward) {
    std::string lines;
    for (int i = 0; i < 2000; ++i) lines += patient("p" + std::to_string(i));
    for (int i = 0; i < 5; ++i) stage("run/import/1/Patient/" + std::to_string(i) + ".ndjson", lines);
    const std::string id = started(request("token-1"));
    State before = described(id).state;
    release();
    for (int i = 0; i < 20'000 && !jobs::is_terminal(before); ++i) {
        const State now = described(id).state;
        EXPECT_GE(now, before);
        before = now;
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    EXPECT_TRUE(jobs::is_terminal(before));
    EXPECT_EQ(described(id).state, before) << "an end stays";
}

TEST_P(ImportServiceConformance, OneJobRunsAtATimeInTheOrderOfStart) {
    std::vector<std::string> ids;
    for (int i = 0; i < 6; ++i) {
        const std::string prefix = "run/import/" + std::to_string(i) + "/";
        std::string lines;
        for (int line = 0; line < 500; ++line) lines += patient(std::to_string(line));
        stage(prefix + "Patient/a.ndjson", lines);
        ids.push_back(started(request("token-" + std::to_string(i), prefix)));
    }
    release();
    for (int round = 0; round < 20'000; ++round) {
        // From the newest to the oldest: a job seen as begun proves that all older ones have ended by now.
        std::vector<State> states(ids.size());
        for (std::size_t i = ids.size(); i-- > 0;) states[i] = described(ids[i]).state;
        for (std::size_t i = 1; i < ids.size(); ++i) {
            if (states[i] >= State::kInProgress) {
                ASSERT_TRUE(jobs::is_terminal(states[i - 1])) << "job " << i << " began before its elder ended";
            }
        }
        if (jobs::is_terminal(states.back())) break;
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    for (const std::string& id : ids) EXPECT_EQ(described(id).state, State::kCompleted);
}

TEST_P(ImportServiceConformance, AFullQueueAsksToTryAgainAndTakesNoJob) {
    const jobs::ImportLimits limits = service().limits();
    stage("run/import/1/Patient/a.ndjson", patient("a"));
    std::string last;
    std::uint32_t taken = 0;
    Outcome<std::string> answer = std::string();
    while (taken <= limits.running_jobs + limits.queued_jobs) {
        answer = service().start(request("token-" + std::to_string(taken)));
        if (!answer) break;
        last = *answer;
        ++taken;
    }
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().fault, Fault::kRetry);
    EXPECT_GE(taken, limits.queued_jobs);
    EXPECT_EQ(ended(last).state, State::kCompleted);
    const std::string again = started(request("token-" + std::to_string(taken)));
    EXPECT_EQ(ended(again).state, State::kCompleted);
}

TEST_P(ImportServiceConformance, TheReportLiesInTheJobsOwnFolderBelowTheOutputPrefix) {
    stage("run/import/1/Patient/a.ndjson", patient("a") + "no json\n");
    const std::string id = started(request("token-1"));
    const auto status = ended(id);
    EXPECT_THAT(status.output_prefix, testing::StartsWith("run/report/"));
    EXPECT_THAT(status.output_prefix, testing::EndsWith("-FHIR_IMPORT-" + id + "/"));
    const auto totals = jobs::read_report_totals(staging(), status.output_prefix);
    ASSERT_TRUE(totals);
    EXPECT_TRUE(totals->manifest_found);
    EXPECT_EQ(totals->files_scanned, 1U);
    EXPECT_EQ(totals->scanned, status.scanned);
    EXPECT_EQ(totals->imported, status.imported);
    EXPECT_EQ(totals->customer_errors, status.failed);
}

TEST_P(ImportServiceConformance, WithoutFailuresThereIsNoFailureFolder) {
    stage("run/import/1/Patient/a.ndjson", patient("a"));
    const auto status = ended(started(request("token-1")));
    EXPECT_TRUE(keys_below(status.output_prefix + "FAILURE/").empty());
}

TEST_P(ImportServiceConformance, OnlyNdjsonBelowThePrefixIsRead) {
    stage("run/import/1/deep/er/Patient.ndjson", patient("a"));
    stage("run/import/1/manifest.json", "{}");
    stage("run/import/1/notes.txt", "no json");
    stage("run/import/10/Patient.ndjson", patient("b"));
    const auto status = ended(started(request("token-1")));
    EXPECT_EQ(status.state, State::kCompleted);
    EXPECT_EQ(status.scanned, 1U);
}

TEST_P(ImportServiceConformance, ACancelledJobFailsWithAMessageAndTheNextRuns) {
    if (!harness_->cancels()) GTEST_SKIP() << "the service has no such call";
    stage("run/import/1/Patient/a.ndjson", patient("a"));
    const std::string first = started(request("token-1"));
    const std::string second = started(request("token-2"));
    ASSERT_TRUE(service().cancel(first));
    const auto status = described(first);
    EXPECT_EQ(status.state, State::kFailed);
    EXPECT_FALSE(status.message.empty());
    EXPECT_EQ(status.imported, 0U);
    EXPECT_EQ(ended(second).state, State::kCompleted);
    EXPECT_TRUE(service().cancel(second)) << "too late: nothing happens";
    EXPECT_EQ(described(second).state, State::kCompleted);
}

TEST_P(ImportServiceConformance, JobsMayBeStartedAndDescribedFromManyThreads) {
    stage("run/import/1/Patient/a.ndjson", patient("a"));
    std::vector<std::thread> threads;
    std::vector<std::string> ids(8);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        threads.emplace_back([&, i] {
            ids[i] = started(request("token-" + std::to_string(i / 2)));  // each token twice
            described(ids[i]);
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size() / 2);
    for (const std::string& id : ids) EXPECT_EQ(ended(id).state, State::kCompleted);
}

}  // namespace hios::test
