#include <gtest/gtest.h>

#include "tests/stages/validate/values.hpp"

namespace hios::validate {
namespace {

using test::Primitive;
using enum PrimitiveFault;

PrimitiveFault check(std::string_view raw) {
    return test::check(Primitive::kBase64Binary, raw);
}

TEST(Base64, WholeGroupsAreFine) {
    for (const char* text : {"AAAA", "AA==", "AAA=", "JVBERi0xLjUNJeLjz9MNCjEwIDAg", "+/+/", "a/b+"})
        EXPECT_EQ(check(text), kOk) << text;
}

TEST(Base64, ATextThatBreaksOffIsRefused) {
    for (const char* text : {"A", "AA", "AAA", "AAAAA", "AAAAAA", "AA=", "A===", "=", "==", "====", "AAAA=", "AAAA=="})
        EXPECT_EQ(check(text), kBase64Length) << text;
    EXPECT_EQ(check(""), kEmpty);
    EXPECT_EQ(check(" "), kEmpty);
}

TEST(Base64, PaddingEndsTheText) {
    EXPECT_EQ(check("AA==AAAA"), kBase64Length);
    EXPECT_EQ(check("AAA=A"), kBase64Length);
    EXPECT_EQ(check("AA= ="), kOk);
}

TEST(Base64, WhiteSpaceMayStandAnywhere) {
    EXPECT_EQ(check("AAAA AAAA"), kOk);
    EXPECT_EQ(check(" A A A A "), kOk);
    EXPECT_EQ(check(R"(AAAA\r\nAAAA\n\tAA==\u000A)"), kOk);
}

TEST(Base64, ASolidusMayBeEscaped) {
    EXPECT_EQ(check(R"(AA\/\u002f)"), kOk);
}

TEST(Base64, OtherCharactersAreRefused) {
    for (const char* text : {"using&invalid&characters", "AAA-", "AA_A", R"(AAA\b)", R"(AAA\u0100)", R"(AA\"A)",
                             R"(AAA\\)", "AAA\xC3\xA4", R"(AAA\)", R"(AAA\u00)"}) {
        EXPECT_EQ(check(text), kBase64) << text;
    }
}

TEST(Base64, AFaultIsFoundAtAnyPlaceOfALongText) {
    std::string text(200, 'A');
    for (std::size_t at = 0; at < text.size(); ++at) {
        text[at] = '?';
        EXPECT_EQ(check(text), kBase64) << at;
        text[at] = '=';
        EXPECT_EQ(check(text), at == text.size() - 1 ? kOk : kBase64Length) << at;
        text[at] = 'A';
        EXPECT_EQ(check(text.substr(0, at)), at == 0 ? kEmpty : at % 4 == 0 ? kOk : kBase64Length) << at;
    }
}

TEST(Base64, LinesOfMailAreFine) {
    std::string text;
    for (int line = 0; line < 50; ++line) text += std::string(76, 'b') + R"(\r\n)";
    EXPECT_EQ(check(text), kOk);
    EXPECT_EQ(check(text + "b"), kBase64Length);
}

}  // namespace
}  // namespace hios::validate
