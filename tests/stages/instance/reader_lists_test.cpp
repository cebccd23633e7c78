// Arrays, and the `_` siblings of primitives.

#include <gmock/gmock.h>

#include "stages/definitions/embedded_text.hpp"
#include "tests/stages/instance/reading.hpp"

namespace hios::instance {
namespace {

using test::Reading;
using test::Said;
using testing::ElementsAre;
using testing::IsEmpty;

std::string named(const std::string& members) {
    return R"({"resourceType":"Patient","name":[{)" + members + "}]}";
}

constexpr const char* kExtended = R"({"extension":[{"url":"u","valueCode":"q"}]})";

TEST(ReaderLists, RepeatingElementsAreArrays) {
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","name":{"family":"A"}})").said(),
                ElementsAre(Said{"not_a_list", "Patient", "\"name\""}));
    EXPECT_THAT(Reading(named(R"("given":"A")")).said(),
                ElementsAre(Said{"not_a_list", "Patient.name[0]", "\"given\""}));
    EXPECT_THAT(Reading(named(R"("_given":{"id":"a"})")).said(),
                ElementsAre(Said{"not_a_list", "Patient.name[0]", "\"_given\""}));
}

TEST(ReaderLists, SingleElementsAreNone) {
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","birthDate":["2020"]})").said(),
                ElementsAre(Said{"a_list", "Patient", "\"birthDate\""}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","maritalStatus":[{"text":"x"},{"text":"y"}]})").said(),
                ElementsAre(Said{"a_list", "Patient", "\"maritalStatus\""}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","_birthDate":[{"id":"x"}]})").said(),
                ElementsAre(Said{"a_list", "Patient", "\"_birthDate\""}));
}

TEST(ReaderLists, WhatShouldBeAListIsStillRead) {
    EXPECT_THAT(
        Reading(R"({"resourceType":"Patient","name":{"family":5}})").said(),
        ElementsAre(Said{"not_a_list", "Patient", "\"name\""}, Said{"wrong_json_type", "Patient.name[0].family", "5"}));
}

TEST(ReaderLists, AnEmptyArrayIsReported) {
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","name":[]})").said(),
                ElementsAre(Said{"empty_list", "Patient", "\"name\""}));
    EXPECT_THAT(Reading(named(R"("given":["A"],"_given":[])")).said(),
                ElementsAre(Said{"empty_list", "Patient.name[0]", "\"_given\""}));
}

TEST(ReaderLists, AnArrayWithinAnArrayIsNoItem) {
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","name":[[{"family":"A"}]]})").said(),
                ElementsAre(Said{"wrong_json_type", "Patient.name[0]", ""}));
    EXPECT_THAT(Reading(named(R"("given":[["A"]])")).said(),
                ElementsAre(Said{"wrong_json_type", "Patient.name[0].given[0]", ""}));
}

TEST(ReaderLists, TheOrderOfTheTwoHalvesDoesNotMatter) {
    for (const std::string& members :
         {std::string(R"("given":["A",null],"_given":[null,)") + kExtended + "]",
          std::string(R"("_given":[null,)") + kExtended + R"(],"given":["A",null])",
          std::string(R"("_given":[null,)") + kExtended + R"(],"family":"F","given":["A",null])"}) {
        const Reading reading(named(members));
        EXPECT_THAT(reading.said(), IsEmpty()) << members;
        EXPECT_THAT(reading.nodes(), testing::IsSupersetOf({"Patient.name[0].given[0]=A", "Patient.name[0].given[1]=-",
                                                            "Patient.name[0].given[1].extension[0].url=u"}))
            << members;
    }
}

TEST(ReaderLists, ASingleValueAndItsSiblingAreOneNode) {
    for (const char* members : {R"("family":"F","_family":{"id":"a"})", R"("_family":{"id":"a"},"family":"F")"}) {
        const Reading reading(named(members));
        EXPECT_THAT(reading.said(), IsEmpty());
        EXPECT_THAT(reading.nodes(),
                    testing::IsSupersetOf({"Patient.name[0].family=F", "Patient.name[0].family.id=a"}));
        EXPECT_EQ(reading.nodes().size(), 3U);
    }
}

TEST(ReaderLists, BothHalvesAreOfOneLength) {
    EXPECT_THAT(Reading(named(R"("given":["A"],"_given":[null,null,{"id":"z"}])")).said(),
                testing::Contains(Said{"sibling_length", "Patient.name[0]", "\"_given\""}));
    EXPECT_THAT(Reading(named(R"("given":["A","B"],"_given":[{"id":"z"}])")).said(),
                ElementsAre(Said{"sibling_length", "Patient.name[0]", "\"_given\""}));
    EXPECT_THAT(Reading(named(R"("_given":[{"id":"z"}],"given":["A","B"])")).said(),
                ElementsAre(Said{"sibling_length", "Patient.name[0]", "\"given\""}));
    EXPECT_THAT(Reading(named(R"("given":["A","B"],"_given":[null,{"id":"z"}])")).said(), IsEmpty());
}

TEST(ReaderLists, AnItemHasAtLeastOneHalf) {
    EXPECT_THAT(Reading(named(R"("given":["A",null])")).said(),
                ElementsAre(Said{"null_without_sibling", "Patient.name[0].given[1]", "null"}));
    EXPECT_THAT(Reading(named(R"("given":["A",null],"_given":[{"id":"z"},null])")).said(),
                ElementsAre(Said{"null_without_sibling", "Patient.name[0].given[1]", "null"}));
    EXPECT_THAT(Reading(named(R"("_given":[null,{"id":"z"}])")).said(),
                ElementsAre(Said{"null_without_sibling", "Patient.name[0].given[0]", "null"}));
    EXPECT_THAT(Reading(named(R"("given":[null],"_given":[{"id":"z"}])")).said(), IsEmpty());
}

TEST(ReaderLists, SiblingsBelongToPrimitives) {
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","_name":[{"id":"x"}]})").said(),
                ElementsAre(Said{"unknown_element", "Patient", "\"_name\""}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","_":1,"_foo":{},"__id":{}})").said(),
                ElementsAre(Said{"unknown_element", "Patient", "\"_\""}, Said{"unknown_element", "Patient", "\"_foo\""},
                            Said{"unknown_element", "Patient", "\"__id\""}));
    EXPECT_THAT(Reading(named(R"("_family":{"value":"x"})")).said(),
                ElementsAre(Said{"unknown_element", "Patient.name[0].family", "\"value\""}));
}

TEST(ReaderLists, AfterAnEmptySiblingListTheValueIsReadAllTheSame) {
    const Reading reading(named(R"("_given":[],"given":5)"));
    EXPECT_THAT(reading.said(), ElementsAre(Said{"empty_list", "Patient.name[0]", "\"_given\""},
                                            Said{"not_a_list", "Patient.name[0]", "\"given\""},
                                            Said{"wrong_json_type", "Patient.name[0].given[0]", "5"}));
}

TEST(ReaderLists, NoMoreItemsThanTheMaximum) {
    // R4 has no maximum but 0, 1 and *, so a table with another one is made.
    std::string text(definitions::kR4Text);
    const std::size_t type = text.find("\tHumanName\t");
    const std::size_t given = text.find("\n\tgiven\t0..*\t", type);
    ASSERT_NE(given, std::string::npos);
    text[given + 11] = '2';
    const std::size_t size = text.size();
    text.append(8, '\0');
    const auto table = definitions::Table::from_text(std::string_view(text).substr(0, size));
    ASSERT_TRUE(table.has_value());
    EXPECT_THAT(Reading(named(R"("given":["A","B"])"), {}, *table).said(), IsEmpty());
    EXPECT_THAT(Reading(named(R"("given":["A","B","C"])"), {}, *table).said(),
                ElementsAre(Said{"too_many", "Patient.name[0]", "\"given\""}));
}

}  // namespace
}  // namespace hios::instance
