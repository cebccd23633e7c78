#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

// What an expression writes into a text element.
std::string text(const std::string& expression, const Mapping::Row& row, const std::string& more = {}) {
    std::string quoted;
    for (const char c : expression) (c == '"' || c == '\\') ? (quoted += '\\') += c : quoted += c;
    const std::string out = patient("gender: male\nname: [{text: \"=" + quoted + "\"}]", row, more);
    const std::string head = R"("gender":"male","name":[{"text":")";
    if (out == R"("gender":"male")") return "nothing";
    return out.starts_with(head) ? out.substr(head.size(), out.size() - head.size() - 4 + 1) : out;
}

TEST(Expressions, TheFirstWithAValueIsTaken) {
    EXPECT_EQ(text("A ?? B ?? 'c'", {{"A", ""}, {"B", "b"}}), "b");
    EXPECT_EQ(text("A ?? B ?? 'c'", {}), "c");
    EXPECT_EQ(text("A ?? B", {}), "nothing");
}

TEST(Expressions, AConditionChooses) {
    EXPECT_EQ(text("A == 'x' ? 'yes' : 'no'", {{"A", "x"}}), "yes");
    EXPECT_EQ(text("A == 'x' ? 'yes' : 'no'", {{"A", "y"}}), "no");
    EXPECT_EQ(text("A ? 'has' : 'none'", {{"A", "false"}}), "has");
    EXPECT_EQ(text("!A ? 'none' : 'has'", {{"A", ""}}), "none");
    EXPECT_EQ(text("A == 'x' ? B == 'y' ? '1' : '2' : '3'", {{"A", "x"}, {"B", "z"}}), "2");
}

TEST(Expressions, LogicBindsAsInC) {
    EXPECT_EQ(text("A == 'x' || A == 'y' && B == 'z' ? 't' : 'f'", {{"A", "x"}}), "t");
    EXPECT_EQ(text("(A == 'x' || A == 'y') && B == 'z' ? 't' : 'f'", {{"A", "x"}}), "f");
    EXPECT_EQ(text("A && B ? 't' : 'f'", {{"A", "1"}, {"B", "2"}}), "t");
    EXPECT_EQ(text("A && B ? 't' : 'f'", {{"A", "1"}}), "f");
}

TEST(Expressions, NumbersAreComparedAsNumbersAndTextsAsTexts) {
    EXPECT_EQ(text("num(A) > 9 ? 't' : 'f'", {{"A", "10"}}), "t");
    EXPECT_EQ(text("A > '9' ? 't' : 'f'", {{"A", "10"}}), "f");
    EXPECT_EQ(text("num(A) == 1.50 ? 't' : 'f'", {{"A", "1.5"}}), "t");
    EXPECT_EQ(text("num(A) < -1 ? 't' : 'f'", {{"A", "-1.01"}}), "t");
    EXPECT_EQ(text("num(A) <= num(B) ? 't' : 'f'", {{"A", "12345678901234567890.1"}, {"B", "12345678901234567890.2"}}),
              "t");
}

TEST(Expressions, NoValueEqualsNoValueOnly) {
    EXPECT_EQ(text("A == '' ? 't' : 'f'", {}), "t");
    EXPECT_EQ(text("A != 'x' ? 't' : 'f'", {}), "t");
    EXPECT_EQ(text("A < 'x' ? 't' : 'f'", {}), "f");
}

TEST(Expressions, TextsAreJoinedWhenAllHaveAValue) {
    EXPECT_EQ(text("A + ', ' + B", {{"A", "a"}, {"B", "b"}}), "a, b");
    EXPECT_EQ(text("A + ', ' + B", {{"A", "a"}}), "nothing");
}

TEST(Expressions, OddColumnNamesStandInBackquotes) {
    EXPECT_EQ(text("`First name (legal)`", {{"First name (legal)", "x"}}), "x");
    EXPECT_EQ(text("a-b_c.d", {{"a-b_c.d", "x"}}), "x");
}

TEST(Expressions, QuotesInTextsAreDoubled) {
    EXPECT_EQ(text("'it''s'", {}), "it's");
    EXPECT_EQ(text("A + '\"'", {{"A", "\\"}}), R"(\\\")");
}

TEST(Expressions, AValueThatDoesNotFitIsPassedOverByCoalesce) {
    EXPECT_EQ(text("date(A, 'yyyyMMdd') ?? A", {{"A", "unknown"}}), "unknown");
    EXPECT_EQ(text("date(A, 'yyyyMMdd') ?? A", {{"A", "20240102"}}), "2024-01-02");
    EXPECT_TRUE(text("date(A, 'yyyyMMdd')", {{"A", "unknown"}}).starts_with("reject"));
}

TEST(Expressions, ControlCharactersAreEscaped) {
    EXPECT_EQ(text("A", {{"A", "a\nb\tc\rd\x01"}}), R"(a\nb\tc\rd\u0001)");
    EXPECT_EQ(text("A", {{"A", "a text that is longer than sixteen bytes\n"}}),
              R"(a text that is longer than sixteen bytes\n)");
}

// Every length on both sides of the block sizes, with the odd byte at every place.
TEST(Expressions, EscapingIsRightAtEveryLengthAndPlace) {
    Mapping map(patient_map("language: =A"));
    for (std::size_t size = 1; size <= 40; ++size) {
        for (std::size_t at = 0; at <= size; ++at) {
            std::string plain(size, 'x');
            std::string escaped = plain;
            if (at < size) {
                plain[at] = '"';
                escaped.replace(at, 1, "\\\"");
            }
            ASSERT_EQ(map.run({{"A", plain}}), R"({"resourceType":"Patient","language":")" + escaped + "\"}\n") << at;
        }
    }
}

TEST(Expressions, ConstantsAreComputedOnce) {
    Mapping map(patient_map("language: \"=lower('EN') + '-' + upper('us')\"\ngender: =A"));
    for (const Call& call : map.map().programs[0].calls) EXPECT_EQ(call.run, nullptr);
    EXPECT_EQ(map.run({{"A", "male"}}), R"y({"resourceType":"Patient","language":"en-US","gender":"male"})y"
                                        "\n");
}

}  // namespace
}  // namespace hios::map
