#include "stages/hl7v2/json/json_out.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hios::hl7v2::json {
namespace {

std::string json_of(std::string_view text) {
    ByteBuffer bytes;
    JsonOut(bytes).text(text);
    return std::string(bytes.view());
}

std::string number(std::string_view text) {
    EXPECT_TRUE(JsonOut::is_number(text)) << text;
    ByteBuffer bytes;
    JsonOut(bytes).number(text);
    return std::string(bytes.view());
}

TEST(JsonOut, CommasStandBetweenMembersAndItems) {
    ByteBuffer bytes;
    JsonOut out(bytes);
    out.begin_object();
    out.key("a");
    out.begin_array();
    out.null();
    out.text("x");
    out.begin_object();
    out.end_object();
    out.end_array();
    out.key("b", "_", 12U);
    out.raw("1");
    out.end_object();
    EXPECT_EQ(bytes.view(), R"({"a":[null,"x",{}],"b_12":1})");
}

TEST(JsonOut, QuotesBackslashesAndControlsAreEscapedAtAnyPlace) {
    for (std::size_t at = 0; at < 20; ++at) {
        std::string text(20, 'x');
        for (const auto& [c, escaped] : {std::pair{'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\n"}, {'\x1f', "\\u001f"}}) {
            text[at] = c;
            std::string expected(20, 'x');
            expected.replace(at, 1, escaped);
            EXPECT_EQ(json_of(text), '"' + expected + '"');
        }
    }
}

TEST(JsonOut, CharactersBeyondAsciiStay) {
    EXPECT_EQ(json_of("M\u00fcller \u2014 8\u20ac \u00ff"), "\"M\u00fcller \u2014 8\u20ac \u00ff\"");
}

TEST(JsonOut, BytesThatAreNoTextAreReplaced) {
    ByteBuffer bytes;
    JsonOut(bytes).bytes("a\xff");
    EXPECT_EQ(bytes.view(), "\"a\ufffd\"");
}

TEST(JsonOut, NumbersKeepTheirDigits) {
    EXPECT_EQ(number("5.40"), "5.40");
    EXPECT_EQ(number("-0.10"), "-0.10");
    EXPECT_EQ(number("12345678901234567890.123456789"), "12345678901234567890.123456789");
}

TEST(JsonOut, NumbersThatJsonHasNoFormForAreGivenOne) {
    EXPECT_EQ(number("+5"), "5");
    EXPECT_EQ(number(".5"), "0.5");
    EXPECT_EQ(number("-.5"), "-0.5");
    EXPECT_EQ(number("5."), "5");
    EXPECT_EQ(number("007"), "7");
    EXPECT_EQ(number("000"), "0");
}

TEST(JsonOut, WhatIsNoNumberIsNone) {
    for (const auto* text : {"", "-", ".", "1e5", "<5", "1,5", "1.2.3", " 5", "--1"}) {
        EXPECT_FALSE(JsonOut::is_number(text)) << text;
    }
    EXPECT_FALSE(JsonOut::is_number(std::string(65, '1')));
}

}  // namespace
}  // namespace hios::hl7v2::json
