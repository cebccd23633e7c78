// Blocks come back, or new ones have room for what is usual.

#include "pipeline/lane_pool.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hios {
namespace {

class LanePools : public testing::Test {
protected:
    // What blocks of a lane come to hold.
    void use(std::uint16_t lane, std::size_t blocks, std::size_t bytes) {
        Work work;
        for (std::size_t i = 0; i < blocks; ++i) {
            work.lanes.push_back(pool_.take(lane));
            work.lanes.back().bytes.append(std::string(bytes, 'x'));
        }
        pool_.give_back(work);
        EXPECT_TRUE(work.lanes.empty());
    }
    LanePool pool_;
};

TEST_F(LanePools, ABlockThatWasPackedComesAgainEmptyAndAsLarge) {
    use(3, 1, 5'000);
    const LaneBlock again = pool_.take(3);
    EXPECT_EQ(again.lane, 3);
    EXPECT_TRUE(again.bytes.empty());
    EXPECT_GE(again.bytes.capacity(), 5'000U);
    EXPECT_EQ(pool_.take(4).bytes.capacity(), 0U) << "of another lane";
}

TEST_F(LanePools, ANewBlockHasRoomForWhatBlocksCameToHold) {
    use(3, 1, 5'000);
    const LaneBlock first = pool_.take(3);
    EXPECT_EQ(pool_.take(3).bytes.capacity(), 5'000U);
    use(4, 1, 5'000'000);
    EXPECT_LE(pool_.take(4).bytes.capacity(), 64U << 10U) << "a huge document is not usual";
    for (int i = 0; i < 100; ++i) use(3, 2, 100);
    const LaneBlock one = pool_.take(3);
    const LaneBlock other = pool_.take(3);
    EXPECT_LT(pool_.take(3).bytes.capacity(), 200U) << "nor one of long ago";
}

TEST_F(LanePools, WhatIsIdleIsBounded) {
    use(3, 100, 1 << 20);
    std::size_t large = 0;
    for (int i = 0; i < 100; ++i) large += pool_.take(3).bytes.capacity() >= 1U << 20U ? 1U : 0U;
    EXPECT_GE(large, 1U);
    EXPECT_LE(large, 4U);
}

}  // namespace
}  // namespace hios
