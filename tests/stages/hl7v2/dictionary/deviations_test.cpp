#include "stages/hl7v2/dictionary/deviations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/hl7v2/dictionary/codes.hpp"

namespace hios::hl7v2::dictionary {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

// "hl7v2.field_missing EVN-2".
std::vector<std::string> deviations(const std::string& text) {
    Message message;
    EXPECT_FALSE(message.read(text, {}).has_value());
    DeviationFinder finder;
    std::vector<std::string> out;
    for (const Deviation& deviation : finder.find(message)) {
        EXPECT_LE(deviation.offset, message.text().size());
        out.push_back(std::string(deviation.code->id) + " " + place_text(deviation));
    }
    return out;
}

const std::string kHeader = "MSH|^~\\&|A|B|C|D|20240131||ADT^A01^ADT_A01|1|P|2.5.1\r";
const std::string kEvent = "EVN||20240131\r";
const std::string kPatient = "PID|1||4711^^^H^MR||Doe^John\r";
const std::string kVisit = "PV1|1|I\r";

TEST(Deviations, AMessageByTheStandardHasNone) {
    EXPECT_THAT(deviations(kHeader + kEvent + kPatient + kVisit), IsEmpty());
}

TEST(Deviations, UnknownVersionsAndStructuresAreNamed) {
    EXPECT_THAT(deviations("MSH|^~\\&|A|B|C|D|20240131||CUSTOM^PAT|1|P|7.7\r"),
                ElementsAre("hl7v2.version_unknown MSH-12", "hl7v2.structure_unknown MSH-9",
                            "hl7v2.component_missing MSH-9.3"));
    EXPECT_THAT(deviations("MSH|^~\\&|A|B|C|D|20240131||ADT^A01^ADT_A05|1|P|2.5.1\r" + kEvent + kPatient + kVisit),
                Contains("hl7v2.structure_wrong MSH-9.3"));
}

TEST(Deviations, SegmentsThatDoNotBelong) {
    const std::string rest = kEvent + kPatient + kVisit;
    EXPECT_THAT(deviations(kHeader + rest + "QQQ|1\r"),
                ElementsAre("hl7v2.segment_unexpected QQQ", "hl7v2.segment_unknown QQQ"));
    EXPECT_THAT(deviations(kHeader + rest + "ZZZ|1\r"), IsEmpty());
    EXPECT_THAT(deviations(kHeader + rest + kVisit), ElementsAre("hl7v2.segment_repeats PV1[2]"));
    EXPECT_THAT(deviations(kHeader + kEvent + kVisit + kPatient), ElementsAre("hl7v2.segment_late PID"));
    EXPECT_THAT(deviations(kHeader + rest + "PRT|1|UC|||4711^^^H\r"), Contains("hl7v2.segment_not_of_version PRT"));
}

TEST(Deviations, RequiredSegmentsThatAreMissing) {
    EXPECT_THAT(deviations(kHeader + kPatient + kVisit), ElementsAre("hl7v2.segment_missing EVN"));
}

TEST(Deviations, RequiredFieldsThatAreEmpty) {
    EXPECT_THAT(deviations(kHeader + "EVN|\r" + kPatient + kVisit), ElementsAre("hl7v2.field_missing EVN-2"));
    EXPECT_THAT(deviations(kHeader + kEvent + "PID|1||4711||\r" + kVisit), ElementsAre("hl7v2.field_missing PID-5"));
}

TEST(Deviations, FieldsBeyondTheSegment) {
    EXPECT_THAT(deviations(kHeader + kEvent + kPatient + "PV1|1|I" + std::string(70, '|') + "x\r"),
                ElementsAre("hl7v2.field_unknown PV1-72"));
}

TEST(Deviations, RepetitionsOfWhatDoesNotRepeat) {
    EXPECT_THAT(deviations(kHeader + kEvent + "PID|1||4711~4712||Doe^J|||M~F\r" + kVisit),
                ElementsAre("hl7v2.field_repeats PID-8[2]"));
}

TEST(Deviations, ComponentsBeyondTheType) {
    EXPECT_THAT(deviations(kHeader + kEvent + "PID|1||4711||Doe^J|||M^x\r" + kVisit),
                ElementsAre("hl7v2.component_unknown PID-8.2"));
}

TEST(Deviations, ValuesOfAnotherType) {
    EXPECT_THAT(deviations(kHeader + kEvent + "PID|1||4711||Doe^J||31.01.1980\r" + kVisit),
                ElementsAre("hl7v2.value_type PID-7.1"));
    EXPECT_THAT(deviations(kHeader + kEvent + kPatient + kVisit + "OBX|1|NM|4711||<5||||||F\r"),
                ElementsAre("hl7v2.value_type OBX-5"));
}

TEST(Deviations, SetIdsThatDoNotCount) {
    const std::string contact = "|Doe^Jane\r";
    EXPECT_THAT(
        deviations(kHeader + kEvent + kPatient + "NK1|1" + contact + "NK1|2" + contact + "NK1|4" + contact + kVisit),
        ElementsAre("hl7v2.set_id NK1[3]-1"));
}

TEST(Deviations, DeletedValuesAreOfAnyType) {
    EXPECT_THAT(deviations(kHeader + kEvent + "PID|1||4711||Doe^J||\"\"\r" + kVisit), IsEmpty());
}

TEST(Deviations, AreNotMoreThanTheMost) {
    std::string text = kHeader;
    for (int i = 0; i < 3000; ++i) text += "QQQ|1\r";
    EXPECT_EQ(deviations(text).size(), DeviationFinder::kMost);
}

TEST(Deviations, NoCodeIsListedTwice) {
    std::set<std::string_view> ids;
    for (const Code* code : codes::dictionary_codes()) EXPECT_TRUE(ids.insert(code->id).second) << code->id;
}

}  // namespace
}  // namespace hios::hl7v2::dictionary
