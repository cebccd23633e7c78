#include <gmock/gmock.h>

#include "jobs/ledger/account_json.hpp"
#include "tests/jobs/ledger/ledger_fixture.hpp"
#include "tests/support/memory_spool.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

// One group that writes to every table.
class FullGroup {
public:
    explicit FullGroup(std::uint32_t ordinal) {
        group = group_of(ordinal, 2 * ordinal, 2);
        group.objects[1].unreadable = true;
        group.objects[1].mapped = false;
        group.account.bytes_staged = 100 + ordinal;
        group.account.rejects_by_code["json.syntax"] = 1;
        group.rejected.push_back({2 * ordinal, 3, "a", 1, "json.syntax", "raw/x", 4});
        IdentifierRecord identifier;
        identifier.key = {ordinal, 7};
        identifier.id_length = 2;
        identifier.id = {'i', 'd'};
        group.identifiers.push_back(identifier);
        group.maintained = std::make_shared<pack::MaintainedList>(spools);
        need(group.maintained->add({{ordinal, 8}, 9}));
        group.end = {2 * ordinal + 1, 5, true};
        state = state_after(group);
        state.next_import_group = 10 * (ordinal + 1);
        state.next_shard = {0, 3, 0, ordinal};
        commit = {&group, &state, {}, {}};
        commit.shards.push_back({fmt::format("run/{}", ordinal), "Patient", 3, 30, "abc", 10 * ordinal, ordinal});
        ImportRecord import;
        import.import_group = 10 * ordinal;
        import.prefix = "run/import/";
        import.token = "token";
        import.lines = 3;
        commit.imports.push_back(import);
    }
    MemorySpools spools;
    pack::Group group;
    pack::PackState state;
    GroupCommit commit;
};

class Groups : public testing::Test {
protected:
    void SetUp() override {
        std::vector<PlannedObject> objects;
        for (std::uint32_t i = 0; i < 4; ++i) objects.push_back(planned_object(i, fmt::format("k{}", i)));
        make_plan(*ledger_, run_.number, objects);
    }

    TempFolder folder_;
    std::unique_ptr<Ledger> ledger_ = open_ledger(folder_.path());
    RunRecord run_ = begin_run(*ledger_);
};

TEST_F(Groups, OfANewRunBeginAtZero) {
    const pack::PackState state = need(ledger_->pack_state(run_.number));
    EXPECT_EQ(state.next_group, 0U);
    EXPECT_EQ(state.next_import_group, 0U);
    EXPECT_TRUE(state.next_shard.empty());
    EXPECT_EQ(state.position.object, 0U);
    EXPECT_EQ(need(ledger_->account(run_.number)).documents.read, 0U);
}

TEST_F(Groups, GiveTheStateAfterTheLastOneBack) {
    const FullGroup first(0);
    const FullGroup second(1);
    need(ledger_->commit_group(run_, "m", first.commit));
    need(ledger_->commit_group(run_, "m", second.commit));
    ledger_ = open_ledger(folder_.path());
    const pack::PackState state = need(ledger_->pack_state(run_.number));
    EXPECT_EQ(state.next_group, 2U);
    EXPECT_EQ(state.next_import_group, 20U);
    EXPECT_EQ(state.next_shard, (std::vector<std::uint32_t>{0, 3, 0, 1}));
    EXPECT_EQ(state.position.object, 3U);
    EXPECT_EQ(state.position.documents, 5U);
    EXPECT_TRUE(state.position.mapped);
}

TEST_F(Groups, AddUpToTheRunsAccount) {
    const FullGroup first(0);
    const FullGroup second(1);
    need(ledger_->commit_group(run_, "m", first.commit));
    need(ledger_->commit_group(run_, "m", second.commit));
    pack::Account sum = first.group.account;
    sum += second.group.account;
    EXPECT_EQ(to_json(need(ledger_->account(run_.number))), to_json(sum));
}

TEST_F(Groups, KeepTheirShards) {
    const FullGroup first(0);
    need(ledger_->commit_group(run_, "m", first.commit));
    const auto shards = need(ledger_->shards(run_.number));
    ASSERT_EQ(shards.size(), 1U);
    EXPECT_EQ(shards[0].key, "run/0");
    EXPECT_EQ(shards[0].type, "Patient");
    EXPECT_EQ(shards[0].lines, 3U);
    EXPECT_EQ(shards[0].bytes, 30U);
    EXPECT_EQ(shards[0].sha256, "abc");
    EXPECT_EQ(shards[0].import_group, 0U);
    EXPECT_EQ(shards[0].pack_group, 0U);
    EXPECT_TRUE(need(ledger_->shards(run_.number + 1)).empty());
}

constexpr const char* kTables[] = {"pack_group",         "shard",           "import_job",      "reject", "object",
                                   "staged_identifiers", "maintained_list", "maintained_block"};

// Whichever statement fails, at its first row: nothing of the group is there, and it can be committed again.
TEST_F(Groups, AreCommittedWhollyOrNotAtAll) {
    const FullGroup first(0);
    const FullGroup second(1);
    need(ledger_->commit_group(run_, "m", first.commit));
    std::map<std::string, std::int64_t> before;
    for (const char* table : kTables) before[table] = rows_of(folder_.path(), table);
    for (const std::string failing : kTables) {
        execute(folder_.path(), fmt::format("CREATE TRIGGER full_disk BEFORE INSERT ON {} BEGIN "
                                            "SELECT RAISE(ABORT, 'no room'); END",
                                            failing));
        EXPECT_FALSE(ledger_->commit_group(run_, "m", second.commit)) << failing;
        for (const char* table : kTables) {
            EXPECT_EQ(rows_of(folder_.path(), table), before[table]) << table << " after failing " << failing;
        }
        EXPECT_EQ(need(ledger_->pack_state(run_.number)).next_group, 1U);
        execute(folder_.path(), "DROP TRIGGER full_disk");
    }
    // The statement that takes unreadable objects out again.
    execute(folder_.path(),
            "CREATE TRIGGER full_disk BEFORE DELETE ON object BEGIN SELECT RAISE(ABORT, 'no room'); END");
    EXPECT_FALSE(ledger_->commit_group(run_, "m", second.commit));
    EXPECT_EQ(rows_of(folder_.path(), "object"), before["object"]);
    execute(folder_.path(), "DROP TRIGGER full_disk");

    need(ledger_->commit_group(run_, "m", second.commit));
    EXPECT_EQ(need(ledger_->pack_state(run_.number)).next_group, 2U);
    EXPECT_EQ(rows_of(folder_.path(), "shard"), 2);
}

TEST_F(Groups, AreNotCommittedTwice) {
    const FullGroup first(0);
    need(ledger_->commit_group(run_, "m", first.commit));
    EXPECT_FALSE(ledger_->commit_group(run_, "m", first.commit));
    EXPECT_EQ(rows_of(folder_.path(), "reject"), 1);
}

TEST_F(Groups, WithoutAFinishedObjectCommitNone) {
    pack::Group group = group_of(0, 0, 0);
    group.end = {0, 12, true};
    const pack::PackState state = state_after(group);
    need(ledger_->commit_group(run_, "m", commit_of(group, state)));
    EXPECT_EQ(rows_of(folder_.path(), "object"), 0);
    EXPECT_EQ(need(ledger_->pack_state(run_.number)).position.documents, 12U);
}

}  // namespace
}  // namespace hios::jobs
