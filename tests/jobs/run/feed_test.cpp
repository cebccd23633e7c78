#include "jobs/run/feed.hpp"

#include "pipeline/codes.hpp"
#include "tests/jobs/ledger/ledger_fixture.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

std::vector<FeedItem> drain(const FeedSource& feed) {
    std::vector<FeedItem> items;
    for (;;) {
        FeedItem item;
        if (!feed(item)) return items;
        items.push_back(std::move(item));
    }
}

std::vector<std::size_t> sizes(const std::vector<FeedItem>& items) {
    std::vector<std::size_t> found;
    for (const FeedItem& item : items) found.push_back(item.objects.size());
    return found;
}

std::vector<PlannedObject> objects_of(std::size_t count, std::uint64_t size) {
    std::vector<PlannedObject> objects;
    for (std::uint32_t i = 0; i < count; ++i) objects.push_back(planned_object(i, fmt::format("k{:05}", i), "e", size));
    return objects;
}

class Feed : public testing::Test {
protected:
    FeedSource feed(const pack::Position& position = {}) {
        return feed_from_plan(*ledger_, run_.number, position, control_);
    }
    TempFolder folder_;
    std::unique_ptr<Ledger> ledger_ = open_ledger(folder_.path());
    RunRecord run_ = begin_run(*ledger_);
    RunControl control_;
};

TEST(FeedGrouping, SmallObjectsTravelTogetherLargeOnesAlone) {
    EXPECT_EQ(sizes(drain(feed_from(objects_of(300, 10)))), (std::vector<std::size_t>{128, 128, 44}));
    EXPECT_EQ(sizes(drain(feed_from(objects_of(3, 200'000)))), (std::vector<std::size_t>{1, 1, 1}));
    EXPECT_EQ(sizes(drain(feed_from(objects_of(5, 128 * 1024)))), (std::vector<std::size_t>{2, 2, 1}));
    EXPECT_EQ(sizes(drain(feed_from(objects_of(2, UINT64_C(1) << 40)))), (std::vector<std::size_t>{1, 1}));
    EXPECT_TRUE(drain(feed_from({})).empty());
}

TEST_F(Feed, OfThePlanIsTheFeedOfItsObjects) {
    const auto objects = objects_of(5000, 3000);  // more than the ledger is asked for at once
    make_plan(*ledger_, run_.number, objects);
    const auto items = drain(feed());
    EXPECT_EQ(sizes(items), sizes(drain(feed_from(objects))));
    std::uint32_t next = 0;
    for (const FeedItem& item : items) {
        for (const PlannedObject& object : item.objects) {
            EXPECT_EQ(object.ordinal, next++);
            EXPECT_EQ(object.skip_documents, 0U);
        }
    }
    EXPECT_EQ(next, 5000U);
}

TEST_F(Feed, GoesOnFromAPositionAndSkipsInItsFirstObjectOnly) {
    make_plan(*ledger_, run_.number, objects_of(10, 10));
    const auto items = drain(feed({7, 42, true}));
    ASSERT_EQ(items.size(), 1U);
    ASSERT_EQ(items[0].objects.size(), 3U);
    EXPECT_EQ(items[0].objects[0].ordinal, 7U);
    EXPECT_EQ(items[0].objects[0].skip_documents, 42U);
    EXPECT_EQ(items[0].objects[1].skip_documents, 0U);
    EXPECT_TRUE(drain(feed({10, 0, false})).empty());
}

TEST_F(Feed, ThatCannotReadThePlanFailsTheRun) {
    make_plan(*ledger_, run_.number, objects_of(3, 10));
    execute(folder_.path(), "DROP TABLE plan");
    EXPECT_TRUE(drain(feed()).empty());
    EXPECT_TRUE(control_.failed());
}

}  // namespace
}  // namespace hios::jobs
