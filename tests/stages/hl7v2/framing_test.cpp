// Line ends inside one message: the guide's edge cases 2 to 4.

#include "stages/hl7v2/codes.hpp"
#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

using test::Read;
using Names = std::vector<std::string>;

TEST(LineEnds, EveryKindEndsASegment) {
    for (const std::string end : {"\r", "\n", "\r\n", "\r\r\n", "\n\n", "\r\n\r\n"}) {
        const Read read("MSH|^~\\&|A|B" + end + "PID|1" + end + "PV1|x" + end);
        EXPECT_EQ(read.names(), (Names{"MSH", "PID", "PV1"}));
        EXPECT_EQ(read.field(1, 1), "1");
        EXPECT_EQ(read.field(2, 1), "x");
    }
}

TEST(LineEnds, KindsMayBeMixedInAMessage) {
    const Read read("MSH|^~\\&|A|B\rPID|1\nPV1|2\r\nOBX|3\r\r\nNTE|4");
    EXPECT_EQ(read.names(), (Names{"MSH", "PID", "PV1", "OBX", "NTE"}));
}

TEST(LineEnds, ALineFeedInsideAFieldOfAMessageWithReturnsIsText) {
    const Read read("MSH|^~\\&|A|B\rOBX|1|TX|||one\ntwo\n\nthree|F\rNTE|1\r");
    EXPECT_EQ(read.names(), (Names{"MSH", "OBX", "NTE"}));
    EXPECT_EQ(read.field(1, 5), "one\ntwo\n\nthree");
    EXPECT_EQ(read.field(1, 6), "F");
}

TEST(LineEnds, InAFileOfLinesOneThatBeginsNoSegmentContinuesTheField) {
    for (const std::string end : {"\n", "\r\n"}) {
        const Read read("MSH|^~\\&|A|B" + end + "OBX|1|TX|||one" + end + "Rem ark" + end + "PV| no" + end + "OB2" +
                        "x|F" + end + "NTE|1" + end);
        EXPECT_EQ(read.names(), (Names{"MSH", "OBX", "NTE"}));
        EXPECT_EQ(read.field(1, 5), "one" + end + "Rem ark" + end + "PV");
        EXPECT_TRUE(read.has_note(codes::kContinuedLine));
    }
}

TEST(LineEnds, BlanksAroundSegmentsAreSkipped) {
    const Read read("  \r\n\tMSH|^~\\&|A|B\r\n  PID|1\r\n   \r\n\r\nPV1|2  \r\n");
    EXPECT_EQ(read.names(), (Names{"MSH", "PID", "PV1"}));
    EXPECT_EQ(read.field(2, 1), "2  ");
}

TEST(LineEnds, WhatTransportLeavesAroundAMessageIsSkipped) {
    const std::string nul(1, '\0');
    const Read read("\xEF\xBB\xBF\x0B\x0B\r\nMSH|^~\\&|A|B\rPID|1\r\x1C\r\x1A" + nul);
    EXPECT_EQ(read.names(), (Names{"MSH", "PID"}));
    EXPECT_EQ(read.field(1, 1), "1");
}

TEST(LineEnds, HeaderNamesInsideTextAreText) {
    const Read read("MSH|^~\\&|A|B\rNTE|1||see MSH|PID\rOBX|1|TX|||\nMSH is a header\nMSH-9 too\r");
    EXPECT_EQ(read.names(), (Names{"MSH", "NTE", "OBX"}));
}

}  // namespace
}  // namespace hios::hl7v2
