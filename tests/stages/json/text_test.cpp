#include "stages/json/text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace hios::json {
namespace {

std::string unescaped(std::string_view inside) {
    std::string into = "left over";
    unescape(inside, into);
    return into;
}

TEST(Unescape, DecodesEveryEscape) {
    EXPECT_EQ(unescaped(R"(a\"\\\/\b\f\n\r\tz)"), "a\"\\/\b\f\n\r\tz");
    EXPECT_EQ(unescaped(R"(\u0041\u00e9\u20AC\uD83D\uDE00)"), "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    EXPECT_EQ(unescaped(R"(\u0000)"), std::string(1, '\0'));
    EXPECT_EQ(unescaped("plain"), "plain");
    EXPECT_EQ(unescaped(""), "");
}

TEST(Unescape, SurvivesWrongEscapes) {
    for (const std::string_view inside :
         {R"(\)", R"(\u)", R"(\u12)", R"(\uD800)", R"(\uD800\)", R"(\uD800\u12)", R"(\uD800abcdefgh)", R"(\uDC00)"}) {
        unescaped(inside);
    }
}

TEST(AppendQuoted, IsReadBackAsTheSameText) {
    std::string every;
    for (int c = 0; c < 0x80; ++c) every.push_back(static_cast<char>(c));
    every += "é€\xF0\x9F\x98\x80";
    for (const std::string& value : {std::string(), std::string("plain"), every}) {
        std::string quoted;
        append_quoted(quoted, value);
        EXPECT_EQ(nlohmann::json::parse(quoted).get<std::string>(), value);
        EXPECT_EQ(unescaped(std::string_view(quoted).substr(1, quoted.size() - 2)), value);
    }
}

TEST(AppendQuoted, ShowsBytesThatAreNoUtf8AsReplacementCharacters) {
    std::string quoted;
    append_quoted(quoted, "caf\xE9 \xC3\xA9 \xFF\xFE");
    EXPECT_EQ(quoted, "\"caf\xEF\xBF\xBD \xC3\xA9 \xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(Scalars, OnlyWholeTokensCount) {
    for (const std::string_view token :
         {"0", "-0", "10", "0.5", "1.10", "1e5", "1E+05", "1.5e-3", "true", "false", "null"})
        EXPECT_TRUE(is_scalar(token)) << token;
    for (const std::string_view token :
         {"", "-", "01", "+1", "1.", ".1", "1e", "1e+", "tru", "truee", "nul", "1 ", "0x1", "1_0", "Infinity"}) {
        EXPECT_FALSE(is_scalar(token)) << token;
    }
}

TEST(InvalidUtf8, IsFoundWhereItBegins) {
    EXPECT_EQ(first_invalid_utf8("abc"), 3U);
    EXPECT_EQ(first_invalid_utf8("é\xF0\x9F\x98\x80"), 6U);
    EXPECT_EQ(first_invalid_utf8("ab\x80"), 2U);
    EXPECT_EQ(first_invalid_utf8("ab\xC3"), 2U);
    EXPECT_EQ(first_invalid_utf8("\xE0\x9F\xBF"), 0U);
    EXPECT_EQ(first_invalid_utf8("a\xF0\x8F\xBF\xBF"), 1U);
    EXPECT_EQ(first_invalid_utf8("\xF5\x80\x80\x80"), 0U);
}

}  // namespace
}  // namespace hios::json
