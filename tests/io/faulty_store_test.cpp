#include "tests/support/faulty_store.hpp"

#include <gtest/gtest.h>

#include "io/memory_store.hpp"
#include "pipeline/codes.hpp"

namespace hios::test {
namespace {

const Error kTrouble = retryable(codes::kIo, "told to fail");

TEST(FaultyStore, OnlyTheNthCallOfItsKindFails) {
    io::MemoryStore memory;
    FaultyStore store(memory);
    store.fail_call(StoreCall::kPut, 2, kTrouble);
    EXPECT_TRUE(store.put("a", "x", {}));
    EXPECT_TRUE(store.head("a"));
    EXPECT_EQ(store.put("b", "x", {}).error().code, &codes::kIo);
    EXPECT_TRUE(store.put("c", "x", {}));
    EXPECT_EQ(memory.keys(), (std::vector<std::string>{"a", "c"}));
    EXPECT_EQ(store.count(StoreCall::kPut), 3U);
}

TEST(FaultyStore, AnAnswerCanBeLostAfterTheEffect) {
    io::MemoryStore memory;
    FaultyStore store(memory);
    store.fail_call(StoreCall::kPut, 1, kTrouble, When::kAfter);
    EXPECT_FALSE(store.put("a", "x", {}));
    EXPECT_EQ(memory.bytes("a"), "x");
    EXPECT_EQ(store.put("a", "x", {.if_absent = true}).value(), PutResult::kExists);
}

TEST(FaultyStore, SeveralCallsInARowFailUntilHealed) {
    io::MemoryStore memory;
    FaultyStore store(memory);
    store.fail_call(StoreCall::kHead, 1, kTrouble, When::kBefore, UINT64_MAX);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(store.head("a").error().code, &codes::kIo);
    store.heal();
    EXPECT_EQ(store.head("a").error().code, &codes::kNotFound);
}

TEST(FaultyStore, ReadsOfOpenedStreamsFail) {
    io::MemoryStore memory;
    ASSERT_TRUE(memory.put("a", std::string(1'000'000, 'x'), {}));
    FaultyStore store(memory);
    store.fail_call(StoreCall::kRead, 2, reject(codes::kChanged, "told to fail"));
    EXPECT_EQ(read_all(store, "a").error().code, &codes::kChanged);
    EXPECT_EQ(read_all(store, "a").value().size(), 1'000'000U);
}

}  // namespace
}  // namespace hios::test
