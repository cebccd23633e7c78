#include "stages/hl7v2/segment_names.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace hios::hl7v2 {
namespace {

TEST(SegmentNames, AreNumberedAsTheyCome) {
    SegmentNames names;
    EXPECT_EQ(names.number("PID"), 0);
    EXPECT_EQ(names.add("PID"), 1);
    EXPECT_EQ(names.add("OBX"), 2);
    EXPECT_EQ(names.add("PID"), 1);
    EXPECT_EQ(names.number("OBX"), 2);
    EXPECT_EQ(names.size(), 2U);
}

TEST(SegmentNames, HaveThreeCharacters) {
    SegmentNames names;
    EXPECT_EQ(names.add("PI"), 0);
    EXPECT_EQ(names.add("PIDX"), 0);
    EXPECT_EQ(names.add(""), 0);
    EXPECT_EQ(names.size(), 0U);
    names.add("PID");
    EXPECT_EQ(names.number("PIDX"), 0);
    EXPECT_EQ(names.number("PI"), 0);
}

TEST(SegmentNames, OfAnyBytesAreToldApart) {
    std::mt19937 random(2);
    SegmentNames names;
    std::map<std::string, std::uint16_t> known;
    for (int i = 0; i < 5000; ++i) {
        std::string name(3, '\0');
        for (char& c : name) c = static_cast<char>(random() % 20 * 13);
        const auto next = static_cast<std::uint16_t>(known.size() + 1);
        const std::uint16_t number = known.try_emplace(name, next).first->second;
        EXPECT_EQ(names.add(name), number);
    }
    for (const auto& [name, number] : known) EXPECT_EQ(names.number(name), number);
    EXPECT_EQ(names.size(), known.size());
}

}  // namespace
}  // namespace hios::hl7v2
