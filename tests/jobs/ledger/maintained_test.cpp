// The ledger remembers which resources documents maintain.

#include "jobs/ledger/maintained.hpp"

#include <gmock/gmock.h>

#include "tests/jobs/ledger/ledger_fixture.hpp"
#include "tests/support/memory_spool.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;
using testing::ElementsAre;

class MaintainedResources : public testing::Test {
protected:
    // Keys must ascend.
    pack::Group group_that_maintains(std::uint32_t ordinal, const std::vector<pack::Maintained>& all) {
        pack::Group group = group_of(ordinal, 0, 0);
        group.maintained = std::make_shared<pack::MaintainedList>(spools_);
        for (const pack::Maintained& one : all) need(group.maintained->add(one));
        need(group.maintained->finish());
        return group;
    }
    void commit(const RunRecord& run, std::uint32_t ordinal, const std::vector<pack::Maintained>& all) {
        const pack::Group group = group_that_maintains(ordinal, all);
        const pack::PackState state = state_after(group);
        need(ledger_->commit_group(run, "m", commit_of(group, state)));
    }
    std::vector<std::int64_t> look_up(const std::string& job, const std::vector<Key128>& keys) {
        std::vector<std::int64_t> times(keys.size(), 77);
        need(ledger_->look_up_maintained(job, keys, times));
        return times;
    }

    TempFolder folder_;
    MemorySpools spools_;
    std::unique_ptr<Ledger> ledger_ = open_ledger(folder_.path());
};

TEST_F(MaintainedResources, AreThereAfterTheCommitAndForTheirJobOnly) {
    const RunRecord run = begin_run(*ledger_, "a");
    commit(run, 0, {{{1, 2}, 100}, {{UINT64_MAX, 3}, -5}});
    ledger_ = open_ledger(folder_.path());
    EXPECT_THAT(look_up("a", {{1, 2}, {1, 3}, {UINT64_MAX, 3}}), ElementsAre(100, kNoTime, -5));
    EXPECT_THAT(look_up("b", {{1, 2}}), ElementsAre(kNoTime));
}

TEST_F(MaintainedResources, KeepTheLatestTime) {
    const RunRecord first = begin_run(*ledger_);
    commit(first, 0, {{{1, 1}, 100}});
    commit(first, 1, {{{1, 1}, 300}});
    commit(begin_run(*ledger_), 0, {{{1, 1}, 200}});
    EXPECT_THAT(look_up("job", {{1, 1}}), ElementsAre(300));
}

TEST_F(MaintainedResources, OfARunThatIsForgottenAreAsBefore) {
    const RunRecord first = begin_run(*ledger_);
    commit(first, 0, {{{1, 1}, 100}, {{1, 2}, 100}});
    const RunRecord second = begin_run(*ledger_);
    commit(second, 0, {{{1, 1}, 200}, {{1, 3}, 200}});
    commit(second, 1, {{{1, 1}, 300}, {{1, 3}, 300}});
    EXPECT_THAT(look_up("job", {{1, 1}, {1, 2}, {1, 3}}), ElementsAre(300, 100, 300));
    need(ledger_->forget_objects(second.number));
    EXPECT_THAT(look_up("job", {{1, 1}, {1, 2}, {1, 3}}), ElementsAre(100, 100, kNoTime));
    const RunRecord third = begin_run(*ledger_);
    commit(third, 0, {{{1, 1}, 150}});
    EXPECT_THAT(look_up("job", {{1, 1}}), ElementsAre(150));
    need(ledger_->forget_objects(third.number));
    EXPECT_THAT(look_up("job", {{1, 1}}), ElementsAre(100));
}

// A group sees all groups before it, whether they are committed already or not.
TEST_F(MaintainedResources, AreKnownFromTheGroupsCloseOn) {
    const RunRecord run = begin_run(*ledger_);
    commit(run, 0, {{{1, 1}, 100}});
    MaintainedMemory memory(*ledger_, "job");
    const std::vector<Key128> keys{{1, 1}, {1, 2}, {1, 3}};
    std::vector<std::int64_t> times(keys.size());
    const pack::Group second = group_that_maintains(1, {{{1, 1}, 50}, {{1, 2}, 200}});
    const pack::Group third = group_that_maintains(2, {{{1, 2}, 150}, {{1, 3}, 300}});
    memory.closed(second);
    need(memory.look_up(keys, times));
    EXPECT_THAT(times, ElementsAre(100, 200, kNoTime));
    memory.closed(third);
    need(memory.look_up(keys, times));
    EXPECT_THAT(times, ElementsAre(100, 200, 300));
    const pack::PackState state = state_after(second);
    need(ledger_->commit_group(run, "m", commit_of(second, state)));
    memory.committed(second);
    need(memory.look_up(keys, times));
    EXPECT_THAT(times, ElementsAre(100, 200, 300));
}

TEST_F(MaintainedResources, AreRememberedByALedgerOfBeforeThem) {
    ledger_.reset();
    execute(folder_.path(), "DROP TABLE maintained_list; DROP TABLE maintained_block; PRAGMA user_version = 1");
    ledger_ = open_ledger(folder_.path());
    commit(begin_run(*ledger_), 0, {{{1, 1}, 100}});
    EXPECT_THAT(look_up("job", {{1, 1}}), ElementsAre(100));
}

// Rows as a program of version 3 wrote them: run 2 was the last of the job "a"; it raised one time and made a row.
TEST_F(MaintainedResources, AreTakenOverFromTheRowsOfVersionThree) {
    const RunRecord first = begin_run(*ledger_, "a");
    const RunRecord second = begin_run(*ledger_, "a");
    ASSERT_EQ(first.number, 1);
    ASSERT_EQ(second.number, 2);
    ledger_.reset();
    execute(folder_.path(),
            "DROP TABLE maintained_list; DROP TABLE maintained_block; PRAGMA user_version = 3; "
            "CREATE TABLE maintained(job TEXT NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL, time INTEGER NOT "
            "NULL, run INTEGER NOT NULL, before INTEGER, PRIMARY KEY(job, high, low)) WITHOUT ROWID; "
            "INSERT INTO maintained VALUES('a', 1, 1, 100, 1, NULL), ('a', 1, -2, 200, 2, 150), ('a', -3, 7, 300, 2, "
            "NULL), ('b', 1, 1, 400, 1, NULL)");
    ledger_ = open_ledger(folder_.path());
    const std::vector<Key128> keys{{1, 1}, {1, 5}, {1, UINT64_MAX - 1}, {UINT64_MAX - 2, 7}};
    EXPECT_THAT(look_up("a", keys), ElementsAre(100, kNoTime, 200, 300));
    EXPECT_THAT(look_up("b", keys), ElementsAre(400, kNoTime, kNoTime, kNoTime));
    need(ledger_->forget_objects(second.number));
    EXPECT_THAT(look_up("a", keys), ElementsAre(100, kNoTime, 150, kNoTime));
    EXPECT_THAT(look_up("b", keys), ElementsAre(400, kNoTime, kNoTime, kNoTime));
    EXPECT_ANY_THROW(rows_of(folder_.path(), "maintained"));
}

}  // namespace
}  // namespace hios::jobs
