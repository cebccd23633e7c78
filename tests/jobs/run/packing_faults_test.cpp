// Every durable step of packing fails once: run again from the ledger, a run leaves the same bytes in
// the zones and the same rows in the ledger as one that nothing disturbed.

#include <gmock/gmock.h>

#include "pipeline/codes.hpp"
#include "tests/jobs/run/packing_world.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

struct Undisturbed {
    Undisturbed() {
        PackingWorld world;
        if (const auto failure = world.session()) throw std::runtime_error(to_text(*failure));
        left = world.left();
        staging_puts = world.staging.count(StoreCall::kPutFile);
        error_puts = world.errors.count(StoreCall::kPutFile);
        spools = world.spools.made;
        groups = rows_of(world.spec.state, "pack_group");
    }
    std::map<std::string, std::string> left;
    std::uint64_t staging_puts = 0;
    std::uint64_t error_puts = 0;
    std::uint64_t spools = 0;
    std::int64_t groups = 0;
};

const Undisturbed& undisturbed() {
    static const Undisturbed kRun;
    return kRun;
}

void expect_same(const PackingWorld& world) {
    const auto left = world.left();
    for (const auto& [key, bytes] : undisturbed().left) {
        const auto found = left.find(key);
        if (found == left.end()) {
            ADD_FAILURE() << key << " is missing";
        } else {
            EXPECT_EQ(found->second, bytes) << key;
        }
    }
    EXPECT_EQ(left.size(), undisturbed().left.size());
}

Error broken() {
    return retryable(codes::kIo, "the line was cut");
}

TEST(PackingFaults, TheRunIsWorthDisturbing) {
    EXPECT_GE(undisturbed().staging_puts, 14U);
    EXPECT_GE(undisturbed().error_puts, 4U);
    EXPECT_THAT(undisturbed().left.at("ledger pack_group"), testing::HasSubstr("1|1|"));
    EXPECT_NE(undisturbed().left.at("ledger reject"), "");
    EXPECT_NE(undisturbed().left.at("ledger staged_identifiers"), "");
}

TEST(PackingFaults, BothEnginesLeaveTheSame) {
    PackingWorld world;
    ASSERT_FALSE(world.session(EngineKind::kGraph));
    expect_same(world);
}

class PutFails : public testing::TestWithParam<std::tuple<bool, When, EngineKind>> {};

TEST_P(PutFails, AndTheNextSessionMakesItGood) {
    const auto [in_staging, when, engine] = GetParam();
    const std::uint64_t puts = in_staging ? undisturbed().staging_puts : undisturbed().error_puts;
    for (std::uint64_t nth = 1; nth <= puts; ++nth) {
        SCOPED_TRACE(nth);
        PackingWorld world;
        FaultyStore& store = in_staging ? world.staging : world.errors;
        store.fail_call(StoreCall::kPutFile, nth, broken(), when);
        const auto failure = world.session(engine);
        ASSERT_TRUE(failure);
        EXPECT_EQ(failure->code, &codes::kIo);
        store.heal();
        ASSERT_FALSE(world.session(engine));
        expect_same(world);
    }
}

INSTANTIATE_TEST_SUITE_P(Zones, PutFails,
                         testing::Combine(testing::Bool(), testing::Values(When::kBefore, When::kAfter),
                                          testing::Values(EngineKind::kSerial, EngineKind::kGraph)));

TEST(PackingFaults, ASessionThatEndsAtEachPutInTurnGetsDoneInTheEnd) {
    PackingWorld world;
    int sessions = 0;
    for (std::uint64_t nth = 3;; nth = world.staging.count(StoreCall::kPutFile) + 20) {
        world.staging.heal();
        world.staging.fail_call(StoreCall::kPutFile, nth, broken(), sessions % 2 == 0 ? When::kBefore : When::kAfter);
        if (!world.session()) break;
        ASSERT_LT(++sessions, 100);
    }
    EXPECT_GE(sessions, 2);
    expect_same(world);
}

TEST(PackingFaults, AFullScratchDiskAtAnySpool) {
    for (std::uint64_t nth = 1; nth <= undisturbed().spools; ++nth) {
        SCOPED_TRACE(nth);
        PackingWorld world;
        world.spools.fail_at = nth;
        const auto failure = world.session();
        ASSERT_TRUE(failure);
        EXPECT_EQ(failure->code, &codes::kDiskFull);
        ASSERT_FALSE(world.session());
        expect_same(world);
    }
}

// Which statement fails, and in which group (0: whenever).
class LedgerFails : public testing::TestWithParam<std::tuple<std::string, int>> {};

TEST_P(LedgerFails, AndTheNextSessionMakesItGood) {
    const auto& [statement, group] = GetParam();
    PackingWorld world;
    open_ledger(world.spec.state);
    execute(world.spec.state,
            fmt::format("CREATE TRIGGER full_disk BEFORE {} WHEN (SELECT count(*) FROM pack_group) >= {} "
                        "BEGIN SELECT RAISE(ABORT, 'no room'); END",
                        statement, group));
    ASSERT_TRUE(world.session());
    EXPECT_LT(rows_of(world.spec.state, "pack_group"), undisturbed().groups);
    execute(world.spec.state, "DROP TRIGGER full_disk");
    ASSERT_FALSE(world.session());
    expect_same(world);
}

INSTANTIATE_TEST_SUITE_P(BeforePacking, LedgerFails,
                         testing::Combine(testing::Values("INSERT ON run", "INSERT ON plan", "UPDATE ON run",
                                                          "INSERT ON run_index"),
                                          testing::Values(0)));
INSTANTIATE_TEST_SUITE_P(Commits, LedgerFails,
                         testing::Combine(testing::Values("INSERT ON pack_group", "INSERT ON shard",
                                                          "INSERT ON import_job", "INSERT ON reject",
                                                          "INSERT ON object", "INSERT ON staged_identifiers"),
                                          testing::Values(0, 1)));
INSTANTIATE_TEST_SUITE_P(LaterCommits, LedgerFails,
                         testing::Combine(testing::Values("INSERT ON pack_group", "INSERT ON shard",
                                                          "INSERT ON import_job"),
                                          testing::Values(2, 3)));

}  // namespace
}  // namespace hios::jobs
