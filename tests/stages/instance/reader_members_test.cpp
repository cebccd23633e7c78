// What may stand in an object: elements, choices, required ones, resourceType.

#include <gmock/gmock.h>

#include "tests/stages/instance/reading.hpp"

namespace hios::instance {
namespace {

using test::Reading;
using test::Said;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Reader, ARightResourceRaisesNothing) {
    const Reading reading(R"({"resourceType":"Patient","id":"p","name":[{"given":["A","B"]}],"active":true})");
    EXPECT_THAT(reading.said(), IsEmpty());
    EXPECT_THAT(reading.nodes(),
                ElementsAre("Patient.id=p", R"(Patient.name[0]={"given":["A","B"]})", "Patient.name[0].given[0]=A",
                            "Patient.name[0].given[1]=B", "Patient.active=true"));
    EXPECT_TRUE(reading.at_end);
}

TEST(Reader, OnlyAnObjectIsAResource) {
    for (const char* text : {"5", "\"Patient\"", "[]", "null", "true", R"([{"resourceType":"Patient"}])"}) {
        EXPECT_THAT(Reading(text).said(), ElementsAre(Said{"not_an_object", "Resource", ""})) << text;
        EXPECT_TRUE(Reading(text).at_end) << text;
    }
}

TEST(Reader, AResourceWithoutTypeIsNotReadOn) {
    EXPECT_THAT(Reading(R"({"id":"p","x":1})").said(), ElementsAre(Said{"no_resource_type", "Resource", ""}));
    EXPECT_THAT(Reading("{}").said(), ElementsAre(Said{"no_resource_type", "Resource", ""}));
}

TEST(Reader, AResourceTypeThatIsNoStringIsNone) {
    for (const char* type : {"5", "null", "{}", "[\"Patient\"]", "true"}) {
        EXPECT_THAT(Reading(R"({"resourceType":)" + std::string(type) + "}").said(),
                    ElementsAre(Said{"no_resource_type", "Resource", ""}))
            << type;
    }
}

TEST(Reader, OnlyConcreteResourcesOfR4AreKnown) {
    for (const char* type : {"Patientx", "patient", "HumanName", "Resource", "DomainResource", "string", "",
                             "Patient.contact", "MedicationOrder"}) {
        const Reading reading(R"({"resourceType":")" + std::string(type) + R"(","x":1})");
        EXPECT_THAT(reading.said(),
                    ElementsAre(Said{"unknown_resource_type", "Resource", "\"" + std::string(type) + "\""}));
    }
}

TEST(Reader, ResourceTypeMayStandAnywhere) {
    const Reading late(
        R"({"active":true,"name":[{"family":"{\"resourceType\":\"Basic\"}"}],"resourceType":"Patient"})");
    EXPECT_THAT(late.said(), IsEmpty());
    EXPECT_EQ(late.path(kRoot), "Patient");
    EXPECT_THAT(Reading(R"({"contained":[{"id":"a","resourceType":"Basic"}],"resourceType":"Patient"})").said(),
                ElementsAre(Said{"missing", "Patient.contained[0]", ""}));
}

TEST(Reader, ResourceTypeMayBeWrittenWithEscapes) {
    EXPECT_THAT(Reading(R"({"resourceTyp\u0065":"Patient","id":"p"})").said(), IsEmpty());
    EXPECT_THAT(Reading(R"({"resourceType":"P\u0061tient","id":"p"})").said(), IsEmpty());
}

TEST(Reader, UnknownElementsAreReportedAndSkipped) {
    const Reading reading(
        R"({"resourceType":"Patient","foo":{"a":[1,{"b":null}],"a":2},"active":true,"Active":false})");
    EXPECT_THAT(reading.said(), ElementsAre(Said{"unknown_element", "Patient", "\"foo\""},
                                            Said{"unknown_element", "Patient", "\"Active\""}));
    EXPECT_EQ(reading.issues[0].element, "foo");
    EXPECT_THAT(reading.nodes(), ElementsAre("Patient.active=true"));
}

TEST(Reader, ElementsOfOtherTypesAreUnknown) {
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","name":[{"birthDate":"2020"}]})").said(),
                ElementsAre(Said{"unknown_element", "Patient.name[0]", "\"birthDate\""}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","name":[{"resourceType":"HumanName"}]})").said(),
                ElementsAre(Said{"unknown_element", "Patient.name[0]", "\"resourceType\""}));
}

TEST(Reader, NamesMayBeWrittenWithEscapes) {
    const Reading reading(R"({"resourceType":"Patient","\u0069d":"p","_\u0069d":{"id":"x"},"gend\u0065r":"male"})");
    EXPECT_THAT(reading.said(), IsEmpty());
    EXPECT_THAT(reading.nodes(), ElementsAre("Patient.id=p", "Patient.id.id=x", "Patient.gender=male"));
}

TEST(Reader, AMemberTwiceIsReportedHoweverItIsWritten) {
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","id":"a","id":"b"})").said(),
                ElementsAre(Said{"repeated_member", "Patient", "\"id\""}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","id":"a","\u0069d":"b"})").said(),
                ElementsAre(Said{"repeated_member", "Patient", R"("\u0069d")"}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","name":[{"family":"x"}],"name":[{"family":"x"}]})").said(),
                ElementsAre(Said{"repeated_member", "Patient", "\"name\""}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","_id":{"id":"x"},"id":"a","_id":{"id":"x"}})").said(),
                ElementsAre(Said{"repeated_member", "Patient", "\"_id\""}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","id":"a","resourceType":"Patient"})").said(),
                ElementsAre(Said{"repeated_member", "Patient", "\"resourceType\""}));
}

TEST(Reader, TheFirstOfTwoMembersIsKept) {
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","id":"a","id":"b"})").nodes(), ElementsAre("Patient.id=a"));
}

TEST(Reader, AChoiceHasOneType) {
    constexpr const char* kCode = R"("status":"final","code":{"text":"c"})";
    const auto reading = [&](const std::string& values) {
        return Reading(R"({"resourceType":"Observation",)" + std::string(kCode) + "," + values + "}").said();
    };
    EXPECT_THAT(reading(R"("valueString":"a")"), IsEmpty());
    EXPECT_THAT(reading(R"("valueString":"a","effectiveDateTime":"2020")"), IsEmpty());
    EXPECT_THAT(reading(R"("valueString":"a","valueInteger":1)"),
                ElementsAre(Said{"two_types_of_choice", "Observation", "\"valueInteger\""}));
    EXPECT_THAT(reading(R"("valueString":"a","_valueInteger":{"id":"x"})"),
                ElementsAre(Said{"two_types_of_choice", "Observation", "\"_valueInteger\""}));
    EXPECT_THAT(reading(R"("_valueInteger":{"id":"x"},"valueString":"a")"),
                ElementsAre(Said{"two_types_of_choice", "Observation", "\"valueString\""}));
    EXPECT_THAT(reading(R"("valueString":"a","valueString":"b")"),
                ElementsAre(Said{"repeated_member", "Observation", "\"valueString\""}));
    EXPECT_THAT(reading(R"("valueDecimal":1)"),
                ElementsAre(Said{"unknown_element", "Observation", "\"valueDecimal\""}));
    EXPECT_THAT(reading(R"("value":1)"), ElementsAre(Said{"unknown_element", "Observation", "\"value\""}));
}

TEST(Reader, PathsOfChoicesNameTheType) {
    EXPECT_THAT(
        Reading(R"({"resourceType":"Basic","code":{"id":"x"},"extension":[{"url":"u","valueString":"a"}]})").nodes(),
        testing::Contains("Basic.extension[0].value.ofType(string)=a"));
}

TEST(Reader, RequiredElementsAreMissed) {
    const Reading reading(R"({"resourceType":"Observation","component":[{"valueString":"x"}]})");
    EXPECT_THAT(reading.said(), ElementsAre(Said{"missing", "Observation.component[0]", ""},
                                            Said{"missing", "Observation", ""}, Said{"missing", "Observation", ""}));
    EXPECT_EQ(reading.issues[0].element, "code");
    EXPECT_EQ(reading.text.substr(reading.issues[0].offset, 15), R"({"valueString":)");
    EXPECT_EQ(reading.issues[1].element, "status");
    EXPECT_EQ(reading.issues[2].element, "code");
    EXPECT_EQ(reading.issues[2].offset, 0U);
}

TEST(Reader, AnExtensionStandsForARequiredValue) {
    EXPECT_THAT(Reading(R"({"resourceType":"Observation","_status":{"extension":[{"url":"u","valueCode":"unknown"}]},
        "code":{"text":"x"}})")
                    .said(),
                IsEmpty());
}

TEST(Reader, AnEmptyObjectIsReportedWhereItStands) {
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","contact":[{}]})").said(),
                ElementsAre(Said{"empty_object", "Patient.contact[0]", "{}"}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","_id":{}})").said(),
                ElementsAre(Said{"empty_object", "Patient.id", "{}"}));
}

TEST(Reader, ValuesHaveTheJsonTypeOfTheirElement) {
    const auto said = [](const std::string& member) {
        return Reading(R"({"resourceType":"Patient",)" + member + "}").said();
    };
    EXPECT_THAT(said(R"("active":"true")"), ElementsAre(Said{"wrong_json_type", "Patient.active", "\"true\""}));
    EXPECT_THAT(said(R"("active":1)"), ElementsAre(Said{"wrong_json_type", "Patient.active", "1"}));
    EXPECT_THAT(said(R"("active":{"a":1})"), ElementsAre(Said{"wrong_json_type", "Patient.active", ""}));
    EXPECT_THAT(said(R"("gender":5)"), ElementsAre(Said{"wrong_json_type", "Patient.gender", "5"}));
    EXPECT_THAT(said(R"("multipleBirthInteger":"5")"),
                ElementsAre(Said{"wrong_json_type", "Patient.multipleBirth.ofType(integer)", "\"5\""}));
    EXPECT_THAT(said(R"("maritalStatus":"M")"), ElementsAre(Said{"wrong_json_type", "Patient.maritalStatus", ""}));
    EXPECT_THAT(said(R"("name":["x",{"family":"A"}])"), ElementsAre(Said{"wrong_json_type", "Patient.name[0]", ""}));
    EXPECT_THAT(said(R"("_gender":"x")"), ElementsAre(Said{"wrong_json_type", "Patient.gender", ""}));
    EXPECT_THAT(said(R"("contained":["Basic"])"), ElementsAre(Said{"wrong_json_type", "Patient.contained[0]", ""}));
}

TEST(Reader, AWrongSiblingLeavesTheValueAsItIs) {
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","gender":"male","_gender":5})").nodes(),
                ElementsAre("Patient.gender=male"));
}

TEST(Reader, NullIsNoValue) {
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","gender":null})").said(),
                ElementsAre(Said{"null", "Patient.gender", "null"}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","maritalStatus":null})").said(),
                ElementsAre(Said{"null", "Patient.maritalStatus", ""}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","_gender":null})").said(),
                ElementsAre(Said{"null", "Patient.gender", "null"}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","name":[null]})").said(),
                ElementsAre(Said{"null", "Patient.name[0]", ""}));
}

}  // namespace
}  // namespace hios::instance
