#include <gtest/gtest.h>

#include "tests/stages/fhirpath/expressions.hpp"

namespace hios::fhirpath {
namespace {

using test::evaluated;

Error error_of(std::string_view text) {
    const auto expression = compile(text, Model::r4());
    return expression ? Error{} : expression.error();
}

TEST(Syntax, OperatorsBindAsTheGrammarSays) {
    EXPECT_EQ(evaluated("1 + 2 * 3 - 4"), "3");
    EXPECT_EQ(evaluated("(1 | 1 is Integer).count()"), "2");
    EXPECT_EQ(evaluated("false and true or true"), "true");
    EXPECT_EQ(evaluated("true or false and false"), "true");
    EXPECT_EQ(evaluated("false implies false implies false"), "false");
    EXPECT_EQ(evaluated("-2 + 1"), "-1");
    EXPECT_EQ(evaluated("'b' in 'a' | 'b'"), "true");
    EXPECT_EQ(evaluated("1 < 2 = true"), "true");
}

TEST(Syntax, WordsOfOperatorsAreNamesToo) {
    EXPECT_EQ(evaluated("'abc'.contains('b')"), "true");
    EXPECT_EQ(evaluated("contains.exists()"), "false");
    EXPECT_EQ(evaluated("is.exists() or as.exists()"), "false");
    EXPECT_EQ(evaluated("text.`div`.exists()"), "false");
}

TEST(Syntax, CommentsAndBlanksAreSkipped) {
    EXPECT_EQ(evaluated("1 /* one */ + // two\n 2"), "3");
}

TEST(Syntax, EscapesAreDecoded) {
    EXPECT_EQ(evaluated(R"('a\'b\\c\u00e9\uD83D\uDE00')"), "a'b\\c\u00e9\U0001F600");
    EXPECT_EQ(evaluated(R"('\d')"), "fhirpath.syntax");
    EXPECT_EQ(evaluated(R"('\uD83D')"), "fhirpath.syntax");
}

TEST(Syntax, AnErrorNamesItsColumn) {
    const Error error = error_of("name.given and and");
    ASSERT_NE(error.code, nullptr);
    EXPECT_EQ(error.where.offset, 15U);
    EXPECT_NE(error.what.find("column 16"), std::string::npos);
}

TEST(Syntax, WhatIsNoExpressionIsRefused) {
    for (const char* text : {"",
                             "1 +",
                             "(1",
                             "name.",
                             "name[",
                             "{1}",
                             "'open",
                             "/* open",
                             "name given",
                             "#",
                             "@2015-13",
                             "@2015-02-30",
                             "@T25",
                             "%",
                             "$that",
                             "1.foo()",
                             "exists(1, 2)",
                             "name.where()",
                             "x is Nonsense",
                             "'a'.matches('(')",
                             "'a'.matches('(?=a)')",
                             "1..2",
                             "&&",
                             "!"}) {
        EXPECT_EQ(error_of(text).code, &codes::kSyntax) << text;
    }
}

TEST(Syntax, HostileNestingIsRefused) {
    const auto repeated = [](std::string_view part, int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += part;
        return text;
    };
    EXPECT_EQ(error_of(repeated("(", 100'000)).code, &codes::kLimit);
    EXPECT_EQ(error_of(repeated("-", 60'000) + "1").code, &codes::kLimit);
    EXPECT_EQ(error_of(repeated("a.where(", 5'000)).code, &codes::kLimit);
    EXPECT_EQ(error_of("1" + repeated("+1", 10'000)).code, &codes::kLimit);
    EXPECT_EQ(error_of("a" + repeated(".first()", 5'000)).code, &codes::kLimit);
    EXPECT_EQ(error_of("a" + repeated("[0]", 5'000)).code, &codes::kLimit);
    EXPECT_EQ(error_of(repeated(" ", 70'000)).code, &codes::kLimit);
    EXPECT_EQ(evaluated("1" + repeated("+1", 150)), "151");
}

TEST(Syntax, EveryPublishedInvariantCompiles) {
    const auto& table = definitions::Table::r4();
    ASSERT_GT(table.invariants(), 200U);
    for (std::size_t i = 0; i < table.invariants(); ++i) {
        const auto& rule = table.invariant(static_cast<definitions::InvariantId>(i));
        if (rule.expression.empty()) continue;
        const auto expression = compile(rule.expression, Model::r4());
        EXPECT_TRUE(expression.has_value()) << rule.key << ": " << rule.expression;
    }
}

TEST(Syntax, StrictlyMembersMustExist) {
    const auto& table = definitions::Table::r4();
    const auto strictly = [&](std::string_view text, std::string_view type) {
        const auto expression = compile(text, Model::r4(), {.strict = true, .context = table.type_of(type)});
        return expression ? std::string("ok") : std::string(expression.error().code->id);
    };
    EXPECT_EQ(strictly("name.given", "Patient"), "ok");
    EXPECT_EQ(strictly("name.given1", "Patient"), "fhirpath.meaning");
    EXPECT_EQ(strictly("name.where(used = 'x')", "Patient"), "fhirpath.meaning");
    EXPECT_EQ(strictly("Encounter.name", "Patient"), "fhirpath.meaning");
    EXPECT_EQ(strictly("value.unit", "Observation"), "ok");
    EXPECT_EQ(strictly("valueQuantity.unit", "Observation"), "fhirpath.meaning");
    EXPECT_EQ(strictly("(value as Period).unit", "Observation"), "fhirpath.meaning");
    EXPECT_EQ(strictly("children().skip(1)", "Patient"), "fhirpath.meaning");
    EXPECT_EQ(strictly("entry.resource.name", "Bundle"), "ok");
    EXPECT_EQ(strictly("iif('x', 1, 2)", "Patient"), "fhirpath.meaning");
}

}  // namespace
}  // namespace hios::fhirpath
