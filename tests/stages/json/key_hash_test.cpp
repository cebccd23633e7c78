#include "stages/json/key_hash.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace hios::json {
namespace {

TEST(KeyHash, OfATextIsThatOfItsPaddedForm) {
    const std::string name = "abcdefghijklmnopqrstuvwxyz";
    for (std::size_t length = 0; length <= name.size(); ++length) {
        const std::string exact = name.substr(0, length);
        const std::string padded = exact + "12345678";
        EXPECT_EQ(key_hash(exact), key_hash(padded.data(), length)) << length;
        EXPECT_EQ(name_key(exact), name_key(padded.data(), length)) << length;
    }
}

TEST(KeyHash, TellsShortNamesApart) {
    std::set<std::uint64_t> hashes;
    for (const char* name : {"", "a", "b", "aa", "ab", "ba", "abc", "acb", "abcd", "abdc", "abcde", "abcdefg",
                             "abcdefgh", "abcdefghi", "bcdefghia"}) {
        EXPECT_TRUE(hashes.insert(key_hash(name)).second) << name;
    }
}

}  // namespace
}  // namespace hios::json
