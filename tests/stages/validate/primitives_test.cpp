#include <gtest/gtest.h>

#include <set>

#include "tests/stages/validate/values.hpp"

namespace hios::validate {
namespace {

using test::check;
using test::Primitive;
using enum PrimitiveFault;

TEST(Primitives, BooleansAreTrueOrFalse) {
    EXPECT_EQ(check(Primitive::kBoolean, "true"), kOk);
    EXPECT_EQ(check(Primitive::kBoolean, "false"), kOk);
    for (const char* text : {"True", "1", "", "truee", "null"}) EXPECT_EQ(check(Primitive::kBoolean, text), kBoolean);
}

TEST(Primitives, IntegersHaveThirtyTwoBits) {
    for (const char* text : {"0", "-0", "1", "-1", "2147483647", "-2147483648"})
        EXPECT_EQ(check(Primitive::kInteger, text), kOk) << text;
    for (const char* text : {"2147483648", "-2147483649", "9999999999", "18446744073709551616", "-2147483648648",
                             "21474836480", "-100000000000000000000000000000000000000000000"}) {
        EXPECT_EQ(check(Primitive::kInteger, text), kIntegerRange) << text;
    }
}

TEST(Primitives, IntegersAreDigitsAlone) {
    for (const char* text : {"1.0", "1.5", "1e2", "01", "-01", "00", "+1", "-", "", "1 ", " 1", "0x1", "--1"})
        EXPECT_EQ(check(Primitive::kInteger, text), kInteger) << text;
}

TEST(Primitives, UnsignedIntsBeginAtZero) {
    for (const char* text : {"0", "1", "10000", "2147483647"}) EXPECT_EQ(check(Primitive::kUnsignedInt, text), kOk);
    for (const char* text : {"-1", "-0", "+1", "1.0", ""})
        EXPECT_EQ(check(Primitive::kUnsignedInt, text), kUnsignedInt) << text;
    EXPECT_EQ(check(Primitive::kUnsignedInt, "2147483648"), kIntegerRange);
}

TEST(Primitives, PositiveIntsBeginAtOne) {
    for (const char* text : {"1", "2147483647"}) EXPECT_EQ(check(Primitive::kPositiveInt, text), kOk);
    for (const char* text : {"0", "-1", "01", "1.0", ""})
        EXPECT_EQ(check(Primitive::kPositiveInt, text), kPositiveInt) << text;
    EXPECT_EQ(check(Primitive::kPositiveInt, "2147483648"), kIntegerRange);
}

TEST(Primitives, DecimalsAreJsonNumbersOfAnyPrecision) {
    for (const char* text : {"0", "-0", "20.00", "-3.7", "66.899999999999991", "1e2", "1E-10", "0.0e+0",
                             "123456789012345678901234567890.123456789012345678901234567890"}) {
        EXPECT_EQ(check(Primitive::kDecimal, text), kOk) << text;
    }
    for (const char* text :
         {"", "-", ".5", "1.", "01", "1.0.0", "1e", "1e+", "1e+-1", "+1", " 1", "1 ", "NaN", "1e1.5"})
        EXPECT_EQ(check(Primitive::kDecimal, text), kDecimal) << text;
}

TEST(Primitives, StringsAreNotEmpty) {
    for (const Primitive kind : {Primitive::kString, Primitive::kMarkdown}) {
        EXPECT_EQ(check(kind, ""), kEmpty);
        EXPECT_EQ(check(kind, " "), kOk);
        EXPECT_EQ(check(kind,
                        "Andr\xC3\xA9\xC2\xA0"
                        "3000"),
                  kOk);
    }
}

TEST(Primitives, StringsHoldNoControlCharactersButTabsAndLineEnds) {
    for (const Primitive kind : {Primitive::kString, Primitive::kMarkdown}) {
        for (const char* text : {R"(\t\r\n)", R"(\u0009\u000a\u000D)", R"(\u0020)", R"(\\b)", R"(\\u0000)", R"(\"\/)",
                                 R"(\ud83d\ude00)"}) {
            EXPECT_EQ(check(kind, text), kOk) << text;
        }
        for (const char* text : {R"(\b)", R"(a\f)", R"(\u0000)", R"(aaaaaaaaaaaaaaaaaa\u001F)", R"(\\\u000b)"})
            EXPECT_EQ(check(kind, text), kControlCharacter) << text;
    }
}

TEST(Primitives, StringsHaveAMillionCharacters) {
    for (const Primitive kind : {Primitive::kString, Primitive::kMarkdown}) {
        const std::string full(kMaxStringCharacters, 'a');
        EXPECT_EQ(check(kind, full), kOk);
        EXPECT_EQ(check(kind, full + "a"), kTooLong);
        EXPECT_EQ(check(kind, full.substr(1) + R"(\u0041)"), kOk);
        EXPECT_EQ(check(kind, full + R"(\u0041)"), kTooLong);
        EXPECT_EQ(check(kind, full.substr(2) + "\xC3\xA4\xF0\x9F\x98\x80"), kOk);
        EXPECT_EQ(check(kind, full.substr(1) + R"(\ud83d\ude00)"), kOk);
        EXPECT_EQ(check(kind, full.substr(1) + R"(\ud83d\ude00a)"), kTooLong);
    }
    EXPECT_EQ(check(Primitive::kXhtml, std::string(kMaxStringCharacters + 1, 'a')), kOk);
}

TEST(Primitives, CodesHaveSingleSpacesBetweenWordsOnly) {
    for (const char* text : {"male", "a b", "a b c d e f g h", "http://x", "\xC3\xA4", "entered-in-error"})
        EXPECT_EQ(check(Primitive::kCode, text), kOk) << text;
    for (const char* text : {" male", "male ", "a  b", " ", "  ", "a\\tb", "\\nmale", "male\\r", "entered-in-error "})
        EXPECT_EQ(check(Primitive::kCode, text), kCode) << text;
    EXPECT_EQ(check(Primitive::kCode, ""), kEmpty);
}

TEST(Primitives, EscapesAreReadBeforeARuleIsAsked) {
    EXPECT_EQ(check(Primitive::kDate, test::all_escaped("2020-02-29")), kOk);
    EXPECT_EQ(check(Primitive::kDate, test::all_escaped("2021-02-29")), kCalendar);
    EXPECT_EQ(check(Primitive::kId, test::all_escaped(std::string(64, 'x'))), kOk);
    EXPECT_EQ(check(Primitive::kId, test::all_escaped(std::string(65, 'x'))), kIdLength);
    EXPECT_EQ(check(Primitive::kCode, test::all_escaped("a  b")), kCode);
}

TEST(Primitives, SayingThatThereMayBeEscapesChangesNothing) {
    EXPECT_EQ(check_primitive(Primitive::kDate, "2020-02-29", true), kOk);
    EXPECT_EQ(check_primitive(Primitive::kString, "abc", true), kOk);
    EXPECT_EQ(check_primitive(Primitive::kUri, "http://a b", true), kUri);
    EXPECT_EQ(check_primitive(Primitive::kString, std::string_view(), true), kEmpty);
    EXPECT_EQ(check_primitive(Primitive::kCode, std::string_view(), true), kEmpty);
}

TEST(Primitives, EveryTypeHasAShape) {
    EXPECT_EQ(shape_of(Primitive::kBoolean), instance::Shape::kBoolean);
    for (const Primitive kind :
         {Primitive::kInteger, Primitive::kPositiveInt, Primitive::kUnsignedInt, Primitive::kDecimal}) {
        EXPECT_EQ(shape_of(kind), instance::Shape::kNumber);
    }
    for (const Primitive kind : {Primitive::kInstant, Primitive::kXhtml, Primitive::kBase64Binary, Primitive::kId})
        EXPECT_EQ(shape_of(kind), instance::Shape::kString);
}

TEST(Primitives, EveryFaultHasACodeOfItsOwn) {
    std::set<std::string_view> ids;
    for (const Code* code : primitive_codes()) {
        EXPECT_TRUE(code->id.starts_with("primitive.")) << code->id;
        EXPECT_TRUE(code->meaning.ends_with(".") && code->mend.ends_with(".")) << code->id;
        EXPECT_TRUE(ids.insert(code->id).second) << code->id;
    }
    EXPECT_EQ(code_of(kEmpty).id, "primitive.empty");
    EXPECT_EQ(code_of(kCalendar).id, "primitive.date.calendar");
    EXPECT_EQ(code_of(kUuid).id, "primitive.uuid");
}

}  // namespace
}  // namespace hios::validate
