#include "pipeline/byte_blocks.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/byte_buffer.hpp"

namespace hios {
namespace {

constexpr std::size_t kArena = 4 << 20;

std::string pattern(std::size_t size, unsigned seed) {
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + (i * 7 + seed) % 26);
    return text;
}

TEST(ByteBlocks, ABufferKeepsItsBytesWhereverItGrowsTo) {
    byte_blocks::make_arena(kArena);
    ByteBuffer buffer;
    std::string expected;
    // From the heap into the arena, and out of it when that is full.
    for (unsigned step = 0; buffer.size() < 2 * kArena; ++step) {
        const std::string more = pattern(1000 + 40'000 * (step % 5), step);
        buffer.append(more);
        expected += more;
        ASSERT_EQ(buffer.view().size(), expected.size());
    }
    EXPECT_TRUE(buffer.view() == expected);
}

TEST(ByteBlocks, BytesWrittenAheadOfTheSizeStayToo) {
    byte_blocks::make_arena(kArena);
    ByteBuffer buffer;
    buffer.append("begin");
    for (const std::size_t capacity : {1000U, 70'000U, 1'500'000U, 9'000'000U}) {
        std::memcpy(buffer.room(6), " ahead", 6);
        buffer.reserve(capacity);
        EXPECT_EQ(std::string_view(buffer.data(), 11), "begin ahead") << capacity;
    }
}

TEST(ByteBlocks, AFullArenaLeavesRoomInTheHeap) {
    byte_blocks::make_arena(kArena);
    std::vector<ByteBuffer> buffers(40);
    for (unsigned i = 0; i < buffers.size(); ++i) buffers[i].append(pattern(300'000, i));
    for (unsigned i = 0; i < buffers.size(); ++i) EXPECT_TRUE(buffers[i].view() == pattern(300'000, i));
}

TEST(ByteBlocks, ThreadsTakeAndGiveBackTogether) {
    byte_blocks::make_arena(kArena);
    std::vector<std::thread> threads;
    for (unsigned seed = 0; seed < 4; ++seed) {
        threads.emplace_back([seed] {
            for (unsigned round = 0; round < 60; ++round) {
                ByteBuffer buffer;
                const std::string text = pattern(20'000 + 30'000 * ((round + seed) % 9), seed);
                buffer.append(std::string_view(text).substr(0, text.size() / 2));
                buffer.append(std::string_view(text).substr(text.size() / 2));
                EXPECT_TRUE(buffer.view() == text);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace hios
