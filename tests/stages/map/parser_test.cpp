#include <gmock/gmock.h>

#include "stages/map/expression.hpp"

namespace hios::map {
namespace {

using testing::HasSubstr;
using Kind = Expression::Kind;

const Place kHere{nullptr, 1, 1};

std::string problem(std::string_view text) {
    Problems problems;
    const auto parsed = parse_expression(text, kHere, problems);
    EXPECT_EQ(parsed == nullptr, problems.failed());
    return problems.all().empty() ? "" : to_text(problems.all()[0]);
}

// The one token an address must be.
void expect_address(std::string_view text) {
    Problems problems;
    const auto parsed = parse_expression(text, kHere, problems);
    ASSERT_NE(parsed, nullptr) << text << ": " << to_text(problems.all()[0]);
    EXPECT_EQ(parsed->kind, Kind::kAddress) << text;
    EXPECT_EQ(parsed->text, text);
}

TEST(Parser, AnAddressOfAnyKindOfSourceIsOneToken) {
    for (const char* text :
         {"LAST", "`odd name`", "patient.name[0].family", "a.`b c`[2].d", "PID-5", "PID-5[2].1.2", "OBX-5[*]", "ZPI-4",
          "MSH-9.2", "x.1.1", "administrative-gender", "consumable/manufacturedProduct/manufacturedMaterial/code/@code",
          "@code",
          "entryRelationship[@typeCode='REFR']/observation[templateId='2.16.840.1.113883.10.20.22.4.6']/value/@code",
          "sdtc:raceCode/@code", "x/effectiveTime/low/@value", "observation[templateId=\"1.2]3\"]/text"})
        expect_address(text);
}

TEST(Parser, TightAndLooseSigns) {
    Problems problems;
    const auto parsed = parse_expression("a ?? b == 'x' && !c! ? PID-5.1 + 'y' : -1.50", kHere, problems);
    ASSERT_NE(parsed, nullptr) << to_text(problems.all()[0]);
    ASSERT_EQ(parsed->kind, Kind::kConditional);
    EXPECT_EQ(parsed->items[0]->kind, Kind::kCoalesce);
    EXPECT_EQ(parsed->items[0]->items[1]->kind, Kind::kAnd);
    EXPECT_EQ(parsed->items[0]->items[1]->items[1]->kind, Kind::kNot);
    EXPECT_EQ(parsed->items[0]->items[1]->items[1]->items[0]->kind, Kind::kRequired);
    EXPECT_EQ(parsed->items[1]->kind, Kind::kConcat);
    EXPECT_EQ(parsed->items[2]->text, "-1.50");
}

TEST(Parser, ErrorsNameColumnAndMend) {
    EXPECT_THAT(problem("a = b"), HasSubstr("map:1:3: a single '=' means nothing here. Compare with '=='"));
    EXPECT_THAT(problem("'a"), HasSubstr("the text is not closed"));
    EXPECT_THAT(problem("a ? b"), HasSubstr("Wanted is ':' with a space"));
    EXPECT_THAT(problem("f(a b)"), HasSubstr("map:1:5: \"b\" does not fit here. Wanted is ',' or ')'"));
    EXPECT_THAT(problem("f(a"), HasSubstr("the expression ends here"));
    EXPECT_THAT(problem(""), HasSubstr("the expression ends here"));
    EXPECT_THAT(problem("2nd"), HasSubstr("does not begin with a digit"));
    EXPECT_THAT(problem("a[1"), HasSubstr("'[' is not closed"));
    EXPECT_THAT(problem("`a"), HasSubstr("backquoted name is not closed"));
    EXPECT_THAT(problem("a * 2"), HasSubstr("maps do not calculate"));
    EXPECT_THAT(problem("a # b"), HasSubstr("means nothing in an expression"));
    EXPECT_THAT(problem(std::string(100, '(') + "a" + std::string(100, ')')), HasSubstr("64 levels"));
    EXPECT_THAT(problem(std::string(100, '!') + "a"), HasSubstr("64 levels"));
    EXPECT_THAT(problem(std::string(20'000, 'a')), HasSubstr("longer than 16 KiB"));
}

TEST(Parser, Repetitions) {
    Problems problems;
    Repetition over;
    ASSERT_TRUE(parse_repetition("x in PID-3", kHere, problems, over));
    EXPECT_EQ(over.variable, "x");
    ASSERT_TRUE(parse_repetition("x, i in split(A, ';')", kHere, problems, over));
    EXPECT_EQ(over.index, "i");
    EXPECT_FALSE(parse_repetition("x of A", kHere, problems, over));
    EXPECT_FALSE(parse_repetition("x.1 in A", kHere, problems, over));
    EXPECT_EQ(problems.errors(), 2U);
}

}  // namespace
}  // namespace hios::map
