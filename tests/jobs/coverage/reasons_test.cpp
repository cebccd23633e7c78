#include <gtest/gtest.h>

#include "jobs/coverage/reasons.hpp"

namespace hios::jobs {
namespace {

constexpr std::string_view kText = R"(types:
  - rows: [CX.3, "XCN[Patient] XCN.18"]
    reason: it is so
segments:
  - rows: [PID-1]
    reason: a number only
)";

TEST(ReasonsTest, ARowWithoutAMapIsThatOfAllMaps) {
    map::Problems problems;
    Reasons reasons(kText, "file", "types", problems);
    EXPECT_EQ(reasons.find("CX[Identifier]", "CX.3", false), "it is so");
    EXPECT_EQ(reasons.find("CX[string]", "CX.3", false), "it is so");
    EXPECT_EQ(reasons.find("CX[string]", "CX.30", false), "");
}

TEST(ReasonsTest, ARowWithItsMapIsNoOtherMaps) {
    map::Problems problems;
    Reasons reasons(kText, "file", "types", problems);
    EXPECT_EQ(reasons.find("XCN[Patient]", "XCN.18", false), "it is so");
    EXPECT_EQ(reasons.find("XCN[RelatedPerson]", "XCN.18", false), "");
}

TEST(ReasonsTest, AReasonForWhatIsCoveredOrNotThereIsIdle) {
    map::Problems problems;
    Reasons reasons(kText, "file", "types", problems);
    EXPECT_EQ(reasons.find("CX[Identifier]", "CX.3", true), "");
    EXPECT_EQ(reasons.idle(), (std::vector<std::string>{"CX.3", "XCN[Patient] XCN.18"}));
}

TEST(ReasonsTest, OnlyTheSectionAskedForCounts) {
    map::Problems problems;
    Reasons reasons(kText, "file", "segments", problems);
    EXPECT_EQ(reasons.find("CX[Identifier]", "CX.3", false), "");
    EXPECT_EQ(reasons.idle(), std::vector<std::string>{"PID-1"});
}

TEST(ReasonsTest, AnEntryWithoutAReasonIsAProblem) {
    map::Problems problems;
    const Reasons reasons("types:\n  - rows: [CX.3]\n", "file", "types", problems);
    EXPECT_TRUE(problems.failed());
}

}  // namespace
}  // namespace hios::jobs
