// Objects of remote zones are asked for before they are opened: as many as allowed, each once, in the feed's order.

#include "jobs/run/read_ahead.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "io/memory_store.hpp"
#include "jobs/run/feed.hpp"

namespace hios::jobs {
namespace {

// Remembers what it was asked for.
class FarStore final : public io::RemoteStore {
public:
    std::unique_ptr<io::PendingObject> begin_open(const std::string& key) override {
        class Pending final : public io::PendingObject {
        public:
            Pending(FarStore& store, std::string key) : store_(store), key_(std::move(key)) {}
            ~Pending() override { --store_.under_way; }
            Outcome<std::unique_ptr<ByteSource>> open() override { return store_.near.open(key_); }

        private:
            FarStore& store_;
            const std::string key_;
        };
        asked.push_back(key);
        most_under_way = std::max(most_under_way, ++under_way);
        return std::make_unique<Pending>(*this, key);
    }
    [[nodiscard]] std::uint64_t read_ahead_bytes() const override { return 1000; }
    Outcome<bool> holds(const std::string&, const std::filesystem::path&) override { return false; }
    Outcome<void> try_writing() override { return {}; }
    Outcome<void> abandon_uploads(const std::string&) override { return {}; }
    Outcome<void> list(std::string_view, const Visitor&, const Unreadable&) override { return {}; }
    Outcome<std::unique_ptr<ByteSource>> open(const std::string& key) override { return near.open(key); }
    Outcome<PutResult> put(const std::string& key, std::string_view bytes, PutOptions options) override {
        return near.put(key, bytes, options);
    }
    Outcome<PutResult> put_file(const std::string& key, const std::filesystem::path& path,
                                PutOptions options) override {
        return near.put_file(key, path, options);
    }
    Outcome<ObjectInfo> head(const std::string& key) override { return near.head(key); }
    Outcome<void> remove(const std::string& key) override { return near.remove(key); }
    [[nodiscard]] StoreCapabilities capabilities() const override { return {}; }
    [[nodiscard]] std::string describe() const override { return "far"; }

    io::MemoryStore near;
    std::vector<std::string> asked;
    int under_way = 0;
    int most_under_way = 0;
};

std::vector<PlannedObject> objects_of(ObjectStore& store, std::size_t count, std::uint64_t size) {
    std::vector<PlannedObject> objects(count);
    for (std::size_t i = 0; i < count; ++i) {
        objects[i].ordinal = static_cast<std::uint32_t>(i);
        objects[i].key = objects[i].name = std::to_string(1000 + i);
        objects[i].size = size;
        EXPECT_TRUE(store.put(objects[i].key, objects[i].key, {}));
    }
    return objects;
}

// Opens everything as the fetch stage does; the keys in their order.
std::vector<std::string> read_through(ReadAhead& ahead) {
    std::vector<std::string> keys;
    for (FeedItem item; ahead.next(item); item = {}) {
        for (const PlannedObject& object : item.objects) {
            EXPECT_TRUE(ahead.open(object));
            keys.push_back(object.key);
        }
    }
    return keys;
}

TEST(ReadAhead, SmallObjectsAreUnderWayByTheDozen) {
    FarStore far;
    const auto objects = objects_of(far, 400, 100);
    ReadAhead ahead(feed_from(objects), far, far, {});
    EXPECT_EQ(read_through(ahead).size(), 400U);
    EXPECT_GE(far.most_under_way, 64);
    EXPECT_EQ(far.asked.size(), 400U) << "each object is asked for once";
    EXPECT_EQ(far.under_way, 0);
}

TEST(ReadAhead, LargeObjectsAreUnderWayWithinTheBytesAllowed) {
    FarStore far;
    const auto objects = objects_of(far, 40, 1U << 30);
    ReadAhead ahead(feed_from(objects), far, far, {.objects = 96, .bytes = 4000});
    EXPECT_EQ(read_through(ahead).size(), 40U);
    EXPECT_GE(far.most_under_way, 4);
    EXPECT_LE(far.most_under_way, 5) << "1000 bytes are held of each, besides the one that is being opened";
}

TEST(ReadAhead, OneObjectIsAskedForHoweverLittleIsAllowed) {
    FarStore far;
    ReadAhead ahead(feed_from(objects_of(far, 3, 1U << 20)), far, far, {.objects = 1, .bytes = 1});
    EXPECT_EQ(read_through(ahead), (std::vector<std::string>{"1000", "1001", "1002"}));
    EXPECT_LE(far.most_under_way, 2) << "the one that is being opened, and the next";
}

TEST(ReadAhead, ZonesNearByAreReadWhenTheyAreNeeded) {
    FarStore far;
    io::MemoryStore near;
    auto objects = objects_of(near, 10, 1U << 20);
    objects_of(far, 10, 1);
    objects[4].from_error_zone = true;
    ReadAhead ahead(feed_from(objects), near, far, {});
    EXPECT_EQ(read_through(ahead).size(), 10U);
    EXPECT_EQ(far.asked, std::vector<std::string>{"1004"});
}

TEST(ReadAhead, ItemsTakenAheadOfTheirReadingAskForNoMoreThanIsAllowed) {
    FarStore far;
    const auto objects = objects_of(far, 1000, 100);
    ReadAhead ahead(feed_from(objects), far, far, {});
    std::vector<FeedItem> taken;  // as the engine's feeder does: its items wait for their turn
    for (FeedItem item; ahead.next(item); item = {}) taken.push_back(std::move(item));
    EXPECT_LE(far.most_under_way, 96);
    // Threads begin different items at once: what was not asked for yet is opened all the same.
    for (std::size_t i = taken.size(); i-- > 0;) {
        for (const PlannedObject& object : taken[i].objects) EXPECT_TRUE(ahead.open(object)) << object.key;
    }
    EXPECT_LE(far.most_under_way, 97) << "besides the one that is being opened";
    EXPECT_EQ(far.under_way, 0) << "what was opened before its turn is not asked for afterwards";
}

TEST(ReadAhead, WhatAnEarlierPassKeptIsNotAskedForAgain) {
    FarStore far;
    const auto objects = objects_of(far, 300, 4);
    ObjectKeep keep(800);
    {
        ReadAhead first(feed_from(objects), far, far, {.keep = &keep, .last = false});
        EXPECT_EQ(read_through(first).size(), 300U);
    }
    EXPECT_EQ(far.asked.size(), 300U);
    far.asked.clear();
    for (const bool last : {false, true}) {
        ReadAhead again(feed_from(objects), far, far, {.keep = &keep, .last = last});
        EXPECT_EQ(read_through(again).size(), 300U);
        EXPECT_EQ(far.asked.size(), 100U) << "200 of 4 bytes fit";
        far.asked.clear();
    }
    EXPECT_FALSE(keep.has(objects.front()));
}

TEST(ReadAhead, WithoutARemoteZoneTheFeedIsNotTouchedByWhoOpensObjects) {
    io::MemoryStore near;
    const auto objects = objects_of(near, 1000, 100);
    ReadAhead ahead(feed_from(objects), near, near, {});
    EXPECT_EQ(read_through(ahead).size(), 1000U);
}

TEST(ReadAhead, WhatNobodyOpensIsGivenUp) {
    FarStore far;
    {
        ReadAhead ahead(feed_from(objects_of(far, 50, 100)), far, far, {});
        FeedItem item;
        EXPECT_TRUE(ahead.next(item));
        EXPECT_GT(far.under_way, 0);
    }
    EXPECT_EQ(far.under_way, 0);
}

}  // namespace
}  // namespace hios::jobs
