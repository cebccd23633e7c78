#include "jobs/run/summary.hpp"

#include <gmock/gmock.h>

#include "tests/jobs/ledger/ledger_fixture.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

constexpr std::uint64_t kPlanned = 9;

RunSummary balanced() {
    RunSummary summary;
    summary.listed = 12;
    summary.skipped = 3;
    summary.pending = 2;
    summary.account.objects = {6, 1};
    summary.account.documents = {30, 28, 2};
    summary.account.resources = {50, 40, 6, 4};
    summary.shards.resize(2);
    summary.shards[0].lines = 30;
    summary.shards[1].lines = 10;
    return summary;
}

TEST(Balance, HoldsWhenEverythingGoesSomewhere) {
    EXPECT_TRUE(is_balanced(balanced(), kPlanned));
    EXPECT_TRUE(is_balanced({}, 0));
}

TEST(Balance, IsBrokenByAnyNumberThatIsOneOff) {
    using Change = std::function<void(RunSummary&, int)>;
    const std::map<std::string, Change> changes{
        {"listed", [](RunSummary& s, int by) { s.listed += static_cast<unsigned>(by); }},
        {"skipped", [](RunSummary& s, int by) { s.skipped += static_cast<unsigned>(by); }},
        {"pending", [](RunSummary& s, int by) { s.pending += static_cast<unsigned>(by); }},
        {"committed", [](RunSummary& s, int by) { s.account.objects.committed += static_cast<unsigned>(by); }},
        {"objects rejected", [](RunSummary& s, int by) { s.account.objects.rejected += static_cast<unsigned>(by); }},
        {"read", [](RunSummary& s, int by) { s.account.documents.read += static_cast<unsigned>(by); }},
        {"mapped", [](RunSummary& s, int by) { s.account.documents.mapped += static_cast<unsigned>(by); }},
        {"documents rejected",
         [](RunSummary& s, int by) { s.account.documents.rejected += static_cast<unsigned>(by); }},
        {"made", [](RunSummary& s, int by) { s.account.resources.made += static_cast<unsigned>(by); }},
        {"staged", [](RunSummary& s, int by) { s.account.resources.staged += static_cast<unsigned>(by); }},
        {"resources rejected",
         [](RunSummary& s, int by) { s.account.resources.rejected += static_cast<unsigned>(by); }},
        {"superseded", [](RunSummary& s, int by) { s.account.resources.superseded += static_cast<unsigned>(by); }},
        {"lines of a shard", [](RunSummary& s, int by) { s.shards[1].lines += static_cast<unsigned>(by); }},
    };
    for (const auto& [name, change] : changes) {
        RunSummary summary = balanced();
        change(summary, 1);
        EXPECT_FALSE(is_balanced(summary, kPlanned)) << name;
    }
    EXPECT_FALSE(is_balanced(balanced(), kPlanned + 1));
    EXPECT_FALSE(is_balanced(balanced(), kPlanned - 1));
}

// A line that is staged twice and one that is lost do not make up for each other by chance of one sum.
TEST(Balance, IsBrokenWhenAShardIsMissing) {
    RunSummary summary = balanced();
    summary.shards.pop_back();
    EXPECT_FALSE(is_balanced(summary, kPlanned));
}

TEST(Summary, ComesFromTheLedger) {
    const TempFolder folder;
    const auto ledger = open_ledger(folder.path());
    RunRecord run = begin_run(*ledger);
    make_plan(*ledger, run.number, {planned_object(0, "a"), planned_object(1, "b"), planned_object(2, "c")});
    run.listed = 4;
    run.skipped = 1;
    run.planned = 3;
    pack::Group group = group_of(0, 0, 2);
    group.account.resources = {5, 5, 0, 0};
    const pack::PackState state = state_after(group);
    GroupCommit commit = commit_of(group, state);
    commit.shards.push_back({"k", "Patient", 5, 50, "h", 0, 0});
    need(ledger->commit_group(run, "m", commit));

    JobSpec spec;
    spec.staging_uri = "stage";
    spec.error_uri = "error/";
    const RunSummary summary = need(summarise(*ledger, run, spec));
    EXPECT_EQ(summary.pending, 1U);
    EXPECT_TRUE(summary.balanced);
    EXPECT_EQ(summary.staging, "stage/" + run.id);
    EXPECT_EQ(summary.error, "error/" + run.id);
    const auto json = to_json(summary);
    EXPECT_EQ(json.at("objects").at("pending"), 1);
    EXPECT_EQ(json.at("objects").at("committed"), 2);
    EXPECT_EQ(json.at("resources").at("staged"), 5);
    EXPECT_EQ(json.at("shards").size(), 1U);
    EXPECT_FALSE(json.contains("failure"));
    EXPECT_FALSE(json.contains("retry_of"));
    EXPECT_THAT(to_text(summary), testing::HasSubstr("1 still to read"));
}

TEST(Summary, ForPeopleShowsWhatToDoNext) {
    RunSummary summary = balanced();
    summary.account.rejects_by_code["json.syntax"] = 2;
    summary.imports.resize(2);
    summary.imports[0].state = "COMPLETED";
    summary.imports[0].prefix = "first/";
    summary.imports[1].prefix = "second/";
    const std::string text = to_text(summary);
    EXPECT_THAT(text, testing::HasSubstr("hios explain json.syntax"));
    EXPECT_THAT(text, testing::HasSubstr("second/ not submitted"));
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("first/")));
    EXPECT_THAT(text, testing::HasSubstr("balanced   NO"));
    EXPECT_THAT(text, testing::HasSubstr("error zone"));
}

}  // namespace
}  // namespace hios::jobs
