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

TEST_F(Rejects, AreFoundAndClosedByCode) {
    EXPECT_EQ(need(ledger_->open_rejects(run_.number, "json.syntax")).size(), 2U);
    EXPECT_EQ(need(ledger_->open_rejects(run_.number, "no.such")).size(), 0U);
    need(ledger_->close_rejects(run_.number, "json.syntax", 99));
    const auto left = need(ledger_->open_rejects(run_.number, ""));
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].document.code, "fhir.no_type");
    need(ledger_->close_rejects(run_.number, "", 100));
    EXPECT_TRUE(need(ledger_->open_rejects(run_.number, "")).empty());
    EXPECT_EQ(rows_of(folder_.path(), "reject WHERE retried_by = 99"), 2);
}

TEST_F(Rejects, OfAnotherRunStayOpen) {
    need(ledger_->close_rejects(run_.number + 1, "", 99));
    EXPECT_EQ(need(ledger_->open_rejects(run_.number, "")).size(), 3U);
}

}  // namespace
}  // namespace hios::jobs
