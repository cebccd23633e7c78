#include <gmock/gmock.h>

#include "pipeline/codes.hpp"
#include "tests/jobs/ledger/ledger_fixture.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

class Plan : public testing::Test {
protected:
    std::vector<std::string> keys(std::uint32_t from, std::uint32_t most) {
        std::vector<std::string> keys;
        for (const PlannedObject& object : need(ledger_->planned(run_.number, from, most))) keys.push_back(object.key);
        return keys;
    }

    TempFolder folder_;
    std::unique_ptr<Ledger> ledger_ = open_ledger(folder_.path());
    RunRecord run_ = begin_run(*ledger_);
};

TEST_F(Plan, KeepsEveryMember) {
    PlannedObject object = planned_object(0, "run/raw/00000/000000.ndjson", "etag", UINT64_C(1) << 40);
    object.from_error_zone = true;
    object.name = "a.zip!/b.ndjson";
    object.first_document = 17;
    make_plan(*ledger_, run_.number, {object});
    const auto planned = need(ledger_->planned(run_.number, 0, 10));
    ASSERT_EQ(planned.size(), 1U);
    EXPECT_EQ(planned[0].key, object.key);
    EXPECT_EQ(planned[0].size, object.size);
    EXPECT_EQ(planned[0].etag, "etag");
    EXPECT_TRUE(planned[0].from_error_zone);
    EXPECT_EQ(planned[0].name, object.name);
    EXPECT_EQ(planned[0].first_document, 17U);
    EXPECT_EQ(planned[0].skip_documents, 0U);
}

TEST_F(Plan, IsReadInItsOrderPageByPage) {
    make_plan(*ledger_, run_.number, {planned_object(0, "z"), planned_object(1, "a"), planned_object(2, "m")});
    EXPECT_THAT(keys(0, 10), testing::ElementsAre("z", "a", "m"));
    EXPECT_THAT(keys(0, 2), testing::ElementsAre("z", "a"));
    EXPECT_THAT(keys(2, 2), testing::ElementsAre("m"));
    EXPECT_THAT(keys(3, 2), testing::IsEmpty());
    EXPECT_EQ(need(ledger_->find_run(run_.id))->planned, 3U);
}

TEST_F(Plan, CountsBytesFromAnObjectOn) {
    make_plan(*ledger_, run_.number, {planned_object(0, "a", "e", 5), planned_object(1, "b", "e", 7)});
    EXPECT_EQ(need(ledger_->planned_bytes(run_.number, 0)), 12U);
    EXPECT_EQ(need(ledger_->planned_bytes(run_.number, 1)), 7U);
    EXPECT_EQ(need(ledger_->planned_bytes(run_.number, 2)), 0U);
}

TEST_F(Plan, MadeAgainReplacesTheFirst) {
    make_plan(*ledger_, run_.number, {planned_object(0, "a"), planned_object(1, "b")});
    make_plan(*ledger_, run_.number, {planned_object(0, "c")});
    EXPECT_THAT(keys(0, 10), testing::ElementsAre("c"));
    EXPECT_EQ(need(ledger_->find_run(run_.id))->planned, 1U);
}

TEST_F(Plan, ThatFailsHalfWayLeavesTheOneBefore) {
    make_plan(*ledger_, run_.number, {planned_object(0, "a")});
    const auto failed = ledger_->make_plan(run_.number, [](const Ledger::AddPlanned& add) -> Outcome<void> {
        HIOS_CHECK(add(planned_object(0, "b")));
        return fail(retryable(codes::kIo, "the listing broke off"));
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, &codes::kIo);
    EXPECT_THAT(keys(0, 10), testing::ElementsAre("a"));
}

TEST_F(Plan, OfAnotherRunIsNotTouched) {
    const RunRecord other = begin_run(*ledger_);
    make_plan(*ledger_, other.number, {planned_object(0, "o")});
    make_plan(*ledger_, run_.number, {planned_object(0, "a")});
    EXPECT_EQ(need(ledger_->planned(other.number, 0, 10)).front().key, "o");
}

}  // namespace
}  // namespace hios::jobs
