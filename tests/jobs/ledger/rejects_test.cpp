#include "tests/jobs/ledger/ledger_fixture.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

class Rejects : public testing::Test {
protected:
    void SetUp() override {
        PlannedObject retried = planned_object(1, "old/raw/00000/000000.ndjson");
        retried.from_error_zone = true;
        make_plan(*ledger_, run_.number, {planned_object(0, "a"), retried});
        pack::Group group = group_of(0, 0, 2);
        group.rejected.push_back({1, 0, "z.zip!/m", 5, "json.syntax", "raw/00000/000001.ndjson", 1});
        group.rejected.push_back({0, 4, "a", 1, "json.syntax", "raw/00000/000000.ndjson", 2});
        group.rejected.push_back({0, 1, "a", 1, "fhir.no_type", "", 0});
        const pack::PackState state = state_after(group);
        need(ledger_->commit_group(run_, "m", commit_of(group, state)));
    }

    TempFolder folder_;
    std::unique_ptr<Ledger> ledger_ = open_ledger(folder_.path());
    RunRecord run_ = begin_run(*ledger_);
};

TEST_F(Rejects, AreOpenInTheOrderOfTheirDocuments) {
    const auto open = need(ledger_->open_rejects(run_.number, ""));
    ASSERT_EQ(open.size(), 3U);
    EXPECT_EQ(open[0].document.document, 1U);
    EXPECT_EQ(open[0].document.raw, "");
    EXPECT_EQ(open[0].key, "a");
    EXPECT_FALSE(open[0].from_error_zone);
    EXPECT_EQ(open[1].document.document, 4U);
    EXPECT_EQ(open[1].document.code, "json.syntax");
    EXPECT_EQ(open[1].document.raw, "raw/00000/000000.ndjson");
    EXPECT_EQ(open[1].document.raw_line, 2U);
    EXPECT_EQ(open[2].document.object, 1U);
    EXPECT_EQ(open[2].document.name, "z.zip!/m");
    EXPECT_EQ(open[2].document.key_length, 5U);
    EXPECT_EQ(open[2].key, "old/raw/00000/000000.ndjson");
    EXPECT_TRUE(open[2].from_error_zone);
}

TEST_F(Rejects, AreFoundByCode) {
    EXPECT_EQ(need(ledger_->open_rejects(run_.number, "json.syntax")).size(), 2U);
    EXPECT_EQ(need(ledger_->open_rejects(run_.number, "fhir.no_type")).size(), 1U);
    EXPECT_EQ(need(ledger_->open_rejects(run_.number, "no.such")).size(), 0U);
}

TEST_F(Rejects, OfOneFileOfLinesAreTakenTogether) {
    pack::Group group = group_of(1, 2, 0);
    group.rejected.push_back({2, 0, "b", 1, "fhir.no_type", "raw/00001/000002.ndjson", 1});
    group.rejected.push_back({2, 1, "b", 1, "fhir.bad_id", "raw/00001/000002.ndjson", 2});
    make_plan(*ledger_, run_.number, {planned_object(0, "a"), planned_object(1, "z"), planned_object(2, "b")});
    const pack::PackState state = state_after(group);
    need(ledger_->commit_group(run_, "m", commit_of(group, state)));
    const auto found = need(ledger_->open_rejects(run_.number, "fhir.bad_id"));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].document.raw_line, 1U);
    EXPECT_EQ(found[1].document.raw_line, 2U);
}

TEST_F(Rejects, AreClosedByWhatTheRetryReads) {
    const RunRecord retry = need(ledger_->begin_run("job", "digest", "{}", "2026-11-20T10:56:00Z", run_.id));
    PlannedObject raw = planned_object(0, run_.id + "/raw/00000/000001.ndjson");
    raw.from_error_zone = true;
    make_plan(*ledger_, retry.number, {raw});
    need(ledger_->close_rejects(run_.number, retry.number));
    const auto left = need(ledger_->open_rejects(run_.number, ""));
    ASSERT_EQ(left.size(), 2U);
    EXPECT_EQ(left[0].key, "a");
    EXPECT_EQ(left[1].key, "a");

    const RunRecord another = need(ledger_->begin_run("job", "digest", "{}", "2026-11-20T10:57:00Z", run_.id));
    make_plan(*ledger_, another.number, {planned_object(0, "a")});
    need(ledger_->close_rejects(run_.number, another.number));
    ASSERT_EQ(need(ledger_->open_rejects(run_.number, "")).size(), 1U);
    EXPECT_EQ(rows_of(folder_.path(), fmt::format("reject WHERE retried_by = {}", retry.number)), 1);
    EXPECT_EQ(rows_of(folder_.path(), fmt::format("reject WHERE retried_by = {}", another.number)), 1);
}

TEST_F(Rejects, OfAnotherRunStayOpen) {
    make_plan(*ledger_, run_.number, {planned_object(0, "a"), planned_object(1, "b")});
    need(ledger_->close_rejects(run_.number + 1, run_.number));
    EXPECT_EQ(need(ledger_->open_rejects(run_.number, "")).size(), 3U);
}

}  // namespace
}  // namespace hios::jobs
