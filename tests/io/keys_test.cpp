#include "io/keys.hpp"

#include <gtest/gtest.h>

namespace hios::io {
namespace {

TEST(Keys, OrdinaryKeysAreTaken) {
    for (const auto* key :
         {"a", "a/b", ".hidden", "..a", "a..b/c...", "a b/ü", "...", "run/import/Patient/Patient-00000.ndjson"}) {
        EXPECT_TRUE(check_key(key)) << key;
    }
}

TEST(Keys, ReservedNamesOfUnfinishedFilesAreRefused) {
    EXPECT_FALSE(check_key(".hios-part-1-1"));
    EXPECT_FALSE(check_key("a/.hios-part-x/b"));
    EXPECT_TRUE(check_key("a/.hios-party"));
    EXPECT_FALSE(check_key("a/.hios-part-"));
}

TEST(Keys, PrefixMayEndAnywhere) {
    for (const auto* prefix : {"", "a", "a/", "a/b", "a/.", "a/..", "."}) EXPECT_TRUE(check_prefix(prefix)) << prefix;
    for (const auto* prefix : {"/", "//", "a//", "../a", "a/../b", "./"}) EXPECT_FALSE(check_prefix(prefix)) << prefix;
}

}  // namespace
}  // namespace hios::io
