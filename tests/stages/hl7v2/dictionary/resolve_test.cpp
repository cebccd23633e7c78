#include "stages/hl7v2/dictionary/resolve.hpp"

#include <gtest/gtest.h>

namespace hios::hl7v2::dictionary {
namespace {

struct Found {
    std::string structure;
    FoundBy by;
    bool contradicts;
};

Found found(const std::string& type, const std::string& rest = "", const std::string& version = "2.5.1") {
    Message message;
    const std::string text = "MSH|^~\\&|A|B|C|D|20240131||" + type + "|1|P|" + version + "\r" + rest;
    EXPECT_FALSE(message.read(text, {}).has_value());
    std::vector<std::string_view> names;
    const Stated stated = read_stated(message, names);
    const Resolved resolved = resolve(stated);
    return {structure_name(resolved, stated), resolved.found_by, resolved.contradicts};
}

TEST(Resolve, TheStatedStructureCounts) {
    const Found result = found("ADT^A08^ADT_A01");
    EXPECT_EQ(result.structure, "ADT_A01");
    EXPECT_EQ(result.by, FoundBy::kStructure);
    EXPECT_FALSE(result.contradicts);
}

TEST(Resolve, AnEmptyStructureComesFromTheEvent) {
    EXPECT_EQ(found("ADT^A08").structure, "ADT_A01");
    EXPECT_EQ(found("ADT^A28", "", "2.3.1").structure, "ADT_A01");
    EXPECT_EQ(found("ORU^R01", "", "2.1").structure, "ORU_R01");
    EXPECT_EQ(found("ADT^A08").by, FoundBy::kEvent);
}

TEST(Resolve, AStructureOfAnotherMessageGivesWayToTheEvent) {
    const Found result = found("ADT^A08^ORU_R01");
    EXPECT_EQ(result.structure, "ADT_A01");
    EXPECT_TRUE(result.contradicts);
}

TEST(Resolve, AStructureThatDoesNotExistGivesWayToTheEvent) {
    EXPECT_EQ(found("ADT^A08^ADT_A99").structure, "ADT_A01");
    EXPECT_TRUE(found("ADT^A08^ADT_A99").contradicts);
}

TEST(Resolve, WithoutAnEventEvnSaysIt) {
    EXPECT_EQ(found("ADT", "EVN|A40|20240131\r").structure, "ADT_A39");
    EXPECT_EQ(found("ADT", "EVN|A40|20240131\r").by, FoundBy::kEvn);
}

TEST(Resolve, WithoutAnyEventTheMessageCodeSaysIt) {
    EXPECT_EQ(found("ORU^").structure, "ORU_R01");
    EXPECT_EQ(found("ADT").structure, "ADT_A01");
    EXPECT_EQ(found("ACK").structure, "ACK");
    EXPECT_EQ(found("ACK^A01").structure, "ACK");
}

TEST(Resolve, WrongDelimitersInTheTypeAreUnderstood) {
    EXPECT_EQ(found("ADT!A03").structure, "ADT_A03");
    EXPECT_EQ(found("ADT_A40").structure, "ADT_A39");
}

TEST(Resolve, AnEmptyTypeIsKnownByItsContent) {
    EXPECT_EQ(found("", "PID|1\rOBR|1\rOBX|1\r").structure, "ORU_R01");
    EXPECT_EQ(found("", "PID|1\rPV1|1\r").structure, "ADT_A01");
    EXPECT_EQ(found("", "PID|1\rRXA|1\r").structure, "VXU_V04");
    EXPECT_EQ(found("", "PID|1\r").by, FoundBy::kContent);
}

TEST(Resolve, AMessageOfTheSendersOwnKeepsItsName) {
    EXPECT_EQ(found("CUSTOM^PAT").structure, "CUSTOM_PAT");
    EXPECT_EQ(found("CUSTOM^PAT").by, FoundBy::kNothing);
}

TEST(Resolve, NamesForFoldersHoldNothingElse) {
    EXPECT_EQ(found("../../etc^x/y").structure, "UNKNOWN");
    EXPECT_EQ(found("", "ZZZ|1\r").structure, "UNKNOWN");
}

}  // namespace
}  // namespace hios::hl7v2::dictionary
