#include "stages/hl7v2/dictionary/release.hpp"

#include <gtest/gtest.h>

#include <set>

namespace hios::hl7v2::dictionary {
namespace {

const Release& release(std::string_view version) {
    return Release::of(read_version(version).version);
}

const Element& field(std::string_view version, std::string_view segment, std::uint32_t number) {
    return *Release::at(release(version).segment(segment_code(segment))->fields, number);
}

TEST(Release, FieldsAreNamedAsTheirVersionHasThem) {
    EXPECT_EQ(field("2.5.1", "PID", 5).name, "Patient Name");
    EXPECT_EQ(field("2.5.1", "PID", 5).key, "patient_name");
    EXPECT_EQ(field("2.5.1", "PID", 5).type->name, "XPN");
    EXPECT_EQ(field("2.3", "PID", 8).key, "sex");
    EXPECT_EQ(field("2.5.1", "PID", 8).key, "administrative_sex");
    EXPECT_EQ(field("2.5.1", "PID", 8).table, 1);
    EXPECT_EQ(field("2.5.1", "MSH", 10).key, "message_control_id");
    EXPECT_EQ(field("2.5.1", "MSH", 10).optionality, Optionality::kRequired);
}

TEST(Release, ComponentsAreThoseOfTheVersionsDataType) {
    const auto family = [](std::string_view version) { return field(version, "PID", 5).type->components[0]; };
    EXPECT_EQ(family("2.5.1").key, "family_name");
    EXPECT_EQ(family("2.5.1").type->components[0].key, "surname");
    EXPECT_EQ(family("2.3").type->kind, Kind::kText);
    EXPECT_EQ(field("2.5.1", "PID", 5).type->components[1].key, "given_name");
}

TEST(Release, AFieldOfALaterVersionHasItsNameButIsNotOfThisOne) {
    const Element& analysis = field("2.3", "OBX", 19);
    EXPECT_EQ(analysis.key, "date_time_of_the_analysis");
    EXPECT_FALSE(analysis.of_version);
    EXPECT_TRUE(field("2.5.1", "OBX", 19).of_version);
}

TEST(Release, AWithdrawnFieldKeepsTheTypeItHadLast) {
    const Element& id = field("2.7", "PID", 2);
    EXPECT_EQ(id.optionality, Optionality::kWithdrawn);
    EXPECT_EQ(id.type->name, "CX");
    EXPECT_EQ(field("2.8.2", "ORC", 7).type->kind, Kind::kComposite);
}

TEST(Release, ObservationValuesAreOfNoTypeInAnyVersion) {
    for (const std::string_view version : kVersionNames) {
        EXPECT_EQ(field(version, "OBX", 5).type->kind, Kind::kOpaque) << version;
        EXPECT_TRUE(field(version, "OBX", 5).repeats_ever) << version;
        EXPECT_FALSE(field(version, "OBX", 2).repeats_ever) << version;
    }
}

TEST(Release, RepetitionIsOfTheVersionAndOfAnyVersion) {
    EXPECT_TRUE(field("2.5.1", "PID", 3).repeats);
    EXPECT_FALSE(field("2.3", "AL1", 5).repeats);
    EXPECT_TRUE(field("2.3", "AL1", 5).repeats_ever);
    EXPECT_FALSE(field("2.5.1", "PID", 8).repeats_ever);
}

TEST(Release, AGapInALaterDataTypeIsFilledByTheVersionBefore) {
    const Type& phone = *release("2.8.2").type("XTN");
    EXPECT_EQ(phone.components[0].optionality, Optionality::kWithdrawn);
    EXPECT_EQ(phone.components[0].key, "telephone_number");
    EXPECT_EQ(phone.components[3].key, "communication_address");
}

TEST(Release, ASegmentOfAnotherVersionIsMarked) {
    ASSERT_NE(release("2.5.1").segment(segment_code("PRT")), nullptr);
    EXPECT_FALSE(release("2.5.1").segment(segment_code("PRT"))->of_version);
    EXPECT_TRUE(release("2.8").segment(segment_code("PRT"))->of_version);
    EXPECT_EQ(release("2.5.1").segment(segment_code("ZPI")), nullptr);
}

TEST(Release, StructuresHaveTheirGroups) {
    const Structure* result = release("2.5.1").structure("ORU_R01");
    ASSERT_NE(result, nullptr);
    EXPECT_TRUE(result->of_version);
    std::set<std::string_view> groups;
    for (const Node& node : result->nodes) {
        if (node.group) groups.insert(node.key);
    }
    EXPECT_EQ(groups, (std::set<std::string_view>{"", "patient_result", "patient", "visit", "order_observation",
                                                  "timing_qty", "observation", "specimen"}));
}

TEST(Release, AStructureThatAVersionLacksIsThatOfTheNearest) {
    ASSERT_NE(release("2.7").structure("ADT_A39"), nullptr);
    EXPECT_FALSE(release("2.7").structure("ADT_A39")->of_version);
    EXPECT_EQ(release("2.7").structure("ADT_X99"), nullptr);
}

TEST(Release, KeysOfAGroupAreUnique) {
    for (Version version = 0; version < kVersionNames.size(); ++version) {
        for (const auto& [name, structure] : Release::of(version).structures()) {
            std::set<std::pair<std::uint16_t, std::string_view>> keys;
            for (std::size_t i = 1; i < structure.nodes.size(); ++i) {
                EXPECT_TRUE(keys.insert({structure.nodes[i].parent, structure.nodes[i].key}).second) << name;
            }
        }
        for (const auto& [name, type] : Release::of(version).types()) {
            std::set<std::string_view> keys;
            for (const Element& component : type.components) {
                EXPECT_TRUE(keys.insert(component.key).second) << name << ' ' << component.key;
                EXPECT_FALSE(component.key.empty());
                EXPECT_NE(component.type, nullptr);
            }
        }
    }
}

TEST(Release, EventsLeadToTheirStructure) {
    EXPECT_EQ(release("2.5.1").event("ADT_A08"), "ADT_A01");
    EXPECT_EQ(release("2.5.1").event("ADT_A40"), "ADT_A39");
    EXPECT_EQ(release("2.5.1").event("ADT_X99"), "");
}

TEST(SegmentCode, IsTheSameInAnyLetterCaseAndNoneForLongNames) {
    EXPECT_EQ(segment_code("pid"), segment_code("PID"));
    EXPECT_NE(segment_code("PID"), segment_code("PD1"));
    EXPECT_EQ(segment_code("PIDXX"), 0U);
    EXPECT_EQ(segment_code(""), 0U);
}

}  // namespace
}  // namespace hios::hl7v2::dictionary
