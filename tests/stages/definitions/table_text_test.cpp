// The text form of a table of types: what it says, and how it is refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/definitions/codes.hpp"
#include "stages/definitions/table.hpp"

namespace hios::definitions {
namespace {

using testing::HasSubstr;

// A line for each primitive type, after a small Element.
std::string primitives() {
    std::string text = "type\tdatatype\tElement\t\tabstract\n\tid\t0..1\tstring\n";
    for (const char* name : {"base64Binary", "boolean",     "canonical", "code",     "date", "dateTime",    "decimal",
                             "id",           "instant",     "integer",   "markdown", "oid",  "positiveInt", "string",
                             "time",         "unsignedInt", "uri",       "url",      "uuid", "xhtml"}) {
        text += std::string("type\tprimitive\t") + name + "\tElement\n";
    }
    return text;
}

std::string text_with(const std::string& lines) {
    return "hios-definitions\t1\n" + primitives() + lines;
}

TEST(TableText, SaysTypesWithTheirElements) {
    const std::string text = text_with(
        "# a comment\n"
        "rule\tx-1\terror\ta.exists()\n"
        "set\thttp://example.org/set\t@http://example.org/system\tone\ttwo words\n"
        "type\tdatatype\tThing\tElement\t\tx-1\n"
        "\ta\t1..*\tstring\tmodifier required=http://example.org/set rules=x-1\n"
        "\tb[x]\t0..1\tboolean Thing.part\n"
        "type\tbackbone\tThing.part\tElement\n"
        "\tthing\t0..3\tThing\n");
    const auto table = Table::from_text(text);
    ASSERT_TRUE(table) << to_text(table.error());
    const TypeId thing = table->type_of("Thing");
    EXPECT_EQ(table->type(thing).elements.size(), 3U);
    EXPECT_EQ(table->type(thing).required, 0b010U);
    EXPECT_EQ(table->type(thing).invariants.size(), 1U);
    const Element& a = *table->element_named(thing, "a");
    EXPECT_TRUE(a.modifier);
    EXPECT_EQ(a.max, kUnbounded);
    EXPECT_EQ(table->has_code(a.codes, "two words"), Membership::kIn);
    EXPECT_EQ(table->property(table->find(thing, "bThing.part")).type, table->type_of("Thing.part"));
    EXPECT_EQ(table->element_named(table->type_of("Thing.part"), "thing")->max, 3);
}

TEST(TableText, AnElementNamedLikeAnInheritedOneReplacesIt) {
    const std::string text = text_with("type\tdatatype\tThing\tElement\n\tid\t1..1\turi\n");
    const auto table = Table::from_text(text);
    ASSERT_TRUE(table) << to_text(table.error());
    const TypeId thing = table->type_of("Thing");
    EXPECT_EQ(table->type(thing).elements.size(), 1U);
    EXPECT_EQ(table->type(thing).required, 1U);
    EXPECT_EQ(table->property(table->find(thing, "id")).type, table->type_of("uri"));
}

struct Broken {
    const char* name;
    std::string lines;
    const char* says;
};

class BrokenTableText : public testing::TestWithParam<Broken> {};

TEST_P(BrokenTableText, IsRefusedWithTheLine) {
    const std::string text = text_with(GetParam().lines);
    const auto table = Table::from_text(text);
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().code, &codes::kText);
    EXPECT_THAT(table.error().what, HasSubstr(GetParam().says));
    const auto line = 1 + std::ranges::count(primitives(), '\n') + std::ranges::count(GetParam().lines, '\n');
    EXPECT_THAT(table.error().what, HasSubstr("line " + std::to_string(line) + ":"));
}

std::string many_elements() {
    std::string lines = "type\tdatatype\tThing\tElement\n";
    for (int i = 0; i < 64; ++i) lines += "\te" + std::to_string(i) + "\t0..1\tstring\n";
    return lines;
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenTableText,
    testing::Values(
        Broken{"Nothing", "nothing\tx\n", "'nothing' is nothing"},
        Broken{"UnknownBase", "type\tdatatype\tThing\tNothing\n", "before its base 'Nothing'"},
        Broken{"SecondType", "type\tdatatype\tThing\tElement\ntype\tdatatype\tThing\tElement\n", "second type"},
        Broken{"NoRange", "type\tdatatype\tThing\tElement\n\ta\t1\tstring\n", "a range"},
        Broken{"NegativeRange", "type\tdatatype\tThing\tElement\n\ta\t-1..1\tstring\n", "a range"},
        Broken{"NoType", "type\tdatatype\tThing\tElement\n\ta\t0..1\n", "needs a type"},
        Broken{"UnknownType", "type\tdatatype\tThing\tElement\n\ta\t0..1\tstrong\n", "no type 'strong'"},
        Broken{"UnknownTarget", "type\tdatatype\tThing\tElement\n\ta\t0..1\turi(Strange)\n", "no type 'Strange'"},
        Broken{"OpenBracket", "type\tdatatype\tThing\tElement\n\ta\t0..1\turi(Thing\n", "bracket"},
        Broken{"UnknownSet", "type\tdatatype\tThing\tElement\n\ta\t0..1\tcode\trequired=x\n", "no set 'x'"},
        Broken{"UnknownRule", "type\tdatatype\tThing\tElement\n\ta\t0..1\tcode\trules=x\n", "no rule 'x'"},
        Broken{"UnknownExtra", "type\tdatatype\tThing\tElement\n\ta\t0..1\tcode\tred\n", "'red'"},
        Broken{"TooManyElements", many_elements(), "64 elements"},
        Broken{"ShortRule", "rule\tx-1\terror\n", "a rule needs"},
        Broken{"SecondRule", "rule\tx\terror\tx\nrule\tx\terror\tx\n", "second rule"},
        Broken{"CodeWithoutSystem", "set\tx\tcode\n", "follow its system"},
        Broken{"SecondSet", "set\tx\nset\tx\n", "url of its own"}),
    [](const auto& broken) { return broken.param.name; });

TEST(TableText, ATextOfAnotherFormatIsRefused) {
    for (const char* text : {"", "\n\n", "{}", "hios-definitions\t2\n", "hios-definitions\n"}) {
        EXPECT_FALSE(Table::from_text(text)) << text;
    }
    EXPECT_FALSE(Table::from_text("hios-definitions\t1\n")) << "without primitive types";
}

}  // namespace
}  // namespace hios::definitions
