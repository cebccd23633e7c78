#include "stages/hl7v2/dictionary/versions.hpp"

#include <gtest/gtest.h>

namespace hios::hl7v2::dictionary {
namespace {

std::string_view taken_for(std::string_view stated) {
    return kVersionNames[read_version(stated).version];
}

TEST(Versions, AKnownOneIsExact) {
    for (Version i = 0; i < kVersionNames.size(); ++i) {
        EXPECT_EQ(read_version(kVersionNames[i]).version, i);
        EXPECT_TRUE(read_version(kVersionNames[i]).exact);
    }
}

TEST(Versions, BlanksALeadingVAndATrailingDotAreLookedOver) {
    EXPECT_EQ(taken_for(" v2.4 "), "2.4");
    EXPECT_EQ(taken_for("2.3.1."), "2.3.1");
    EXPECT_TRUE(read_version("2.3.1.").exact);
}

TEST(Versions, AnUnknownOneIsTheLatestKnownBeforeIt) {
    EXPECT_EQ(taken_for("2.9"), "2.8.2");
    EXPECT_EQ(taken_for("2.5.2"), "2.5.1");
    EXPECT_EQ(taken_for("3.0"), "2.8.2");
    EXPECT_FALSE(read_version("2.9").exact);
}

TEST(Versions, OneOlderThanAllIsTheFirst) {
    EXPECT_EQ(taken_for("1.0"), "2.1");
}

TEST(Versions, WhatIsNoVersionIsTheDefault) {
    for (const std::string_view stated : {"", "ABC", "2,5", "2.5.1.7", "99999999999999999999"}) {
        EXPECT_EQ(read_version(stated).version, kDefaultVersion) << stated;
        EXPECT_FALSE(read_version(stated).exact) << stated;
    }
}

TEST(Versions, TheBestOfASetIsItselfThenTheFirstLaterThenTheLastBefore) {
    EXPECT_EQ(best(0b0100, 2), 2);
    EXPECT_EQ(best(0b11001, 2), 3);
    EXPECT_EQ(best(0b00011, 2), 1);
}

}  // namespace
}  // namespace hios::hl7v2::dictionary
