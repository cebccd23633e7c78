#include "tests/jobs/ledger/ledger_fixture.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;
using State = DoneObjects::State;

class Done : public testing::Test {
protected:
    void commit(const std::vector<PlannedObject>& objects, const std::string& mapping = "m1",
                const std::string& job = "job") {
        const RunRecord run = begin_run(*ledger_, job);
        make_plan(*ledger_, run.number, objects);
        const pack::Group group = group_of(0, 0, static_cast<std::uint32_t>(objects.size()));
        const pack::PackState state = state_after(group);
        need(ledger_->commit_group(run, mapping, commit_of(group, state)));
    }
    DoneObjects load(const std::string& mapping = "m1", const std::string& job = "job") {
        return need(DoneObjects::load(*ledger_, job, mapping));
    }

    TempFolder folder_;
    std::unique_ptr<Ledger> ledger_ = open_ledger(folder_.path());
};

TEST_F(Done, NothingBeforeTheFirstCommit) {
    make_plan(*ledger_, begin_run(*ledger_).number, {planned_object(0, "a")});
    auto done = load();
    EXPECT_EQ(need(done.state_of("a", "e")), State::kNew);
}

TEST_F(Done, WalksBesideAListing) {
    commit({planned_object(0, "b", "1"), planned_object(1, "d", "1"), planned_object(2, "f", "1")});
    auto done = load();
    EXPECT_EQ(need(done.state_of("a", "1")), State::kNew);
    EXPECT_EQ(need(done.state_of("b", "1")), State::kDone);
    EXPECT_EQ(need(done.state_of("c", "1")), State::kNew);
    EXPECT_EQ(need(done.state_of("d", "2")), State::kChanged);
    EXPECT_EQ(need(done.state_of("f", "1")), State::kDone);
    EXPECT_EQ(need(done.state_of("g", "1")), State::kNew);
    EXPECT_EQ(need(done.state_of("h", "1")), State::kNew);
}

TEST_F(Done, WithAnotherMappingIsChanged) {
    commit({planned_object(0, "a")});
    auto done = load("m2");
    EXPECT_EQ(need(done.state_of("a", "e")), State::kChanged);
}

TEST_F(Done, CommittedAgainCountsTheLastCommit) {
    commit({planned_object(0, "a", "1")}, "m1");
    commit({planned_object(0, "a", "2")}, "m2");
    auto first = load("m1");
    EXPECT_EQ(need(first.state_of("a", "2")), State::kChanged);
    auto second = load("m2");
    EXPECT_EQ(need(second.state_of("a", "2")), State::kDone);
}

TEST_F(Done, BelongsToItsJob) {
    commit({planned_object(0, "a")}, "m1", "other");
    auto done = load();
    EXPECT_EQ(need(done.state_of("a", "e")), State::kNew);
}

TEST_F(Done, KeysAreComparedByBytes) {
    commit({planned_object(0, "B"), planned_object(1, "a.b"), planned_object(2, "a/b"), planned_object(3, "\xC3\xA9")});
    auto done = load();
    for (const char* key : {"B", "a.b", "a/b", "\xC3\xA9"})
        EXPECT_EQ(need(done.state_of(key, "e")), State::kDone) << key;
}

TEST_F(Done, MayBeReadWhileThePlanIsWritten) {
    commit({planned_object(0, "a"), planned_object(1, "b"), planned_object(2, "c")});
    auto done = load();
    const RunRecord run = begin_run(*ledger_);
    std::vector<State> states;
    need(ledger_->make_plan(run.number, [&](const Ledger::AddPlanned& add) -> Outcome<void> {
        for (const char* key : {"a", "b", "c"}) {
            HIOS_TRY(const State state, done.state_of(key, key == std::string_view("b") ? "other" : "e"));
            states.push_back(state);
            HIOS_CHECK(add(planned_object(static_cast<std::uint32_t>(states.size() - 1), key)));
        }
        return {};
    }));
    EXPECT_EQ(states, (std::vector<State>{State::kDone, State::kChanged, State::kDone}));
    EXPECT_EQ(need(ledger_->planned(run.number, 0, 10)).size(), 3U);
}

TEST_F(Done, UnreadableObjectsAreTakenAgainRejectedOnesAreNot) {
    const RunRecord run = begin_run(*ledger_);
    make_plan(*ledger_, run.number, {planned_object(0, "a"), planned_object(1, "b"), planned_object(2, "c")});
    pack::Group group = group_of(0, 0, 3);
    group.objects[1] = {1, true, true};    // mapped up to where it broke off
    group.objects[2] = {2, false, false};  // every document rejected
    const pack::PackState state = state_after(group);
    need(ledger_->commit_group(run, "m1", commit_of(group, state)));
    auto done = load();
    EXPECT_EQ(need(done.state_of("a", "e")), State::kDone);
    EXPECT_EQ(need(done.state_of("b", "e")), State::kNew);
    EXPECT_EQ(need(done.state_of("c", "e")), State::kDone);
}

TEST_F(Done, RetriedDocumentsAreNoObjectsOfTheSource) {
    PlannedObject raw = planned_object(0, "20261120T105500Z/raw/00000/000000.ndjson");
    raw.from_error_zone = true;
    commit({raw, planned_object(1, "a")});
    auto done = load();
    EXPECT_EQ(need(done.state_of(raw.key, "e")), State::kNew);
    EXPECT_EQ(need(done.state_of("a", "e")), State::kDone);
}

TEST_F(Done, ForgottenObjectsAreTakenAgain) {
    commit({planned_object(0, "a")});
    commit({planned_object(0, "b")});
    const RunRecord last = *need(ledger_->last_run("job"));
    need(ledger_->forget_objects(last.number));
    auto done = load();
    EXPECT_EQ(need(done.state_of("a", "e")), State::kDone);
    EXPECT_EQ(need(done.state_of("b", "e")), State::kNew);
}

}  // namespace
}  // namespace hios::jobs
