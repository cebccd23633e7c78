// US Core profiles on resources written for these tests: one that conforms, and one thing wrong at a time.

#include "stages/validate/profile_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stages/validate/profile_findings.hpp"
#include "tests/stages/validate/profile_resources.hpp"

namespace hios::validate {
namespace {

using test::kBloodPressure;
using test::kUsCorePatient;
using test::kVitalSign;
using test::with;
using test::without;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kUsCore = "http://hl7.org/fhir/us/core/StructureDefinition/";

class UsCoreCheck : public testing::Test {
protected:
    std::vector<std::string> findings(std::string_view json, std::string version = "3.1.1", bool details = false) {
        const definitions::Profiles profiles(std::move(version));
        ProfileCheck check(fhirpath::Model::r4(), profiles);
        auto found = test::findings_of(check, json, details);
        unknown_ = check.unknown();
        return found;
    }
    std::uint64_t unknown_ = 0;
};

TEST_F(UsCoreCheck, AConformingPatientHasNoFindings) {
    for (const char* version : {"3.1.1", "5.0.1", "6.1.0", "7.0.0"}) {
        EXPECT_THAT(findings(kUsCorePatient, version), IsEmpty()) << version;
    }
}

TEST_F(UsCoreCheck, AMissingElementIsReportedWhereItShouldStand) {
    EXPECT_THAT(findings(without(kUsCorePatient, R"(, "gender": "female")")),
                ElementsAre("profile.min Patient gender"));
    EXPECT_THAT(findings(without(kUsCorePatient, R"("system": "http://hospital.example/mrn", )")),
                ElementsAre("profile.min Patient.identifier[0] system"));
    EXPECT_THAT(findings(without(kUsCorePatient, R"("system": "phone", )")),
                ElementsAre("profile.min Patient.telecom[0] system"));
}

TEST_F(UsCoreCheck, TheDetailNamesProfileVersionAndSlice) {
    EXPECT_THAT(findings(without(kUsCorePatient, R"(, "gender": "female")"), "6.1.0", true),
                ElementsAre("profile.min Patient gender (" + kUsCore + "us-core-patient|6.1.0)"));
    EXPECT_THAT(
        findings(without(kUsCorePatient, R"(, {"url": "text", "valueString": "Asian"})"), "3.1.1", true),
        ElementsAre("profile.slice_min Patient.extension[0] extension (" + kUsCore + "us-core-race|3.1.1 slice text)"));
}

TEST_F(UsCoreCheck, AnExtensionStandsForAMissingValue) {
    const std::string absent = R"("_gender": {"extension": [{
        "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]})";
    EXPECT_THAT(findings(with(kUsCorePatient, R"("gender": "female")", absent)), IsEmpty());
}

TEST_F(UsCoreCheck, OfAResourceThatNamesNoProfileNothingIsAsked) {
    EXPECT_THAT(findings(R"({"resourceType": "Patient"})"), IsEmpty());
    EXPECT_EQ(unknown_, 0U);
}

TEST_F(UsCoreCheck, AnUnknownProfileIsCountedAndIsNoIssue) {
    EXPECT_THAT(findings(R"({"resourceType": "Patient", "meta": {"profile": ["http://example.org/p", "x|1"]}})"),
                IsEmpty());
    EXPECT_EQ(unknown_, 2U);
}

TEST_F(UsCoreCheck, AProfileOfAnotherTypeIsRefused) {
    EXPECT_THAT(findings(with(kUsCorePatient, "us-core-patient", "us-core-careplan")),
                ElementsAre("profile.wrong_type Patient.meta.profile[0]"));
}

TEST_F(UsCoreCheck, EachProfileNamedIsChecked) {
    const std::string both = with(kUsCorePatient, R"(us-core-patient")",
                                  R"(us-core-patient|3.1.1", ")" + kUsCore + R"(us-core-patient|6.1.0")");
    EXPECT_THAT(findings(both), IsEmpty());
    EXPECT_THAT(findings(without(both, R"(, "gender": "female")")),
                ElementsAre("profile.min Patient gender", "profile.min Patient gender"));
    const std::string twice =
        with(kUsCorePatient, R"(us-core-patient")", R"(us-core-patient", ")" + kUsCore + R"(us-core-patient|3.1.1")");
    EXPECT_THAT(findings(without(twice, R"(, "gender": "female")")), ElementsAre("profile.min Patient gender"))
        << "one profile, named in two ways";
}

TEST_F(UsCoreCheck, AVersionInTheUrlGoesBeforeTheSetting) {
    // The rule on the parts of a name is us-core-6 in 7.0.0 and us-core-8 in 3.1.1.
    const std::string nameless = with(kUsCorePatient, R"("family": "Ng", "given": ["Mei"])", R"("text": "Mei Ng")");
    EXPECT_THAT(findings(with(nameless, R"(us-core-patient")", R"(us-core-patient|7.0.0")"), "3.1.1", true),
                ElementsAre("profile.invariant Patient.name[0] (us-core-6 of " + kUsCore + "us-core-patient|7.0.0)"));
    EXPECT_THAT(findings(nameless, "3.1.1", true),
                ElementsAre("profile.invariant Patient.name[0] (us-core-8 of " + kUsCore + "us-core-patient|3.1.1)"));
}

TEST_F(UsCoreCheck, TheProfileOfAnExtensionIsChecked) {
    EXPECT_THAT(findings(with(kUsCorePatient, R"("code": "2028-9")", R"("code": "9999-9")")),
                ElementsAre("profile.binding Patient.extension[0].extension[0].value.ofType(Coding)"));
    EXPECT_THAT(findings(with(kUsCorePatient, R"("valueCode": "F")", R"("valueString": "F")")),
                ElementsAre("profile.type Patient.extension[1].value.ofType(string)"));
    EXPECT_THAT(findings(with(kUsCorePatient, R"("valueCode": "F")", R"("valueCode": "female")")),
                ElementsAre("profile.binding Patient.extension[1].value.ofType(code)"));
    EXPECT_THAT(findings(without(kUsCorePatient, R"(, "valueCode": "F")")),
                Contains("profile.min Patient.extension[1] value"));
}

TEST_F(UsCoreCheck, AnExtensionOfWhichThereIsOneMayNotStandTwice) {
    const std::string sex = R"({"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", )"
                            R"("valueCode": "F"})";
    EXPECT_THAT(findings(with(kUsCorePatient, sex, sex + ", " + sex)),
                ElementsAre("profile.slice_max Patient extension"));
}

TEST_F(UsCoreCheck, ExtensionsOfNoSliceMayStandBeside) {
    EXPECT_THAT(findings(with(kUsCorePatient, R"("extension": [)",
                              R"("extension": [{"url": "http://example.org/e", "valueString": "x"}, )")),
                IsEmpty());
}

TEST_F(UsCoreCheck, AnExtensionWhoseProfileForbidsAValueHasNone) {
    EXPECT_THAT(findings(with(kUsCorePatient, R"(us-core-race", )", R"(us-core-race", "valueString": "x", )")),
                ElementsAre("profile.max Patient.extension[0] value"));
}

TEST_F(UsCoreCheck, AnExtensibleBindingGivesAWarning) {
    EXPECT_THAT(findings(with(kUsCorePatient, R"("state": "CA")", R"("state": "California")")),
                ElementsAre("profile.extensible Patient.address[0].state"));
}

TEST_F(UsCoreCheck, AConformingVitalSignHasNoFindings) {
    for (const char* version : {"3.1.1", "5.0.1", "6.1.0", "7.0.0"}) {
        EXPECT_THAT(findings(kVitalSign, version), IsEmpty()) << version;
    }
    for (const char* version : {"5.0.1", "6.1.0", "7.0.0"}) {
        EXPECT_THAT(findings(kBloodPressure, version), IsEmpty()) << version;
    }
}

TEST_F(UsCoreCheck, ASliceByCodeAndSystemMustBeThere) {
    EXPECT_THAT(findings(with(kVitalSign, "vital-signs", "laboratory")),
                ElementsAre("profile.slice_min Observation category"));
    const std::string other = with(kVitalSign, "CodeSystem/observation-category", "CodeSystem/other");
    EXPECT_THAT(findings(other), ElementsAre("profile.slice_min Observation category"));
    EXPECT_THAT(findings(with(kVitalSign, R"("category": [)", R"("category": [{"text": "mine"}, )")), IsEmpty())
        << "an item of no slice beside it";
}

TEST_F(UsCoreCheck, ASliceOfWhichThereIsOneMayNotStandTwice) {
    const std::string category = R"({"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category",
        "code": "vital-signs"}]})";
    EXPECT_THAT(findings(with(kVitalSign, R"("category": [)", R"("category": [)" + category + ", ")),
                ElementsAre("profile.slice_max Observation category"));
}

TEST_F(UsCoreCheck, WhatASliceFixesHoldsForAllItsItems) {
    const std::string second =
        R"("code": "vital-signs"}, {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "x"})";
    EXPECT_THAT(findings(with(kVitalSign, R"("code": "vital-signs"})", second)),
                ElementsAre("profile.fixed Observation.category[0].coding[1].code"));
}

TEST_F(UsCoreCheck, APatternMustBeMetAndMoreMayStandBeside) {
    const std::string loinc = R"({"system": "http://loinc.org", "code": "59576-9", "display": "BMI"})";
    EXPECT_THAT(findings(with(kVitalSign, "59576-9", "39156-5")), Contains("profile.pattern Observation.code"));
    EXPECT_THAT(findings(with(kVitalSign, loinc, R"({"system": "http://example.org", "code": "bmi"}, )" + loinc)),
                IsEmpty());
    EXPECT_THAT(findings(with(kVitalSign, R"("code": "%")", R"("code": "1")")),
                ElementsAre("profile.fixed Observation.value.ofType(Quantity).code"));
}

TEST_F(UsCoreCheck, ATypeThatTheProfileLeavesOutIsReportedOnce) {
    const std::string quantity =
        R"("valueQuantity": {"value": 65, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"})";
    EXPECT_THAT(findings(with(kVitalSign, quantity, R"("valueString": "65")")),
                ElementsAre("profile.type Observation.value.ofType(string)"));
}

TEST_F(UsCoreCheck, AReferenceMayLeadToFewerTypes) {
    EXPECT_THAT(findings(with(kVitalSign, "Patient/1", "Location/1")),
                ElementsAre("profile.target Observation.subject"));
    EXPECT_THAT(findings(with(kVitalSign, "Patient/1", "https://fhir.example/r4/Device/1/_history/2")),
                ElementsAre("profile.target Observation.subject"));
    EXPECT_THAT(findings(with(kVitalSign, "Patient/1", "Group?identifier=x")),
                ElementsAre("profile.target Observation.subject"));
    EXPECT_THAT(findings(with(kVitalSign, "Patient/1", "urn:uuid:0e4b2c2c-0f0e-4b3b-8f0a-0c7a3a0e1f11")), IsEmpty())
        << "nobody knows where it leads";
    EXPECT_THAT(findings(with(kVitalSign, "Patient/1", "Medication/1")), IsEmpty()) << "R4 itself forbids it";
}

TEST_F(UsCoreCheck, AContainedTargetCounts) {
    const std::string contained = with(with(kVitalSign, "Patient/1", "#d"), R"("status")",
                                       R"("contained": [{"resourceType": "Device", "id": "d"}], "status")");
    EXPECT_THAT(findings(contained), ElementsAre("profile.target Observation.subject"));
    EXPECT_THAT(findings(with(contained, "Device", "Patient")), IsEmpty());
}

TEST_F(UsCoreCheck, InvariantsOfTheProfileAreEvaluated) {
    EXPECT_THAT(findings(with(kBloodPressure, "2021-03-04", "2021-03"), "5.0.1", true),
                ElementsAre("profile.invariant Observation.effective.ofType(dateTime) (vs-1 of " + kUsCore +
                            "us-core-blood-pressure|5.0.1)"));
    const std::string empty = without(kVitalSign, R"(,
  "valueQuantity": {"value": 65, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"})");
    EXPECT_THAT(findings(empty), ElementsAre("profile.invariant Observation"));
    EXPECT_THAT(findings(with(empty, R"("status")", R"("dataAbsentReason": {"text": "lost"}, "status")")), IsEmpty());
}

TEST_F(UsCoreCheck, AnInvariantMayAskWhereAReferenceLeads) {
    const std::string provenance = R"({"resourceType": "Provenance", "meta": {"profile": [
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-provenance"]}, "recorded": "2021-03-04T10:00:00Z",
        "target": [{"reference": "Patient/1"}], "agent": [{"who": {"reference": "Practitioner/1"}}]})";
    EXPECT_THAT(findings(provenance, "6.1.0"), ElementsAre("profile.invariant Provenance.agent[0]"));
    EXPECT_THAT(findings(with(provenance, "Practitioner/1", "Organization/1"), "6.1.0"), IsEmpty());
    EXPECT_THAT(findings(with(provenance, "Practitioner/1", "urn:uuid:0e4b2c2c-0f0e-4b3b-8f0a-0c7a3a0e1f11"), "6.1.0"),
                IsEmpty())
        << "nobody knows";
}

TEST_F(UsCoreCheck, AnInvariantMayAskForMembersOfAValueSet) {
    const std::string condition = R"({"resourceType": "Condition", "meta": {"profile": [
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition"]}, "subject": {"reference": "Patient/1"},
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-category",
        "code": "problem-list-item"}]}], "code": {"text": "x"}})";
    EXPECT_THAT(findings(condition), IsEmpty());
    EXPECT_THAT(findings(with(condition, "problem-list-item", "problem")),
                ElementsAre("profile.best_practice Condition", "profile.extensible Condition.category[0]"));
}

TEST_F(UsCoreCheck, ACodeThatTheProfileFixesItselfIsRight) {
    // 3.1.1 binds the units of components to a set without L/min, and fixes L/min for the flow rate.
    const std::string flow = R"({"resourceType": "Observation", "meta": {"profile": [
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-pulse-oximetry"]}, "status": "final",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category",
        "code": "vital-signs"}]}], "code": {"coding": [{"system": "http://loinc.org", "code": "2708-6"},
        {"system": "http://loinc.org", "code": "59408-5"}]}, "subject": {"reference": "Patient/1"},
        "effectiveDateTime": "2021-03-04", "component": [{"code": {"coding": [{"system": "http://loinc.org",
        "code": "3151-8"}]}, "valueQuantity": {"value": 6, "unit": "L", "system": "http://unitsofmeasure.org",
        "code": "L/min"}}]})";
    EXPECT_THAT(findings(flow), IsEmpty());
    EXPECT_THAT(findings(with(flow, "L/min", "mL/min")),
                ElementsAre("profile.fixed Observation.component[0].value.ofType(Quantity).code"));
    EXPECT_THAT(findings(with(flow, "59408-5", "59408-4")), ElementsAre("profile.slice_min Observation.code coding"));
}

TEST_F(UsCoreCheck, ComponentsAreSlicedByTheirCode) {
    EXPECT_THAT(findings(with(kBloodPressure, "8462-4", "8462-5"), "6.1.0"),
                Contains("profile.slice_min Observation component"));
    EXPECT_THAT(findings(with(kBloodPressure,
                              R"("value": 80, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]")",
                              R"("value": 80, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "kPa")"),
                         "6.1.0"),
                Contains("profile.fixed Observation.component[1].value.ofType(Quantity).code"));
}

TEST_F(UsCoreCheck, TextAloneDoesNotMeetARequiredBinding) {
    const std::string note = R"({"resourceType": "DocumentReference", "meta": {"profile": [
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-documentreference"]}, "status": "current",
        "identifier": [{"value": "1"}], "type": {"text": "a note"}, "category": [{"text": "a note"}],
        "subject": {"reference": "Patient/1"}, "date": "2021-03-04T10:00:00Z", "author": [{"reference": "Patient/1"}],
        "content": [{"attachment": {"contentType": "text/plain", "url": "http://example.org/1"}}]})";
    EXPECT_THAT(findings(note), ElementsAre("profile.no_coding DocumentReference.type"));
    const std::string coded =
        with(note, R"("text": "a note"})", R"("coding": [{"system": "http://loinc.org", "code": "34133-9"}]})");
    EXPECT_THAT(findings(coded), IsEmpty());
    EXPECT_THAT(findings(without(coded, R"(, "url": "http://example.org/1")")),
                ElementsAre("profile.invariant DocumentReference.content[0].attachment"));
    EXPECT_THAT(findings(with(coded, R"("system": "http://loinc.org", "code": "34133-9")",
                              R"("system": "http://example.org", "code": "note")")),
                ElementsAre("profile.binding DocumentReference.type"));
}

TEST_F(UsCoreCheck, AContainedResourceIsCheckedByWhatItNames) {
    const std::string contained =
        with(kVitalSign, R"("status")",
             R"("contained": [)" + without(kUsCorePatient, R"(, "gender": "female")") + R"(], "status")");
    EXPECT_THAT(findings(contained), ElementsAre("profile.min Observation.contained[0] gender"));
}

TEST_F(UsCoreCheck, OneCheckGoesFromResourceToResource) {
    const definitions::Profiles profiles;
    ProfileCheck check(fhirpath::Model::r4(), profiles);
    for (int i = 0; i < 3; ++i) {
        EXPECT_THAT(test::findings_of(check, kUsCorePatient), IsEmpty());
        EXPECT_THAT(test::findings_of(check, without(kUsCorePatient, R"(, "gender": "female")")),
                    ElementsAre("profile.min Patient gender"));
        EXPECT_THAT(test::findings_of(check, kVitalSign), IsEmpty());
    }
}

TEST_F(UsCoreCheck, AProfileCanBeAskedOfAllResourcesOfItsType) {
    const definitions::Profiles profiles;
    const std::vector<const definitions::Profile*> always{profiles.find(kUsCore + "us-core-location")};
    ProfileCheck check(fhirpath::Model::r4(), profiles, always);
    EXPECT_THAT(test::findings_of(check, R"({"resourceType": "Location", "id": "1"})"),
                ElementsAre("profile.min Location name"));
    EXPECT_THAT(test::findings_of(check, R"({"resourceType": "Patient", "id": "1"})"), IsEmpty());
    EXPECT_THAT(test::findings_of(check, R"({"resourceType": "Encounter", "status": "planned", "class": {"code": "x"},
                    "contained": [{"resourceType": "Location", "id": "1"}]})"),
                IsEmpty());
}

TEST_F(UsCoreCheck, ResourcesThatAreNotRightInFormAreStillLookedAt) {
    for (
        const char* json :
        {R"({"resourceType": "Patient", "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},
                                 "name": "x", "identifier": {"system": 1}, "extension": [{"url": 1}, null, []]})",
         "[]", "1", "{}", R"({"resourceType": "Nothing"})"}) {
        std::string text(json);
        const std::size_t size = text.size();
        text.append(json::kPadding, ' ');
        const std::string_view view = std::string_view(text).substr(0, size);
        json::StructuralIndex index;
        ASSERT_TRUE(index.build(view));
        json::Cursor cursor(view, index);
        instance::Reader reader(definitions::Table::r4());
        instance::Instance instance;
        instance::Issues issues;
        if (!reader.read(cursor, instance, issues)) continue;
        const definitions::Profiles profiles;
        ProfileCheck check(fhirpath::Model::r4(), profiles);
        check.check(instance, {}, issues);
        EXPECT_FALSE(issues.empty());
    }
}

}  // namespace
}  // namespace hios::validate
