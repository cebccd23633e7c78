#include "stages/hl7v2/dictionary/placement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "stages/hl7v2/dictionary/release.hpp"

namespace hios::hl7v2::dictionary {
namespace {

using testing::ElementsAre;

// Each segment with the path of its place: "OBR patient_result#1/order_observation#1", "-" before what is unplaced.
std::vector<std::string> places(std::string_view structure, const std::string& segments,
                                std::string_view version = "2.5.1") {
    const Structure& tree = *Release::of(read_version(version).version).structure(structure);
    std::vector<std::string> words;
    std::istringstream in(segments);
    for (std::string word; in >> word;) words.push_back(word);
    const std::vector<std::string_view> names(words.begin(), words.end());
    Placement placement;
    placement.place(tree, names);

    const auto path = [&](std::uint32_t instance) {
        std::string out;
        while (instance != 0) {
            const GroupInstance& group = placement.instances()[instance];
            std::uint32_t number = 0;
            for (std::uint32_t i = 0; i <= instance; ++i) {
                const GroupInstance& other = placement.instances()[i];
                number += other.node == group.node && other.parent == group.parent && i != 0 ? 1 : 0;
            }
            out =
                std::string(tree.nodes[group.node].key) + "#" + std::to_string(number) + (out.empty() ? "" : "/") + out;
            instance = group.parent;
        }
        return out;
    };
    std::vector<std::string> out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Place& place = placement.places()[i];
        const std::string key = place.node == kNoNode ? "-" + words[i] : std::string(tree.nodes[place.node].key);
        const std::string group = path(place.instance);
        out.push_back(key + (group.empty() ? "" : " " + group));
    }
    return out;
}

TEST(Placement, SegmentsInOrderGoToTheirGroups) {
    EXPECT_THAT(places("ORU_R01", "MSH PID PV1 OBR NTE OBX NTE OBX OBR OBX"),
                ElementsAre("msh", "pid patient_result#1/patient#1", "pv1 patient_result#1/patient#1/visit#1",
                            "obr patient_result#1/order_observation#1", "nte patient_result#1/order_observation#1",
                            "obx patient_result#1/order_observation#1/observation#1",
                            "nte patient_result#1/order_observation#1/observation#1",
                            "obx patient_result#1/order_observation#1/observation#2",
                            "obr patient_result#1/order_observation#2",
                            "obx patient_result#1/order_observation#2/observation#1"));
}

TEST(Placement, ASecondPatientBeginsAnotherResult) {
    EXPECT_THAT(places("ORU_R01", "MSH PID OBR OBX PID OBR"),
                ElementsAre("msh", "pid patient_result#1/patient#1", "obr patient_result#1/order_observation#1",
                            "obx patient_result#1/order_observation#1/observation#1", "pid patient_result#2/patient#1",
                            "obr patient_result#2/order_observation#1"));
}

TEST(Placement, AnObservationBehindASpecimenIsOfTheSpecimen) {
    EXPECT_THAT(places("ORU_R01", "MSH PID OBR OBX SPM OBX"),
                testing::Contains("obx patient_result#1/order_observation#1/specimen#1"));
}

TEST(Placement, AResultWithoutItsOrderStillHasAGroup) {
    EXPECT_THAT(
        places("ORU_R01", "MSH PID OBX OBR OBX"),
        ElementsAre("msh", "pid patient_result#1/patient#1", "obx patient_result#1/order_observation#1/observation#1",
                    "obr patient_result#1/order_observation#2",
                    "obx patient_result#1/order_observation#2/observation#1"));
}

TEST(Placement, AVisitBehindTheOrderIsThePatients) {
    EXPECT_THAT(
        places("ORU_R01", "MSH PID OBR OBX PV1 OBX"),
        ElementsAre("msh", "pid patient_result#1/patient#1", "obr patient_result#1/order_observation#1",
                    "obx patient_result#1/order_observation#1/observation#1", "pv1 patient_result#1/patient#1/visit#1",
                    "obx patient_result#1/order_observation#1/observation#2"));
}

TEST(Placement, AnOrderWithoutItsCommonSegmentBeginsAnotherOrder) {
    EXPECT_THAT(
        places("ORM_O01", "MSH PID ORC OBR OBR"),
        ElementsAre("msh", "pid patient#1", "orc order#1", "obr order#1/order_detail#1", "obr order#2/order_detail#1"));
}

TEST(Placement, ADiagnosisBehindTheObservationsIsOfTheSameOrder) {
    EXPECT_THAT(places("ORM_O01", "MSH PID ORC OBR OBX DG1"), testing::Contains("dg1 order#1/order_detail#1"));
}

TEST(Placement, TheTwoPatientsOfASwapAreApart) {
    EXPECT_THAT(places("ADT_A17", "MSH EVN PID PV1 PID PV1"),
                ElementsAre("msh", "evn", "pid", "pv1", "pid_2", "pv1_2"));
}

TEST(Placement, LocalSegmentsStayInTheOpenGroup) {
    EXPECT_THAT(places("ORU_R01", "MSH ZMS PID OBR OBX ZOB OBX"),
                testing::AllOf(testing::Contains("-ZMS"),
                               testing::Contains("-ZOB patient_result#1/order_observation#1/observation#1")));
}

TEST(Placement, ASecondSegmentWithoutRoomIsUnplaced) {
    EXPECT_THAT(places("ADT_A01", "MSH EVN PID PV1 PV1 AL1 AL1"),
                ElementsAre("msh", "evn", "pid", "pv1", "-PV1", "al1", "al1"));
}

TEST(Placement, LateSegmentsGoBackToTheirPlace) {
    EXPECT_THAT(places("ADT_A01", "MSH PV1 PID EVN"), ElementsAre("msh", "pv1", "pid", "evn"));
}

TEST(Placement, EverySegmentHasAPlaceOfItsStructureInOrder) {
    for (Version version = 0; version < kVersionNames.size(); ++version) {
        for (const auto& [name, structure] : Release::of(version).structures()) {
            std::vector<std::string_view> names;
            for (const Node& node : structure.nodes) {
                if (!node.group) names.push_back(node.name);
            }
            Placement placement;
            placement.place(structure, names);
            for (std::size_t i = 0; i < names.size(); ++i) {
                EXPECT_NE(placement.places()[i].node, kNoNode) << name << ' ' << names[i];
            }
        }
    }
}

TEST(Placement, NamesThatAreNoneAreUnplaced) {
    EXPECT_THAT(places("ADT_A01", "MSH Remark PID"), ElementsAre("msh", "-Remark", "pid"));
}

}  // namespace
}  // namespace hios::hl7v2::dictionary
