#include "stages/hl7v2/dictionary/value_types.hpp"

#include <gtest/gtest.h>

namespace hios::hl7v2::dictionary {
namespace {

TEST(ValueTypes, Numbers) {
    for (const auto* text : {"0", "5.0", "+.5", "-12", "5."}) EXPECT_TRUE(is_value_of("NM", text)) << text;
    for (const auto* text : {"", "<5", "1,5", "1e3", ".", "+", "1.2.3"}) EXPECT_FALSE(is_value_of("NM", text)) << text;
}

TEST(ValueTypes, SequenceIds) {
    EXPECT_TRUE(is_value_of("SI", "12"));
    EXPECT_FALSE(is_value_of("SI", "1a"));
}

TEST(ValueTypes, Dates) {
    for (const auto* text : {"2024", "202401", "20240131"}) EXPECT_TRUE(is_value_of("DT", text)) << text;
    for (const auto* text : {"24", "20241301", "19870000", "2024013", "20240131 "}) {
        EXPECT_FALSE(is_value_of("DT", text)) << text;
    }
}

TEST(ValueTypes, Times) {
    for (const auto* text : {"07", "0730", "073059", "073059.1234", "0730+0100", "240000", "235960"}) {
        EXPECT_TRUE(is_value_of("TM", text)) << text;
    }
    for (const auto* text : {"7", "0760", "073059.", "073059.12345", "0730+01"}) {
        EXPECT_FALSE(is_value_of("TM", text)) << text;
    }
}

TEST(ValueTypes, DateTimes) {
    for (const auto* text : {"2024", "2024-0500", "202401310730", "20240131073059.12+0100"}) {
        EXPECT_TRUE(is_value_of("DTM", text)) << text;
    }
    for (const auto* text : {"2007509101832132", "2024-01-31", "20240131T0730", "01/31/2024"}) {
        EXPECT_FALSE(is_value_of("TS", text)) << text;
    }
}

TEST(ValueTypes, AllElseIsAnyText) {
    EXPECT_TRUE(is_value_of("ST", "<5"));
}

}  // namespace
}  // namespace hios::hl7v2::dictionary
