#include "stages/hl7v2/dictionary/names.hpp"

#include <gtest/gtest.h>

namespace hios::hl7v2::dictionary {
namespace {

TEST(SnakeCase, WordsAreApartByOneUnderscore) {
    EXPECT_EQ(snake_case("Date/Time of Message"), "date_time_of_message");
    EXPECT_EQ(snake_case("Set ID - PID"), "set_id_pid");
    EXPECT_EQ(snake_case("PATIENT_RESULT"), "patient_result");
    EXPECT_EQ(snake_case("Value Amount & Code (39-41)"), "value_amount_code_39_41");
}

TEST(SnakeCase, ApostrophesVanish) {
    EXPECT_EQ(snake_case("Mother's Maiden Name"), "mothers_maiden_name");
}

TEST(SnakeCase, ALeadingDigitGetsALetter) {
    EXPECT_EQ(snake_case("2nd Name"), "n2nd_name");
}

TEST(SnakeCase, WhatHasNoLetterIsUnnamed) {
    EXPECT_EQ(snake_case(""), "unnamed");
    EXPECT_EQ(snake_case("--"), "unnamed");
}

TEST(UniqueKeys, ASecondOneGetsItsNumber) {
    UniqueKeys keys;
    EXPECT_EQ(keys.add("pid", 2), "pid");
    EXPECT_EQ(keys.add("pid", 2), "pid_2");
    EXPECT_EQ(keys.add("pid", 2), "pid_3");
}

}  // namespace
}  // namespace hios::hl7v2::dictionary
