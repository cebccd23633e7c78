// What a message is made of; the guide's edge cases 8, 9, 11, 30 to 32, 40, 42, 44, 46, 50.

#include "stages/hl7v2/message.hpp"

#include "stages/hl7v2/codes.hpp"
#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

using test::fault_of;
using test::Read;
using Names = std::vector<std::string>;

const std::string kHeader = "MSH|^~\\&|APP|FAC|||20240101||ADT^A01|1|P|2.5\r";

TEST(Message, FieldsRepetitionsComponentsAndSubcomponentsAreFound) {
    const Read read(kHeader + "PID|1||12^^^HOSP&1.2.3&ISO^MR~34^^^B||DOE^JOHN\r");
    const Segment pid = read.message.segment(1);
    EXPECT_EQ(pid.name(), "PID");
    EXPECT_EQ(pid.field_count(), 5U);
    EXPECT_EQ(pid.field(3).count(), 2U);
    EXPECT_EQ(pid.first(3, 4).count(), 3U);
    EXPECT_EQ(pid.first(3, 4).part(2).text(), "1.2.3");
    EXPECT_EQ(pid.field(3).part(2).part(4).text(), "B");
    EXPECT_EQ(pid.first(5, 2).text(), "JOHN");
    EXPECT_TRUE(pid.field(2).empty());
    EXPECT_TRUE(pid.field(6).empty());
    EXPECT_TRUE(pid.field(0).empty());
    EXPECT_TRUE(pid.first(5, 3).empty());
}

TEST(Message, GoingThroughPartsGivesThoseThatNumbersGive) {
    const Read read(kHeader + "ZZZ|a&b^c~d^^e&&~~f\r");
    const Part field = read.message.segment(1).field(1);
    std::vector<std::string> texts;
    std::uint32_t number = 0;
    for (const Part& repetition : field.parts()) {
        EXPECT_EQ(repetition.text(), field.part(++number).text());
        for (const Part& component : repetition.parts())
            for (const Part& part : component.parts()) texts.emplace_back(part.text());
    }
    EXPECT_EQ(number, 4U);
    EXPECT_EQ(texts, (std::vector<std::string>{"a", "b", "c", "d", "e", "", "", "f"}));
}

TEST(Message, FieldsAreToldByTheirShape) {
    const Read read(kHeader + "PID|1||a^b|one\ntwo|^||x" + std::string(60, '|') + "far\rPV1\r");
    const auto pid = read.message.segment(1).fields_by_shape();
    EXPECT_EQ(pid.plain, 1U << 1 | 1U << 7 | 1U);  // bit 0: a field behind the 63rd
    EXPECT_EQ(pid.split, 1U << 3 | 1U << 4 | 1U << 5);
    EXPECT_EQ(pid.plain | pid.split, read.message.segment(1).fields_there());
    const auto header = read.message.header().fields_by_shape();
    EXPECT_EQ(header.plain | header.split, read.message.header().fields_there());
    EXPECT_EQ(header.split & 1U << 9, 1U << 9);
    EXPECT_EQ(read.message.segment(2).fields_by_shape().plain, 0U);
}

TEST(Message, TextIsNotCopied) {
    const Read read(kHeader + "PID|1\r");
    EXPECT_FALSE(read.message.rewritten());
    EXPECT_EQ(read.message.text().data(), read.text.data());
}

TEST(Message, TrailingDelimitersAndSurplusFieldsStay) {
    const Read read(kHeader + "PID|1^^^|||" + std::string(300, '|') + "x\r");
    EXPECT_EQ(read.message.segment(1).first(1).count(), 4U);
    EXPECT_EQ(read.message.segment(1).field_count(), 304U);
    EXPECT_EQ(read.field(1, 304), "x");
}

TEST(Message, EmptyBlankAndDeletedValuesAreToldApart) {
    const Read read(kHeader + "PID||\"\"|  |^ ~|x");
    const Segment pid = read.message.segment(1);
    EXPECT_TRUE(pid.field(1).blank());
    EXPECT_FALSE(pid.field(1).is_delete());
    EXPECT_TRUE(pid.field(2).is_delete());
    EXPECT_FALSE(pid.field(2).blank());
    EXPECT_TRUE(pid.field(3).blank());
    EXPECT_TRUE(pid.field(4).blank());
    EXPECT_FALSE(pid.field(5).blank());
}

TEST(Message, UnknownSegmentsAndNamesAreKept) {
    const Read read(kHeader + "ZPI|1\rPID|1\rABCD|x\rpv1|y\rQ\x41|z\r");
    EXPECT_EQ(read.names(), (Names{"MSH", "ZPI", "PID", "ABCD", "pv1", "QA"}));
    EXPECT_TRUE(read.has_note(codes::kSegmentName));
    EXPECT_EQ(read.field(3, 1), "x");
}

TEST(Message, ASegmentMayBeItsNameAlone) {
    const Read read(kHeader + "PV1\rPV2\n");
    EXPECT_EQ(read.names(), (Names{"MSH", "PV1", "PV2"}));
    EXPECT_EQ(read.message.segment(1).field_count(), 0U);
}

TEST(Message, AHeaderAloneIsAMessageIfItHasAField) {
    EXPECT_EQ(Read("MSH|^~\\&|||||20240101||ACK|1|P|2.5").names(), (Names{"MSH"}));
}

TEST(Message, AHeaderWithoutFieldsIsRefused) {
    EXPECT_EQ(fault_of("MSH|^~\\&"), "hl7v2.empty_header");
    EXPECT_EQ(fault_of("MSH|^~\\&|\r"), "hl7v2.empty_header");
    EXPECT_EQ(fault_of("MSH|^~\\&||||||||\r\n"), "hl7v2.empty_header");
    EXPECT_EQ(fault_of("MSH|"), "hl7v2.empty_header");
}

TEST(Message, AHeaderWithoutSeparatorIsRefused) {
    EXPECT_EQ(fault_of("MSH"), "hl7v2.no_delimiters");
    EXPECT_EQ(fault_of("MSH\rPID|1"), "hl7v2.no_delimiters");
}

TEST(Message, ALowerCaseHeaderIsRefused) {
    EXPECT_EQ(fault_of("msh|^~\\&|A|B\rpid|1"), "hl7v2.header_case");
}

TEST(Message, TextWithoutAHeaderIsRefused) {
    EXPECT_EQ(fault_of(""), "hl7v2.no_header");
    EXPECT_EQ(fault_of("PID|1\rMSH|^~\\&|A"), "hl7v2.no_header");
    EXPECT_EQ(fault_of("MSHX|^~"), "hl7v2.no_header");
    EXPECT_EQ(fault_of(std::string("\0\x0B\r\n \t", 6)), "hl7v2.no_header");
}

TEST(Message, XmlIsNamedAsSuch) {
    EXPECT_EQ(fault_of("<?xml version=\"1.0\"?><ADT_A01 xmlns=\"urn:hl7-org:v2xml\"/>"), "hl7v2.xml");
}

TEST(Message, OneCutOffInASegmentsNameIsRefusedWithItsPlace) {
    Message message;
    const std::string text = kHeader + "PID|1\rPV";
    const auto fault = message.read(text, {});
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->code, &codes::kCutOff);
    EXPECT_EQ(fault->offset, text.size() - 2);
}

TEST(Message, OneLineWithWrittenLineEndsIsRepaired) {
    for (const std::string end : {"\\r", "\\n", "\\r\\n", "<CR>", "<cr>", "<CR><LF>"}) {
        const Read read("MSH|^~\\&|A|B" + end + "PID|1||x\\r y" + end + "PV1|2" + end);
        EXPECT_EQ(read.names(), (Names{"MSH", "PID", "PV1"})) << end;
        EXPECT_TRUE(read.has_note(codes::kRepairedLine));
        EXPECT_EQ(read.field(1, 3), "x\\r y");
    }
    ReadOptions options;
    options.one_line_repair = false;
    EXPECT_EQ(Read("MSH|^~\\&|A|B\\rPID|1", options).names(), (Names{"MSH"}));
}

TEST(Message, AnAddedSegmentContinuesTheFieldBefore) {
    const Read read(kHeader + "OBX|1|TX|||first \rADD|second|x\rADD|y\rNTE|1\r");
    EXPECT_EQ(read.names(), (Names{"MSH", "OBX", "NTE"}));
    EXPECT_EQ(read.field(1, 5), "first second");
    EXPECT_EQ(read.field(1, 6), "xy");
    EXPECT_TRUE(read.has_note(codes::kJoined));
    EXPECT_EQ(read.message.header().field(9).text(), "ADT^A01");
}

TEST(Message, AContinuedMessageIsJoined) {
    const Read read(kHeader + "OBX|1|TX|||be\rDSC|77|I\rMSH|^~\\&|APP|FAC|||2||ADT^A01|2|P|2.5||77\rADD|gun\rOBX|2\r");
    EXPECT_EQ(read.names(), (Names{"MSH", "OBX", "OBX"}));
    EXPECT_EQ(read.field(1, 5), "begun");
    EXPECT_EQ(read.message.header().field(10).text(), "1");
}

TEST(Message, AContinuationThatIsNotThereIsNoted) {
    const Read read(kHeader + "OBX|1\rDSC|77|I\r");
    EXPECT_EQ(read.names(), (Names{"MSH", "OBX", "DSC"}));
    EXPECT_TRUE(read.has_note(codes::kContinuationLost));
}

TEST(Message, EveryVersionAndTypeIsRead) {
    for (const std::string version : {"2.1", "2.9", "1.0", "", "2.5.1^USA", "2.3.1.", "x"}) {
        for (const std::string type : {"ADT", "ADT^A08^ADT_A01", "ORU^", "ADT!A01", "CUSTOM^PAT", "QBP^Q22", ""})
            EXPECT_EQ(fault_of("MSH|^~\\&|||||1||" + type + "|1|P|" + version + "\rPID|1\r"), "");
    }
}

TEST(Message, SetIdsMeanNothing) {
    EXPECT_EQ(Read(kHeader + "OBX|1\rOBX|1\rOBX\rOBX|x\r").names(), (Names{"MSH", "OBX", "OBX", "OBX", "OBX"}));
}

TEST(Message, TooManyDeviationsCostABoundedList) {
    std::string text = "MSH|^~\\&|A|B\n";
    for (int i = 0; i < 100000; ++i) text += "continued\n";
    const Read read(text + "PID|1\n");
    EXPECT_LE(read.message.notes().size(), 1000U);
    EXPECT_EQ(read.names(), (Names{"MSH", "PID"}));
}

TEST(Message, TenMillionDelimitersInALineAreRead) {
    for (const char flood : {'|', '^', '~', '&'}) {
        const Read read(kHeader + "ZZZ|" + std::string(10'000'000, flood) + "x\r");
        const Part field = read.message.segment(1).field(1);
        std::size_t parts = 0;
        for (const Part& repetition : field.parts())
            for (const Part& component : repetition.parts())
                for (const Part& part : component.parts()) parts += part.level() == Level::kSubcomponent ? 1U : 0U;
        if (flood == '|') {
            EXPECT_EQ(read.message.segment(1).field_count(), 10'000'001U);
            EXPECT_EQ(read.field(1, 10'000'001), "x");
        } else if (flood == '&') {
            EXPECT_EQ(parts, 10'000'001U);
        } else {
            EXPECT_EQ(parts, 1U);  // empty repetitions and components have no parts
        }
    }
}

TEST(Message, AMillionSegmentsAreRead) {
    std::string text = kHeader;
    for (int i = 0; i < 1'000'000; ++i) text += "OBX|1\r";
    EXPECT_EQ(Read(text).message.segment_count(), 1'000'001U);
}

TEST(Message, AHundredMegabytesInOneFieldAreNotCopied) {
    const Read read(kHeader + "OBX|1|ED|||^^^Base64^" + std::string(100'000'000, 'A') + "\r");
    EXPECT_FALSE(read.message.rewritten());
    EXPECT_EQ(read.message.segment(1).first(5, 5).text().size(), 100'000'000U);
}

}  // namespace
}  // namespace hios::hl7v2
