#include "pipeline/byte_buffer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

namespace hios {
namespace {

static_assert(!std::is_copy_constructible_v<ByteBuffer> && !std::is_copy_assignable_v<ByteBuffer>);
static_assert(std::is_nothrow_move_constructible_v<ByteBuffer> && std::is_nothrow_move_assignable_v<ByteBuffer>);

TEST(ByteBuffer, ANewOneIsEmptyAndHoldsNoMemory) {
    const ByteBuffer buffer;
    EXPECT_TRUE(buffer.empty());
    EXPECT_EQ(buffer.size(), 0U);
    EXPECT_EQ(buffer.capacity(), 0U);
    EXPECT_EQ(buffer.view(), "");
}

TEST(ByteBuffer, NothingAppendedToNothingStaysNothing) {
    ByteBuffer buffer;
    buffer.append({});
    buffer.reserve(0);
    EXPECT_EQ(buffer.capacity(), 0U);
    EXPECT_TRUE(buffer.empty());
}

TEST(ByteBuffer, AppendedBytesKeepTheirOrderThroughEveryGrowth) {
    ByteBuffer buffer;
    std::string expected;
    for (int i = 0; i < 5000; ++i) {
        const std::string piece = std::to_string(i) + '\n';
        buffer.append(piece);
        buffer.push_back('|');
        expected += piece + '|';
    }
    EXPECT_EQ(buffer.view(), expected);
}

TEST(ByteBuffer, BytesWithZerosAreKept) {
    ByteBuffer buffer;
    const std::string bytes("a\0b\0", 4);
    buffer.append(bytes);
    EXPECT_EQ(buffer.view(), bytes);
}

TEST(ByteBuffer, WhatIsWrittenIntoRoomCountsOnlyWhenGrown) {
    ByteBuffer buffer;
    buffer.append("ab");
    char* room = buffer.room(100);
    room[0] = 'c';
    room[99] = 'z';
    EXPECT_EQ(buffer.view(), "ab");
    EXPECT_GE(buffer.capacity(), 102U);
    buffer.grow(1);
    EXPECT_EQ(buffer.view(), "abc");
}

TEST(ByteBuffer, RoomThatIsThereAlreadyMovesNothing) {
    ByteBuffer buffer;
    buffer.reserve(64);
    const char* before = buffer.data();
    EXPECT_TRUE(buffer.room(64) == before);  // EXPECT_EQ: GCC 12 would take the room for uninitialized
    buffer.append(std::string(64, 'x'));
    EXPECT_EQ(buffer.data(), before);
    EXPECT_EQ(buffer.capacity(), 64U);
}

TEST(ByteBuffer, ReservingLessKeepsTheCapacity) {
    ByteBuffer buffer;
    buffer.reserve(64);
    buffer.reserve(8);
    EXPECT_EQ(buffer.capacity(), 64U);
}

TEST(ByteBuffer, ManySmallAppendsGrowTheMemoryFewTimes) {
    ByteBuffer buffer;
    int growths = 0;
    for (int i = 0; i < 100'000; ++i) {
        const std::size_t before = buffer.capacity();
        buffer.push_back('x');
        if (buffer.capacity() != before) ++growths;
    }
    EXPECT_LT(growths, 60);  // geometric, not one each
}

TEST(ByteBuffer, TruncatedAndClearedKeepTheirMemory) {
    ByteBuffer buffer;
    buffer.append("abcdef");
    const std::size_t capacity = buffer.capacity();
    buffer.truncate(2);
    EXPECT_EQ(buffer.view(), "ab");
    buffer.clear();
    EXPECT_TRUE(buffer.empty());
    EXPECT_EQ(buffer.capacity(), capacity);
}

TEST(ByteBuffer, MovingTakesTheMemoryAlong) {
    ByteBuffer from;
    from.append("abc");
    const char* bytes = from.data();
    ByteBuffer to(std::move(from));
    EXPECT_EQ(to.data(), bytes);
    EXPECT_EQ(to.view(), "abc");

    ByteBuffer assigned;
    assigned.append("old");
    assigned = std::move(to);
    EXPECT_EQ(assigned.data(), bytes);
    EXPECT_EQ(assigned.view(), "abc");
}

TEST(ByteBuffer, AMovedFromOneCanBeUsedAgain) {
    ByteBuffer from;
    from.append("abc");
    const ByteBuffer to(std::move(from));
    from.clear();  // NOLINT(bugprone-use-after-move): that is what is tested
    from.append("new");
    EXPECT_EQ(from.view(), "new");
    EXPECT_EQ(to.view(), "abc");
}

// The sanitizers' own allocators end the program instead.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HIOS_SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HIOS_SANITIZED
#endif
#ifndef HIOS_SANITIZED
TEST(ByteBuffer, MoreThanTheMachineHasIsBadAllocAndLosesNothing) {
    ByteBuffer buffer;
    buffer.append("kept");
    volatile std::size_t absurd = SIZE_MAX / 2;  // volatile: else the compiler objects to the call itself
    EXPECT_THROW(buffer.reserve(absurd), std::bad_alloc);
    EXPECT_EQ(buffer.view(), "kept");
}
#endif

}  // namespace
}  // namespace hios
