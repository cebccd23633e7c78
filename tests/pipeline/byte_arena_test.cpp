#include "pipeline/byte_arena.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

namespace hios {
namespace {

constexpr std::size_t kPage = ByteArena::kPage;

class ByteArenaTest : public ::testing::Test {
protected:
    static constexpr std::size_t kSize = 16 << 20;
    std::vector<char> memory_ = std::vector<char>(kSize);
    ByteArena arena_{memory_.data(), kSize};
};

TEST_F(ByteArenaTest, HasNoBlockForMoreThanItsSize) {
    EXPECT_EQ(arena_.take(kSize + kPage), nullptr);
    EXPECT_NE(arena_.take(kSize), nullptr);
    EXPECT_EQ(arena_.take(kPage), nullptr);
}

TEST_F(ByteArenaTest, SmallBlocksStandAtTheBeginAndLargeOnesAtTheEnd) {
    EXPECT_EQ(arena_.take(kPage), memory_.data());
    EXPECT_EQ(arena_.take(ByteArena::kFromEnd), memory_.data() + kSize - ByteArena::kFromEnd);
    EXPECT_EQ(arena_.take(kPage), memory_.data() + kPage);
}

TEST_F(ByteArenaTest, NeighboursGivenBackInAnyOrderAreOneHoleAgain) {
    for (const auto& order : {std::vector<std::size_t>{0, 1, 2}, {2, 1, 0}, {0, 2, 1}, {1, 0, 2}}) {
        std::vector<char*> blocks;
        for (int i = 0; i < 3; ++i) blocks.push_back(arena_.take(kPage));
        for (const std::size_t one : order) arena_.give_back(blocks[one], kPage);
        char* all = arena_.take(kSize);
        ASSERT_EQ(all, memory_.data());
        arena_.give_back(all, kSize);
    }
}

TEST_F(ByteArenaTest, ABlockGrowsWhereItStandsOnlyIntoAHoleBehindIt) {
    char* first = arena_.take(kPage);
    char* second = arena_.take(2 * kPage);
    arena_.take(kPage);
    EXPECT_FALSE(arena_.extend(first, kPage, 2 * kPage));
    arena_.give_back(second, 2 * kPage);
    EXPECT_FALSE(arena_.extend(first, kPage, 4 * kPage));
    EXPECT_TRUE(arena_.extend(first, kPage, 3 * kPage));
    EXPECT_FALSE(arena_.extend(first, 3 * kPage, 4 * kPage));
}

TEST_F(ByteArenaTest, KnowsItsBlocks) {
    EXPECT_TRUE(arena_.has(memory_.data()));
    EXPECT_TRUE(arena_.has(memory_.data() + kSize - 1));
    EXPECT_FALSE(arena_.has(memory_.data() + kSize));
    EXPECT_FALSE(arena_.has(nullptr));
}

TEST_F(ByteArenaTest, BlocksNeverOverlapWhateverComesAndGoes) {
    struct Block {
        char* bytes;
        std::size_t size;
        char mark;
    };
    std::mt19937 random(7);
    std::vector<Block> blocks;
    const auto is_whole = [](const Block& block) {
        return block.bytes[0] == block.mark && block.bytes[block.size - 1] == block.mark &&
               std::memcmp(block.bytes, block.bytes + 1, block.size - 1) == 0;
    };
    for (int step = 0; step < 5000; ++step) {
        if (random() % 2 == 0 || blocks.empty()) {
            const std::size_t size = (1 + random() % (random() % 8 == 0 ? 600 : 40)) * kPage;
            char* bytes = arena_.take(size);
            if (bytes == nullptr) continue;
            blocks.push_back({bytes, size, static_cast<char>(step)});
        } else {
            const std::size_t at = random() % blocks.size();
            Block& block = blocks[at];
            ASSERT_TRUE(is_whole(block));
            if (random() % 3 == 0 && arena_.extend(block.bytes, block.size, block.size + kPage)) {
                block.size += kPage;
            } else {
                arena_.give_back(block.bytes, block.size);
                blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(at));
                continue;
            }
            std::swap(block, blocks.back());
        }
        std::memset(blocks.back().bytes, blocks.back().mark, blocks.back().size);
    }
    for (const Block& block : blocks) {
        EXPECT_TRUE(is_whole(block));
        arena_.give_back(block.bytes, block.size);
    }
    EXPECT_NE(arena_.take(kSize), nullptr);
}

}  // namespace
}  // namespace hios
