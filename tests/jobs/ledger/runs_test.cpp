#include <gmock/gmock.h>

#include "jobs/ledger/codes.hpp"
#include "pipeline/codes.hpp"
#include "tests/jobs/ledger/ledger_fixture.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

class Runs : public testing::Test {
protected:
    TempFolder folder_;
    std::unique_ptr<Ledger> ledger_ = open_ledger(folder_.path());
};

TEST_F(Runs, BeginAsListingAndAreFoundAgainByAnotherProcess) {
    const RunRecord begun = need(ledger_->begin_run("job", "d1", R"({"a":1})", "2026-11-20T10:55:00Z", "earlier"));
    EXPECT_EQ(begun.id, "20261120T105500Z");
    ledger_ = open_ledger(folder_.path());
    const auto found = need(ledger_->find_run(begun.id));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->number, begun.number);
    EXPECT_EQ(found->job, "job");
    EXPECT_EQ(found->digest, "d1");
    EXPECT_EQ(found->spec, R"({"a":1})");
    EXPECT_EQ(found->state, RunState::kListing);
    EXPECT_EQ(found->started, "2026-11-20T10:55:00Z");
    EXPECT_EQ(found->retry_of, "earlier");
    EXPECT_EQ(found->exit_code, -1);
    EXPECT_FALSE(need(ledger_->find_run("20261120T105501Z")));
}

TEST_F(Runs, OfOneSecondHaveDifferentIds) {
    EXPECT_EQ(begin_run(*ledger_, "a").id, "20261120T105500Z");
    EXPECT_EQ(begin_run(*ledger_, "b").id, "20261120T105500Z-2");
    EXPECT_EQ(begin_run(*ledger_, "a").id, "20261120T105500Z-3");
    EXPECT_EQ(begin_run(*ledger_, "a", "2026-11-20T10:55:01Z").id, "20261120T105501Z");
}

TEST_F(Runs, TakeNoIdThatIsClaimedElsewhere) {
    begin_run(*ledger_, "a");
    std::vector<std::string> asked;
    const auto claim = [&](const std::string& id) -> Outcome<bool> {
        asked.push_back(id);
        return asked.size() == 3;
    };
    const auto begun = need(ledger_->begin_run("b", "d", "{}", "2026-11-20T10:55:00Z", "", claim));
    EXPECT_EQ(begun.id, "20261120T105500Z-4");
    EXPECT_THAT(asked, testing::ElementsAre("20261120T105500Z-2", "20261120T105500Z-3", "20261120T105500Z-4"));
    EXPECT_EQ(need(ledger_->find_run(begun.id))->number, begun.number);
}

TEST_F(Runs, DoNotBeginWhereTheClaimFails) {
    const auto claim = [](const std::string&) -> Outcome<bool> { return fail(retryable(codes::kIo, "no network")); };
    EXPECT_FALSE(ledger_->begin_run("b", "d", "{}", "2026-11-20T10:55:00Z", "", claim));
    EXPECT_FALSE(need(ledger_->find_run("20261120T105500Z")));
}

TEST_F(Runs, AreUnfinishedUntilTheyEndOrAreAbandoned) {
    for (const RunState open : {RunState::kListing, RunState::kGathering, RunState::kPacking, RunState::kImporting}) {
        const RunRecord run = begin_run(*ledger_);
        need(ledger_->set_state(run.number, open));
        const auto found = need(ledger_->unfinished_run("job"));
        ASSERT_TRUE(found);
        EXPECT_EQ(found->id, run.id);
        EXPECT_EQ(found->state, open);
        EXPECT_FALSE(need(ledger_->unfinished_run("other")));
        need(ledger_->set_state(run.number, RunState::kAbandoned));
        EXPECT_FALSE(need(ledger_->unfinished_run("job")));
    }
    const RunRecord run = begin_run(*ledger_);
    need(ledger_->set_listed(run.number, 7, 2));
    need(ledger_->end_run(run.number, "2026-11-20T11:00:00Z", R"({"status":"complete"})", 3));
    EXPECT_FALSE(need(ledger_->unfinished_run("job")));
    const RunRecord ended = *need(ledger_->find_run(run.id));
    EXPECT_EQ(ended.state, RunState::kDone);
    EXPECT_EQ(ended.listed, 7U);
    EXPECT_EQ(ended.skipped, 2U);
    EXPECT_EQ(ended.ended, "2026-11-20T11:00:00Z");
    EXPECT_EQ(ended.summary, R"({"status":"complete"})");
    EXPECT_EQ(ended.exit_code, 3);
}

TEST_F(Runs, AreListedLatestFirstOfOneJobOrOfAll) {
    const auto a1 = begin_run(*ledger_, "a");
    const auto b = begin_run(*ledger_, "b");
    const auto a2 = begin_run(*ledger_, "a");
    const auto ids = [](const std::vector<RunRecord>& runs) {
        std::vector<std::string> found;
        for (const RunRecord& run : runs) found.push_back(run.id);
        return found;
    };
    EXPECT_THAT(ids(need(ledger_->runs("", 10))), testing::ElementsAre(a2.id, b.id, a1.id));
    EXPECT_THAT(ids(need(ledger_->runs("a", 10))), testing::ElementsAre(a2.id, a1.id));
    EXPECT_THAT(ids(need(ledger_->runs("", 1))), testing::ElementsAre(a2.id));
    EXPECT_EQ(need(ledger_->runs("", UINT64_MAX)).size(), 3U);
    EXPECT_EQ(need(ledger_->last_run("b"))->id, b.id);
    EXPECT_EQ(need(ledger_->last_run(""))->id, a2.id);
    EXPECT_FALSE(need(ledger_->last_run("c")));
}

TEST_F(Runs, TakeJobNamesAsTheyStand) {
    const std::string job = "it's \"a\" job; DROP TABLE run";
    begin_run(*ledger_, job);
    EXPECT_EQ(need(ledger_->runs(job, 10)).size(), 1U);
}

TEST_F(Runs, OfAnotherVersionAreRefused) {
    ledger_.reset();
    execute(folder_.path(), "PRAGMA user_version = 99");
    const auto refused = Ledger::open(folder_.path());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, &codes::kLedgerVersion);
    EXPECT_EQ(refused.error().fault, Fault::kFatal);
    EXPECT_THAT(refused.error().what, testing::HasSubstr("99"));
    EXPECT_FALSE(refused.error().how_to_mend().empty());
}

TEST_F(Runs, SurviveAKillWhileTheTablesWereMade) {
    ledger_.reset();
    execute(folder_.path(), "PRAGMA user_version = 0");
    ledger_ = open_ledger(folder_.path());
    EXPECT_FALSE(begin_run(*ledger_).id.empty());
}

}  // namespace
}  // namespace hios::jobs
