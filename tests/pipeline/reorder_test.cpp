#include "pipeline/reorder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace hios {
namespace {

using Place = std::pair<std::uint64_t, std::uint32_t>;

WorkPtr work(std::uint64_t feed, std::uint32_t chunk, bool last) {
    auto made = std::make_shared<Work>();
    made->feed = feed;
    made->chunk = chunk;
    made->last = last;
    return made;
}

class ReorderTest : public ::testing::Test {
protected:
    void add(std::uint64_t feed, std::uint32_t chunk, bool last) { add(work(feed, chunk, last)); }
    void add(WorkPtr arrived) {
        reorder_.add(std::move(arrived), [this](WorkPtr due) { passed_.emplace_back(due->feed, due->chunk); });
    }

    Reorder reorder_;
    std::vector<Place> passed_;
};

TEST_F(ReorderTest, WhatComesInOrderPassesAtOnce) {
    add(0, 0, false);
    add(0, 1, true);
    add(1, 0, true);
    EXPECT_EQ(passed_, (std::vector<Place>{{0, 0}, {0, 1}, {1, 0}}));
    EXPECT_TRUE(reorder_.empty());
    EXPECT_EQ(reorder_.front(), 2U);
}

TEST_F(ReorderTest, AnEarlyItemWaitsForTheOneBefore) {
    add(1, 0, true);
    EXPECT_TRUE(passed_.empty());
    EXPECT_FALSE(reorder_.empty());
    EXPECT_EQ(reorder_.front(), 0U);
    add(0, 0, true);
    EXPECT_EQ(passed_, (std::vector<Place>{{0, 0}, {1, 0}}));
}

TEST_F(ReorderTest, AnItemsLastChunkWaitsForItsMiddle) {
    add(0, 2, true);
    add(0, 0, false);
    EXPECT_EQ(passed_, (std::vector<Place>{{0, 0}}));
    EXPECT_EQ(reorder_.front(), 0U);
    add(0, 1, false);
    EXPECT_EQ(passed_, (std::vector<Place>{{0, 0}, {0, 1}, {0, 2}}));
    EXPECT_EQ(reorder_.front(), 1U);
}

TEST_F(ReorderTest, TheFrontMovesWhileAnItemsLaterChunksAreStillUnknown) {
    add(0, 0, true);
    add(1, 0, false);
    EXPECT_EQ(reorder_.front(), 1U);
    EXPECT_TRUE(reorder_.empty());
    add(2, 0, true);
    EXPECT_EQ(passed_.size(), 2U);
    add(1, 1, true);
    EXPECT_EQ(reorder_.front(), 3U);
}

// A sequencer_node forgets what lies behind a hole; here it stays, and front() says what is missing.
TEST_F(ReorderTest, AHoleHoldsBackAllThatFollowsAndLosesNothing) {
    for (std::uint64_t feed = 0; feed < 100; ++feed) {
        if (feed != 10) add(feed, 0, true);
    }
    EXPECT_EQ(passed_.size(), 10U);
    EXPECT_EQ(reorder_.front(), 10U);
    EXPECT_FALSE(reorder_.empty());
    add(10, 0, true);
    EXPECT_EQ(passed_.size(), 100U);
    EXPECT_TRUE(reorder_.empty());
}

TEST_F(ReorderTest, EveryShuffleComesOutInOrder) {
    std::vector<WorkPtr> all;
    std::vector<Place> expected;
    std::mt19937 random(1);
    for (std::uint64_t feed = 0; feed < 200; ++feed) {
        const std::uint32_t chunks = 1 + static_cast<std::uint32_t>(random() % 6);
        for (std::uint32_t chunk = 0; chunk < chunks; ++chunk) {
            all.push_back(work(feed, chunk, chunk + 1 == chunks));
            expected.emplace_back(feed, chunk);
        }
    }
    for (unsigned seed = 0; seed < 20; ++seed) {
        std::mt19937 order(seed);
        std::shuffle(all.begin(), all.end(), order);
        reorder_ = {};
        passed_.clear();
        for (const WorkPtr& each : all) add(each);
        EXPECT_EQ(passed_, expected) << "seed " << seed;
        EXPECT_TRUE(reorder_.empty());
    }
}

TEST_F(ReorderTest, WhatHasPassedIsNotKeptAlive) {
    auto early = work(1, 0, true);
    const std::weak_ptr<Work> watched = early;
    add(std::move(early));
    EXPECT_FALSE(watched.expired());
    add(0, 0, true);
    EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace hios
