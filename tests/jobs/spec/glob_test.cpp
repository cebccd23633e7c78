#include "jobs/spec/glob.hpp"

#include <gtest/gtest.h>

namespace hios::jobs {
namespace {

struct Case {
    const char* pattern;
    const char* key;
    bool matches;
};

class GlobMatches : public testing::TestWithParam<Case> {};

TEST_P(GlobMatches, AsDocumented) {
    const auto glob = Glob::compile(GetParam().pattern);
    ASSERT_TRUE(glob) << glob.error();
    EXPECT_EQ(glob->matches(GetParam().key), GetParam().matches) << GetParam().pattern << " on " << GetParam().key;
}

INSTANTIATE_TEST_SUITE_P(
    All, GlobMatches,
    testing::Values(
        Case{"**", "a/b/c.json", true}, Case{"**", "", true}, Case{"*", "a.json", true}, Case{"*", "a/b.json", false},
        Case{"*.json", "a.json", true}, Case{"*.json", "x/a.json", false}, Case{"*.json", "a.jsonl", false},
        Case{"**/*.json", "a.json", true}, Case{"**/*.json", "x/y/a.json", true}, Case{"**/*.json", "x/y/a.xml", false},
        Case{"**/a.json", "xa.json", false}, Case{"**/a.json", "x/a.json", true}, Case{"2025/**", "2025/03/a", true},
        Case{"2025/**", "2025", false}, Case{"2025/**/a", "2025/a", true}, Case{"2025/**/a", "2025/x/y/a", true},
        Case{"2025/**/a", "2025/xa", false}, Case{"a**z", "a/b/z", true}, Case{"**/_tmp/**", "_tmp/a", true},
        Case{"**/_tmp/**", "x/_tmp/y/a", true}, Case{"**/_tmp/**", "x/my_tmp/a", false}, Case{"a?c", "abc", true},
        Case{"a?c", "a/c", false}, Case{"a?c", "ac", false}, Case{"?", "\xC3\xA4", true}, Case{"?", "\xFF", true},
        Case{"[a-c]x", "bx", true}, Case{"[a-c]x", "dx", false}, Case{"[!a-c]x", "dx", true}, Case{"[^a]", "/", false},
        Case{"[]]", "]", true}, Case{"[a-]", "-", true}, Case{"[\xC3\xA4-\xC3\xBC]", "\xC3\xB6", true},
        Case{"{a,b}.json", "b.json", true}, Case{"{a,b}.json", "c.json", false}, Case{"x{,y}", "x", true},
        Case{"{a,{b,c}d}", "cd", true}, Case{"{a,b}/{c,d}", "b/c", true}, Case{"\\*", "*", true},
        Case{"\\*", "a", false}, Case{"a\\{b", "a{b", true}, Case{"**/*.{json,ndjson}.gz", "d/x.ndjson.gz", true},
        Case{"Ab", "ab", false}));

TEST(Glob, AlternativesWithStarsAreNotConfused) {
    const auto glob = Glob::compile("{**/x,y*}");
    ASSERT_TRUE(glob);
    EXPECT_TRUE(glob->matches("a/b/x"));
    EXPECT_TRUE(glob->matches("yes"));
    EXPECT_FALSE(glob->matches("a/yes"));
}

TEST(Glob, BrokenPatternsSayWhatIsWrong) {
    const auto message = [](const char* pattern) { return Glob::compile(pattern).error(); };
    EXPECT_NE(message("").find("empty"), std::string::npos);
    EXPECT_NE(message("/abs").find("begins with '/'"), std::string::npos);
    EXPECT_NE(message("[ab").find("[ without its ]"), std::string::npos);
    EXPECT_NE(message("{a,b").find("{ without its }"), std::string::npos);
    EXPECT_NE(message("a}").find("} without its {"), std::string::npos);
    EXPECT_NE(message("[z-a]").find("backwards"), std::string::npos);
    EXPECT_NE(message("a\\").find("single \\"), std::string::npos);
}

TEST(Glob, BracesThatMultiplyAreRefused) {
    std::string pattern;
    for (int i = 0; i < 12; ++i) pattern += "{a,b,c,d}";
    EXPECT_FALSE(Glob::compile(pattern));
}

TEST(Glob, ManyStarsOnALongKeyStayFast) {
    std::string pattern;
    for (int i = 0; i < 60; ++i) pattern += "*a";
    const auto glob = Glob::compile(pattern + "b");
    ASSERT_TRUE(glob);
    EXPECT_FALSE(glob->matches(std::string(1000, 'a')));
}

}  // namespace
}  // namespace hios::jobs
