#include "io/memory_store.hpp"

#include <gtest/gtest.h>

namespace hios::io {
namespace {

using Call = MemoryStore::Call;

TEST(MemoryStore, EveryAccessIsWrittenDown) {
    MemoryStore store;
    ASSERT_TRUE(store.put("a", "x", {}));
    ASSERT_TRUE(store.open("a"));
    ASSERT_FALSE(store.head("no"));
    ASSERT_TRUE(store.list("p", [](ObjectInfo&&) { return true; }, {}));
    ASSERT_TRUE(store.remove("a"));
    EXPECT_EQ(
        store.accesses(),
        (std::vector<MemoryStore::Access>{
            {Call::kPut, "a"}, {Call::kOpen, "a"}, {Call::kHead, "no"}, {Call::kList, "p"}, {Call::kRemove, "a"}}));
    EXPECT_EQ(store.count(Call::kPut), 1U);
    store.forget_accesses();
    EXPECT_TRUE(store.accesses().empty());
}

TEST(MemoryStore, AStreamKeepsTheBytesOfItsOpening) {
    MemoryStore store;
    ASSERT_TRUE(store.put("a", "before", {}));
    auto source = store.open("a").value();
    ASSERT_TRUE(store.put("a", "after", {}));
    ASSERT_TRUE(store.remove("a"));
    std::string buffer(100, '\0');
    buffer.resize(source->read(buffer).value());
    EXPECT_EQ(buffer, "before");
}

TEST(MemoryStore, TimesAreLogicalAndCanBeSet) {
    MemoryStore store;
    ASSERT_TRUE(store.put("a", "x", {}));
    ASSERT_TRUE(store.put("b", "x", {}));
    EXPECT_EQ(store.head("a")->modified_ns, 1);
    EXPECT_EQ(store.head("b")->modified_ns, 2);
    store.set_modified_ns("a", 77);
    EXPECT_EQ(store.head("a")->modified_ns, 77);
}

}  // namespace
}  // namespace hios::io
