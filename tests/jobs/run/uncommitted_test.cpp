// What an interrupted session uploaded and did not commit.

#include "jobs/run/uncommitted.hpp"

#include <gtest/gtest.h>

#include "io/memory_store.hpp"

namespace hios::jobs {
namespace {

class UncommittedShards : public testing::Test {
protected:
    UncommittedShards() {
        for (const std::string& key : keys_) EXPECT_TRUE(zone_.put(key, "x", {}));
    }
    std::vector<std::string> left() {
        std::vector<std::string> found;
        const auto visit = [&](ObjectInfo&& object) {
            found.push_back(object.key);
            return true;
        };
        EXPECT_TRUE(zone_.list("", visit, {}));
        return found;
    }

    const std::vector<std::string> keys_{"run/import/00000/a", "run/import/00000/b", "run/import/00001/a",
                                         "run/json/a"};
    io::MemoryStore zone_;
    Uncommitted uncommitted_{zone_, keys_};
};

TEST_F(UncommittedShards, WhatIsClaimedStays) {
    EXPECT_TRUE(uncommitted_.claim("run/import/00000/a"));
    EXPECT_FALSE(uncommitted_.claim("run/import/00000/a"));
    EXPECT_FALSE(uncommitted_.claim("run/import/00000/c"));
    EXPECT_TRUE(uncommitted_.remove_below("run/import/00000/"));
    EXPECT_EQ(left(), (std::vector<std::string>{"run/import/00000/a", "run/import/00001/a", "run/json/a"}));
}

TEST_F(UncommittedShards, WhatLiesOutsideGoesAlone) {
    EXPECT_TRUE(uncommitted_.remove_outside("run/import/"));
    EXPECT_EQ(left(), (std::vector<std::string>{"run/import/00000/a", "run/import/00000/b", "run/import/00001/a"}));
}

}  // namespace
}  // namespace hios::jobs
