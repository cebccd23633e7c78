#include "jobs/run/retry_plan.hpp"

#include "io/memory_store.hpp"
#include "pipeline/codes.hpp"
#include "tests/jobs/ledger/ledger_fixture.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

class RetryPlan : public testing::Test {
protected:
    void SetUp() override {
        need(source_.put("big.json", "123456789", {}));
        need(errors_.put("run/raw/00000/000000.ndjson", "12\n", {}));
        need(errors_.put("run/raw/00000/000001-0.json", "1", {}));
    }
    static RejectedRecord rejected(std::uint32_t object, std::uint64_t document, const std::string& name,
                                   const std::string& raw, std::uint64_t raw_line = 0) {
        RejectedRecord record;
        record.document = {object,        document, name,    static_cast<std::uint32_t>(name.find('!')),
                           "json.syntax", raw,      raw_line};
        if (record.document.key_length == UINT32_MAX)
            record.document.key_length = static_cast<std::uint32_t>(name.size());
        record.key = name.substr(0, record.document.key_length);
        return record;
    }
    std::vector<PlannedObject> plan(const std::vector<RejectedRecord>& records) {
        std::vector<PlannedObject> objects;
        const auto count =
            need(plan_retry(records, "run", source_, errors_, [&](const PlannedObject& object) -> Outcome<void> {
                EXPECT_EQ(object.ordinal, objects.size());
                objects.push_back(object);
                return {};
            }));
        EXPECT_EQ(count, objects.size());
        return objects;
    }
    io::MemoryStore source_;
    io::MemoryStore errors_;
};

TEST_F(RetryPlan, ReadsKeptBytesUnderTheirOldNameAndNumber) {
    const auto objects = plan({rejected(1, 3, "z.zip!/m.json", "raw/00000/000001-0.json")});
    ASSERT_EQ(objects.size(), 1U);
    EXPECT_EQ(objects[0].key, "run/raw/00000/000001-0.json");
    EXPECT_TRUE(objects[0].from_error_zone);
    EXPECT_EQ(objects[0].name, "z.zip!/m.json");
    EXPECT_EQ(objects[0].first_document, 3U);
    EXPECT_EQ(objects[0].size, 1U);
    EXPECT_NE(objects[0].etag, "");
}

TEST_F(RetryPlan, ReadsAFileOfLinesOnceAndKeepsTheirNumbers) {
    const auto objects =
        plan({rejected(0, 4, "a", "raw/00000/000000.ndjson", 1), rejected(0, 17, "a", "raw/00000/000000.ndjson", 2)});
    ASSERT_EQ(objects.size(), 1U);
    EXPECT_EQ(objects[0].numbers, (std::vector<std::uint64_t>{4, 17}));
}

TEST_F(RetryPlan, ReadsTheSourceAgainWhenNothingWasKept) {
    const auto objects = plan({rejected(2, 0, "big.json", ""), rejected(2, 5, "big.json!/m", "")});
    ASSERT_EQ(objects.size(), 1U);
    EXPECT_EQ(objects[0].key, "big.json");
    EXPECT_FALSE(objects[0].from_error_zone);
    EXPECT_EQ(objects[0].name, "big.json");
    EXPECT_EQ(objects[0].size, 9U);
}

TEST_F(RetryPlan, PlansWhatIsGoneTooSoThatItIsSaid) {
    const auto objects = plan({rejected(3, 0, "gone.json", "raw/00000/000003-0.json")});
    ASSERT_EQ(objects.size(), 1U);
    EXPECT_EQ(objects[0].size, 0U);
}

TEST_F(RetryPlan, OfNothingIsEmpty) {
    EXPECT_TRUE(plan({}).empty());
}

TEST_F(RetryPlan, HandsOnAFailureToPlan) {
    const auto failed = plan_retry({rejected(2, 0, "big.json", "")}, "run", source_, errors_,
                                   [](const PlannedObject&) -> Outcome<void> { return fail(fatal(codes::kIo, "no")); });
    EXPECT_FALSE(failed);
}

}  // namespace
}  // namespace hios::jobs
