#include <gtest/gtest.h>

#include "stages/fhirpath/units.hpp"
#include "tests/stages/fhirpath/expressions.hpp"

namespace hios::fhirpath {
namespace {

using test::evaluated;

Decimal decimal(std::string_view text) {
    Decimal value;
    EXPECT_TRUE(Decimal::parse(text, value)) << text;
    return value;
}

std::string text_of(const Decimal& value) {
    std::string text;
    append_text(value, text);
    return text;
}

TEST(Decimals, KeepTheirText) {
    for (const char* text : {"0", "1.50", "-0.001", "100", "0.00", "12345678901234567890.123456789", "-7"}) {
        EXPECT_EQ(text_of(decimal(text)), text);
    }
    EXPECT_EQ(text_of(decimal("1e2")), "100");
    EXPECT_EQ(text_of(decimal("1.5E-3")), "0.0015");
}

TEST(Decimals, WhatIsNoNumberOrTooLargeIsRefused) {
    Decimal value;
    for (const char* text : {"", "-", ".5", "5.", "1e", "1e999", "abc", "1.2.3", "0x10",
                             "123456789012345678901234567890123456789", "1e-99", "1e+-5", "1e++5"}) {
        EXPECT_FALSE(Decimal::parse(text, value)) << text;
    }
}

TEST(Decimals, CalculateExactly) {
    Decimal result;
    ASSERT_TRUE(add(decimal("0.1"), decimal("0.2"), result));
    EXPECT_EQ(compare(result, decimal("0.3")), 0);
    ASSERT_TRUE(divide(decimal("1"), decimal("3"), result));
    EXPECT_GE(result.scale, 16);
    EXPECT_FALSE(divide(decimal("1"), decimal("0"), result));
    EXPECT_FALSE(multiply(decimal("99999999999999999999"), decimal("99999999999999999999"), result));
    EXPECT_EQ(compare(decimal("1e37"), decimal("1.000000000000000001")), 1);
    EXPECT_EQ(compare(decimal("-1e37"), decimal("0.000000000000000000000000000001")), -1);
    EXPECT_EQ(compare(decimal("1.10"), decimal("1.1")), 0);
}

TEST(Decimals, ResultsThatDoNotFitAreEmpty) {
    EXPECT_EQ(evaluated("10.power(38)"), "");
    EXPECT_EQ(evaluated("99999999999999999999.0 * 99999999999999999999.0"), "");
    EXPECT_EQ(evaluated("1 / 0"), "");
    EXPECT_EQ(evaluated("9223372036854775807 + 1"), "9223372036854775808");
    EXPECT_EQ(evaluated("2.power(-1)"), "0.5");
    EXPECT_EQ(evaluated("1.0000001.power(1000000)"), "");
}

TEST(Moments, CompareAsFarAsBothAreKnown) {
    EXPECT_EQ(evaluated("@2018-03 < @2018-04-01"), "true");
    EXPECT_EQ(evaluated("@2018-03 < @2018-03-01"), "");
    EXPECT_EQ(evaluated("@2018-03-01T10:00:00+02:00 = @2018-03-01T08:00:00Z"), "true");
    EXPECT_EQ(evaluated("@2018-03-01T10:00:00 = @2018-03-01T08:00:00Z"), "");
    EXPECT_EQ(evaluated("@2018-03-05T10:00:00 > @2018-03-01T08:00:00Z"), "true");
    EXPECT_EQ(evaluated("@2018-03-01T10:30:00 = @2018-03-01T10:30:00.000"), "true");
}

TEST(Moments, MoveOnTheCalendar) {
    EXPECT_EQ(evaluated("@2020-01-31 + 1 month"), "2020-02-29");
    EXPECT_EQ(evaluated("@2020-02-29 + 1 year"), "2021-02-28");
    EXPECT_EQ(evaluated("@2020-03-01 - 1 day"), "2020-02-29");
    EXPECT_EQ(evaluated("@2020-12-31T23:59:59.5Z + 1 second"), "2021-01-01T00:00:00.5Z");
    EXPECT_EQ(evaluated("@T23:30 + 45 minutes"), "00:15");
    EXPECT_EQ(evaluated("@2020 + 24 months"), "2022");
    EXPECT_EQ(evaluated("@9999-12-31 + 1 day"), "");
    EXPECT_EQ(evaluated("@0001-01-01 - 1 day"), "");
    EXPECT_EQ(evaluated("@2020-01-01 + 9223372036854775807 years"), "");
    EXPECT_EQ(evaluated("@2020-01-01 + 1 'cm'"), "fhirpath.evaluation");
}

TEST(Units, TheSameAmountInOtherUnitsIsEqual) {
    EXPECT_EQ(evaluated("1 'kg' = 1000 'g'"), "true");
    EXPECT_EQ(evaluated("1 '[lb_av]' = 453.59237 'g'"), "true");
    EXPECT_EQ(evaluated("5.0 'mmol/L' = 0.005 'mol/l'"), "true");
    EXPECT_EQ(evaluated("60 '/min' = 1 'Hz'"), "true");
    EXPECT_EQ(evaluated("120 'mm[Hg]' > 10 'kPa'"), "true");
    EXPECT_EQ(evaluated("5 '10*3/uL' = 5 '10*9/L'"), "true");
    EXPECT_EQ(evaluated("1 'kg' = 1 'm'"), "");
    EXPECT_EQ(evaluated("3 '{tablet}' = 3 '{tablet}'"), "true");
    EXPECT_EQ(evaluated("3 'nonsense' < 4 'nonsense'"), "true");
    EXPECT_EQ(evaluated("1 year = 12 months"), "true");
    EXPECT_EQ(evaluated("1 year = 1 'a'"), "");
    EXPECT_EQ(evaluated("1 year ~ 1 'a'"), "true");
}

TEST(Units, HostileTermsAreOnlyUnknown) {
    UnitSize size;
    for (const char* term : {"", "(", ")", "{", "m{", "[", "m[", "/", "m/", "m..s", "m-", "((((((((((m))))))))))",
                             "m99999", "m99.m99", "10*99", "0", "km99"}) {
        EXPECT_FALSE(unit_size(term, size)) << term;
    }
}

}  // namespace
}  // namespace hios::fhirpath
