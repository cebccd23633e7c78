#include "stages/definitions/fixed_value.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hios::definitions {
namespace {

TEST(FixedValues, AreTreesOfMembersAndItems) {
    FixedValues values;
    const std::string json =
        R"({"coding":[{"system":"http://loinc.org","code":"8480-6"},{"code":"x\"\u00e4"}],"n":1.50,"b":true,"e":{}})";
    const FixedValueId id = values.add(json);
    ASSERT_NE(id, kNoFixedValue);
    EXPECT_EQ(values[id].kind, FixedValue::Kind::kObject);
    const FixedValue& coding = values[values[id].first];
    EXPECT_EQ(coding.name, "coding");
    EXPECT_EQ(coding.kind, FixedValue::Kind::kArray);
    const FixedValue& first = values[coding.first];
    EXPECT_EQ(values[first.first].name, "system");
    EXPECT_EQ(values[first.first].text, "http://loinc.org");
    EXPECT_EQ(values[values[first.first].next].text, "8480-6");
    const FixedValue& second = values[first.next];
    EXPECT_EQ(values[second.first].text, "x\"\xC3\xA4");
    EXPECT_EQ(second.next, kNoFixedValue);
    const FixedValue& number = values[coding.next];
    EXPECT_EQ(number.kind, FixedValue::Kind::kScalar);
    EXPECT_EQ(number.text, "1.50");
    EXPECT_EQ(values[number.next].text, "true");
    EXPECT_EQ(values[values[number.next].next].first, kNoFixedValue);
}

TEST(FixedValues, SeveralStandSideBySide) {
    FixedValues values;
    const FixedValueId one = values.add("\"one\"");
    const FixedValueId two = values.add("2");
    EXPECT_EQ(values[one].text, "one");
    EXPECT_EQ(values[two].text, "2");
}

TEST(FixedValues, WhatIsNoJsonIsRefused) {
    FixedValues values;
    for (const char* json : {"", "{", "{\"a\"}", "{\"a\":}", "[1,]", "[1", "\"a", "\"a\\", "x", "1 2", "{a:1}", "1,"}) {
        EXPECT_EQ(values.add(json), kNoFixedValue) << json;
    }
    EXPECT_EQ(values.add(std::string(100000, '[')), kNoFixedValue) << "nested too deep";
    EXPECT_EQ(values.add("1"), 1U) << "what was refused leaves nothing behind";
}

}  // namespace
}  // namespace hios::definitions
