#include "jobs/spec/near_miss.hpp"

#include "stages/map/near_miss.hpp"

#include <gtest/gtest.h>

namespace hios::jobs {
namespace {

TEST(EditDistance, CountsInsertDeleteReplaceAndSwap) {
    EXPECT_EQ(map::edit_distance("match", "match"), 0U);
    EXPECT_EQ(map::edit_distance("mach", "match"), 1U);
    EXPECT_EQ(map::edit_distance("matchh", "match"), 1U);
    EXPECT_EQ(map::edit_distance("watch", "match"), 1U);
    EXPECT_EQ(map::edit_distance("mathc", "match"), 1U);
    EXPECT_EQ(map::edit_distance("MATCH", "match"), 0U);
    EXPECT_EQ(map::edit_distance("", "match"), 5U);
}

TEST(Nearest, FindsLikelySlipsOnly) {
    const std::vector<std::string> known{"match", "exclude", "min_age", "max_size"};
    EXPECT_EQ(nearest("mach", known), "match");
    EXPECT_EQ(nearest("minage", known), "min_age");
    EXPECT_EQ(nearest("excl", known), "exclude");
    EXPECT_EQ(nearest("banana", known), "");
    EXPECT_EQ(nearest("", known), "");
}

}  // namespace
}  // namespace hios::jobs
