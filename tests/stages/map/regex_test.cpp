#include "stages/map/regex.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>
#include <string>
#include <vector>

namespace hios::map {
namespace {

// Patterns of the shipped maps, and such as a filter that looks for bytes could get wrong.
const std::vector<std::string> kPatterns{
    "[\\t\\n\\r]|  ",
    "^ *([<>]=?) *(?:[0-9]+(?:[.][0-9]+)?|[.][0-9]+) *$",
    "^ *>= *([-+]?(?:[0-9]+(?:[.][0-9]+)?|[.][0-9]+)) *$",
    "^ *([-+]?(?:[0-9]+(?:[.][0-9]+)?|[.][0-9]+)) *- *[-+]?(?:[0-9]+(?:[.][0-9]+)?|[.][0-9]+) *$",
    "^[!-~]+$",
    "^[0-2]([.](0|[1-9][0-9]*))+$",
    "",
    "a*",
    "^$",
    "(A|b)c?",
    "Kg|\xC3\x89",
    "(?i)k",
    "(?i:kelvin)x",
    "x|(?i)K",
    "[^a]b|-",
    "(?:ab)?c{0,2}$",
    "\\bK\\b",
    ".",
    "K{2}|<=",
};

TEST(Regex, FindsAndExtractsWhatItsEngineAloneDoes) {
    std::mt19937 random(11);
    const std::vector<std::string> pieces{
        "a",  "b", "c",  "K",  "k",  "\xE2\x84\xAA", "x",        "-",        "<",  ">=",    "=", ".",   "1",
        "20", " ", "  ", "\t", "\n", "Kg",           "\xC3\x89", "\xC3\xA9", "ab", "elvin", "",  "\xFF"};
    for (const std::string& pattern : kPatterns) {
        const auto regex = Regex::make(pattern);
        ASSERT_NE(regex, nullptr) << pattern;
        const RE2 engine(pattern);
        for (int round = 0; round < 3000; ++round) {
            std::string text;
            for (auto i = random() % 6; i > 0; --i) text += pieces[random() % pieces.size()];
            ASSERT_EQ(regex->found_in(text), RE2::PartialMatch(text, engine)) << pattern << " in " << text;
            re2::StringPiece groups[2];
            const int wanted = engine.NumberOfCapturingGroups() > 0 ? 2 : 1;
            const bool found = engine.Match(text, 0, text.size(), RE2::UNANCHORED, groups, wanted);
            const re2::StringPiece expected = found ? groups[wanted - 1] : re2::StringPiece();
            ASSERT_EQ(regex->extract(text), std::string_view(expected.data(), expected.size()))
                << pattern << " of " << text;
        }
    }
}

TEST(Regex, IsNoneForAPatternThatCannotBeRun) {
    EXPECT_EQ(Regex::make("(?=a)"), nullptr);
    EXPECT_EQ(Regex::make("(a"), nullptr);
    EXPECT_EQ(Regex::make(std::string(2000, 'a')), nullptr);
}

TEST(Regexes, MakeOneOfAPatternHoweverOftenItIsAskedFor) {
    Regexes known;
    const auto once = known.get("^[A-Z]+$");
    EXPECT_EQ(known.get("^[A-Z]+$"), once);
    EXPECT_NE(known.get("^[A-Z]*$"), once);
    EXPECT_TRUE(once->found_in("ABC"));
    EXPECT_EQ(known.get("(a"), nullptr);
}

}  // namespace
}  // namespace hios::map
