// The guide's edge cases 38 to 40.

#include "stages/hl7v2/walk.hpp"

#include "tests/stages/hl7v2/groups.hpp"
#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

using test::Read;

// "PID=PATIENT1 OBR=ORDER2 ...": each segment and the instance of its group.
std::string groups_of(const std::string& segments, const std::vector<GroupRule>& rules = test::oru_groups(),
                      const std::string& type = "") {
    std::string text = "MSH|^~\\&|A|B|||||" + type + "\r";
    for (const char c : segments) text += c == ' ' ? '\r' : c;
    const Read read(text);
    const Walk walk(rules);
    std::vector<GroupInstance> instances;
    std::vector<SegmentPlace> places;
    walk.place(read.message, instances, places);
    std::string out;
    for (std::uint32_t i = 1; i < places.size(); ++i) {
        const GroupInstance& instance = instances[places[i].instance];
        out += std::string(i == 1 ? "" : " ") + std::string(read.message.segment(i).name()) + "=";
        out += instance.rule == kNoRule
                   ? "-"
                   : walk.rules()[instance.rule].name.substr(0, 1) + std::to_string(places[i].instance);
    }
    return out;
}

TEST(Walk, SegmentsOpenGroupsAndAreHeldByThem) {
    EXPECT_EQ(groups_of("PID PV1 ORC OBR OBX OBX ORC OBR OBX"),
              "PID=P1 PV1=P1 ORC=O2 OBR=O2 OBX=O2 OBX=O2 ORC=O3 OBR=O3 OBX=O3");
}

TEST(Walk, ASecondOpenerGoesToTheGroupThatWaitsForIt) {
    EXPECT_EQ(groups_of("PID OBR OBX OBR OBX"), "PID=P1 OBR=O2 OBX=O2 OBR=O3 OBX=O3");
    EXPECT_EQ(groups_of("PID ORC ORC OBR"), "PID=P1 ORC=O2 ORC=O3 OBR=O3");
    EXPECT_EQ(groups_of("PID OBR ORC OBR"), "PID=P1 OBR=O2 ORC=O3 OBR=O3");
}

TEST(Walk, InMessagesThatSaySoTheSecondOpenerComesFirst) {
    const std::vector<GroupRule> rules{
        {"PATIENT", {"PID"}, {}, {}},
        {"ORDER", {"ORC", "OBR"}, {}, {"PATIENT"}, {"OUL^R22"}},
    };
    EXPECT_EQ(groups_of("PID OBR ORC OBX OBR ORC OBX", rules, "OUL^R22^OUL_R22"),
              "PID=P1 OBR=O2 ORC=O2 OBX=O2 OBR=O3 ORC=O3 OBX=O3");
    EXPECT_EQ(groups_of("PID OBR OBX OBR ORC", rules, "OUL^R22"), "PID=P1 OBR=O2 OBX=O2 OBR=O3 ORC=O3");
    EXPECT_EQ(groups_of("PID OBR ORC OBR", rules, "OUL^R21"), "PID=P1 OBR=O2 ORC=O3 OBR=O3");
}

TEST(Walk, WhatTheLastOpenerBringsItselfIsSetAsideBeforeIt) {
    const std::vector<GroupRule> rules{
        {"PATIENT", {"PID"}, {}, {}},
        {"ORDER", {"ORC", "RXO", "RXE"}, {"RXR", "RXC"}, {"PATIENT"}, {}, {"RXR", "RXC"}},
    };
    EXPECT_EQ(groups_of("PID ORC RXO RXR RXC RXE RXR RXR", rules),
              "PID=P1 ORC=O2 RXO=O2 RXR=- RXC=O2 RXE=O2 RXR=O2 RXR=O2");
    EXPECT_EQ(groups_of("PID ORC RXO RXR ORC RXO RXR RXC RXC RXE RXC", rules),
              "PID=P1 ORC=O2 RXO=O2 RXR=O2 ORC=O3 RXO=O3 RXR=O3 RXC=- RXC=- RXE=O3 RXC=O3");
    EXPECT_EQ(groups_of("PID RXE RXR RXC", rules), "PID=P1 RXE=O2 RXR=O2 RXC=O2");
}

TEST(Walk, ARepeatedPatientBeginsAnew) {
    EXPECT_EQ(groups_of("PID OBR OBX PID OBR OBX"), "PID=P1 OBR=O2 OBX=O2 PID=P3 OBR=O4 OBX=O4");
}

TEST(Walk, ALateSegmentIsFoundItsGroupByLookingBack) {
    EXPECT_EQ(groups_of("PID OBR PV1 OBX"), "PID=P1 OBR=O2 PV1=P1 OBX=O2");
}

TEST(Walk, AGroupWithoutItsOuterOneLiesInTheMessage) {
    EXPECT_EQ(groups_of("OBR OBX"), "OBR=O1 OBX=O1");
    EXPECT_EQ(groups_of("OBX OBR OBX"), "OBX=- OBR=O1 OBX=O1");
}

TEST(Walk, UnknownSegmentsGoToTheInnermostGroup) {
    EXPECT_EQ(groups_of("ZAA PID ZPI OBR ZOB OBX"), "ZAA=- PID=P1 ZPI=P1 OBR=O2 ZOB=O2 OBX=O2");
}

TEST(Walk, GroupsThatMayLieInEachOtherNeverLieInTheirOwnKind) {
    const std::vector<GroupRule> rules{{"PATIENT", {"PID"}, {}, {}},
                                       {"ORDER", {"ORC", "OBR"}, {}, {"SPECIMEN", "PATIENT"}},
                                       {"SPECIMEN", {"SPM"}, {}, {"ORDER", "PATIENT"}}};
    EXPECT_EQ(groups_of("PID SPM OBR SPM OBR", rules), "PID=P1 SPM=S2 OBR=O3 SPM=S4 OBR=O5");
    EXPECT_EQ(groups_of("PID OBR SPM OBR SPM", rules), "PID=P1 OBR=O2 SPM=S3 OBR=O4 SPM=S5");
}

TEST(Walk, NotesGoWithWhatTheyFollow) {
    EXPECT_EQ(groups_of("NTE PID NTE OBR NTE NTE PV1 NTE OBX"),
              "NTE=- PID=P1 NTE=P1 OBR=O2 NTE=O2 NTE=O2 PV1=P1 NTE=P1 OBX=O2");
}

TEST(Walk, AGroupInOneThatIsNoOtherGroupIsTold) {
    EXPECT_EQ(Walk(test::oru_groups()).problem(), "");
    EXPECT_NE(Walk({{"A", {"PID"}, {}, {"A"}}}).problem(), "");
    EXPECT_NE(Walk({{"A", {"PID"}, {}, {"B"}}}).problem(), "");
}

TEST(Walk, NothingIsLostWhateverTheOrder) {
    std::string text = "MSH|^~\\&|A|B\r";
    unsigned seed = 1;
    const std::vector<std::string> names{"PID", "PV1", "ORC", "OBR", "OBX", "NTE", "ZZZ", "SPM"};
    for (int i = 0; i < 100'000; ++i) {
        seed = seed * 1'103'515'245 + 12'345;
        text += names[seed >> 16 & 7] + "|1\r";
    }
    const Read read(text);
    std::vector<GroupInstance> instances;
    std::vector<SegmentPlace> places;
    Walk(test::oru_groups()).place(read.message, instances, places);
    ASSERT_EQ(places.size(), read.message.segment_count());
    for (const SegmentPlace& place : places) ASSERT_LT(place.instance, instances.size());
}

}  // namespace
}  // namespace hios::hl7v2
