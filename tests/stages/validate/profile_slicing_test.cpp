// What profiles can ask that US Core does not: limits, orders, closed lists, every kind of discriminator.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stages/validate/profile_findings.hpp"
#include "tests/stages/validate/profile_resources.hpp"

namespace hios::validate {
namespace {

using test::with;
using testing::ElementsAre;
using testing::IsEmpty;

// A profile of a job, whose elements are lines as in data/fhir-r4 ('\n' before each, tabs as '|').
class JobProfile {
public:
    explicit JobProfile(std::string_view type, std::string_view elements, std::string_view others = {}) {
        text_ = "hios-definitions|1\nsource|test|1";
        text_ += kRules;
        text_ += "\nprofile|http://x/p|1|" + std::string(type) + "|http://x/base";
        text_ += elements;
        text_ += others;
        text_ += '\n';
        std::ranges::replace(text_, '|', '\t');
        auto set = definitions::ProfileSet::from_text(text_, definitions::Table::r4());
        if (!set) ADD_FAILURE() << set.error().what;
        if (!set) return;
        always_.push_back((*set)->find("http://x/p"));
        profiles_.add(std::move(*set));
        check_ = std::make_unique<ProfileCheck>(fhirpath::Model::r4(), profiles_, always_);
    }
    std::vector<std::string> findings(std::string_view json) {
        return check_ == nullptr ? std::vector<std::string>{"no profile"} : test::findings_of(*check_, json);
    }

private:
    static constexpr std::string_view kRules = "\nrule|x-1|error|given.exists(\nrule|x-2|error|given.single().exists()";
    std::string text_;
    definitions::Profiles profiles_;
    std::vector<const definitions::Profile*> always_;
    std::unique_ptr<ProfileCheck> check_;
};

std::string patient(std::string_view members) {
    return R"({"resourceType": "Patient", )" + std::string(members) + "}";
}

constexpr std::string_view kByUse =
    "\n|identifier:a|1..1\n|identifier:a.use|1..1||fixed=\"usual\"\n|identifier:b|0..*\n|identifier:b.use|1..1||fixed="
    "\"old\"";

std::string identifiers(std::initializer_list<const char*> uses) {
    std::string list;
    for (const char* use : uses) list += std::string(list.empty() ? "" : ", ") + R"({"use": ")" + use + R"("})";
    return patient(R"("identifier": [)" + list + "]");
}

TEST(ProfileSlices, AnOpenListTakesItemsOfNoSlice) {
    JobProfile profile("Patient", "\n|identifier|0..*||slicing=open value:use" + std::string(kByUse));
    EXPECT_THAT(profile.findings(identifiers({"temp", "old", "usual", "old"})), IsEmpty());
    EXPECT_THAT(profile.findings(identifiers({"temp", "old"})), ElementsAre("profile.slice_min Patient identifier"));
    EXPECT_THAT(profile.findings(identifiers({"usual", "usual"})), ElementsAre("profile.slice_max Patient identifier"));
    EXPECT_THAT(profile.findings(patient(R"("active": true)")), ElementsAre("profile.slice_min Patient identifier"));
}

TEST(ProfileSlices, AClosedListTakesNone) {
    JobProfile profile("Patient", "\n|identifier|0..*||slicing=closed value:use" + std::string(kByUse));
    EXPECT_THAT(profile.findings(identifiers({"old", "usual"})), IsEmpty());
    EXPECT_THAT(profile.findings(identifiers({"usual", "temp"})),
                ElementsAre("profile.slice_closed Patient.identifier[1]"));
}

TEST(ProfileSlices, AnOrderedListKeepsTheOrderOfItsSlices) {
    JobProfile profile("Patient", "\n|identifier|0..*||slicing=open,ordered value:use" + std::string(kByUse));
    EXPECT_THAT(profile.findings(identifiers({"usual", "temp", "old", "old"})), IsEmpty());
    EXPECT_THAT(profile.findings(identifiers({"old", "usual"})),
                ElementsAre("profile.slice_order Patient.identifier[1]"));
}

TEST(ProfileSlices, AListOpenAtItsEndTakesOthersThereOnly) {
    JobProfile profile("Patient", "\n|identifier|0..*||slicing=openAtEnd value:use" + std::string(kByUse));
    EXPECT_THAT(profile.findings(identifiers({"old", "usual", "temp", "temp"})), IsEmpty());
    EXPECT_THAT(profile.findings(identifiers({"usual", "temp", "old"})),
                ElementsAre("profile.slice_order Patient.identifier[2]"));
}

TEST(ProfileSlices, ASliceOfASliceIsWithinIt) {
    JobProfile profile("Patient",
                       "\n|identifier|0..*||slicing=open value:use\n|identifier:a|0..*||slicing=open value:system"
                       "\n|identifier:a.use|1..1||fixed=\"usual\"\n|identifier:a/x|1..1"
                       "\n|identifier:a/x.use|1..1||fixed=\"usual\"\n|identifier:a/x.system|1..1||fixed=\"http://x/\"");
    EXPECT_THAT(profile.findings(patient(R"("identifier": [{"use": "old", "system": "http://x/"}])")), IsEmpty());
    EXPECT_THAT(profile.findings(patient(R"("identifier": [{"use": "usual", "system": "http://y/"}])")),
                ElementsAre("profile.slice_min Patient identifier"));
    EXPECT_THAT(profile.findings(patient(R"("identifier": [{"use": "usual", "system": "http://x/"}])")), IsEmpty());
}

TEST(ProfileSlices, ExistenceTellsSlicesApart) {
    JobProfile profile(
        "Patient",
        "\n|contact|0..*||slicing=closed exists:organization\n|contact:a|0..1\n|contact:a.organization|1..1"
        "\n|contact:b|0..1\n|contact:b.organization|0..0");
    const std::string with_one = R"({"organization": {"display": "x"}})";
    const std::string with_none = R"({"gender": "male"})";
    EXPECT_THAT(profile.findings(patient(R"("contact": [)" + with_one + ", " + with_none + "]")), IsEmpty());
    EXPECT_THAT(profile.findings(patient(R"("contact": [)" + with_none + ", " + with_none + "]")),
                ElementsAre("profile.slice_max Patient contact"));
}

TEST(ProfileSlices, TheTypeOfATargetTellsSlicesApart) {
    JobProfile profile("Patient",
                       "\n|generalPractitioner|0..*||slicing=closed type:$this.resolve()"
                       "\n|generalPractitioner:a|0..1|Reference(Organization)");
    const auto to = [](std::string_view reference) {
        return patient(R"("generalPractitioner": [{"reference": ")" + std::string(reference) + R"("}])");
    };
    EXPECT_THAT(profile.findings(to("Organization/1")), IsEmpty());
    EXPECT_THAT(profile.findings(to("Practitioner/1")),
                ElementsAre("profile.slice_closed Patient.generalPractitioner[0]"));
    EXPECT_THAT(profile.findings(to("urn:uuid:0e4b2c2c-0f0e-4b3b-8f0a-0c7a3a0e1f11")), IsEmpty()) << "not known";
}

TEST(ProfileSlices, AnExtensionsValueTellsSlicesApart) {
    JobProfile profile("Patient",
                       "\n|contact|0..*||slicing=open value:extension('http://x.org/e').value"
                       "\n|contact:a|1..1\n|contact:a.extension|1..*||slicing=open value:url"
                       "\n|contact:a.extension:e|1..1\n|contact:a.extension:e.url|1..1||fixed=\"http://x.org/e\""
                       "\n|contact:a.extension:e.value[x]|1..1|code|fixed=\"c\"");
    const std::string right =
        patient(R"("contact": [{"extension": [{"url": "http://x.org/e", "valueCode": "c"}], "gender": "male"}])");
    EXPECT_THAT(profile.findings(right), IsEmpty());
    EXPECT_THAT(profile.findings(with(right, R"("c")", R"("d")")), ElementsAre("profile.slice_min Patient contact"));
    EXPECT_THAT(profile.findings(with(right, "org/e", "org/f")), ElementsAre("profile.slice_min Patient contact"));
}

TEST(ProfileSlices, AProfileTellsSlicesApart) {
    JobProfile profile("Patient",
                       "\n|telecom|0..*||slicing=closed profile:$this\n|telecom:a|0..1|ContactPoint=http://x/phone",
                       "\nprofile|http://x/phone|1|ContactPoint|http://x/base\n|system|1..1||fixed=\"phone\"");
    EXPECT_THAT(profile.findings(patient(R"("telecom": [{"system": "phone"}])")), IsEmpty());
    EXPECT_THAT(profile.findings(patient(R"("telecom": [{"system": "fax"}])")),
                ElementsAre("profile.slice_closed Patient.telecom[0]"));
    EXPECT_THAT(profile.findings(patient(R"("telecom": [{"system": "phone"}, {"system": "phone"}])")),
                ElementsAre("profile.slice_max Patient telecom"));
}

TEST(ProfileSlices, WhatNothingTellsApartIsLetBe) {
    JobProfile profile("Patient", "\n|identifier|0..*||slicing=closed value:assigner\n|identifier:a|1..1");
    EXPECT_THAT(profile.findings(identifiers({"usual", "old"})), IsEmpty());
    EXPECT_THAT(profile.findings(patient(R"("active": true)")), ElementsAre("profile.slice_min Patient identifier"));
}

TEST(ProfileValues, AFixedValueIsExact) {
    JobProfile profile("Patient",
                       R"(
|maritalStatus|0..1||fixed={"coding":[{"system":"http://x/","code":"a"},{"code":"b"}],"text":"t"})");
    const std::string right =
        patient(R"("maritalStatus": {"text": "t", "coding": [{"code": "a", "system": "http:\/\/x/"}, {"code": "b"}]})");
    EXPECT_THAT(profile.findings(right), IsEmpty());
    const auto broken = ElementsAre("profile.fixed Patient.maritalStatus");
    EXPECT_THAT(profile.findings(with(right, R"("a")", R"("A")")), broken);
    EXPECT_THAT(profile.findings(with(right, R"(, {"code": "b"})", "")), broken);
    EXPECT_THAT(profile.findings(with(right, R"("b"})", R"("b"}, {"code": "c"})")), broken);
    EXPECT_THAT(profile.findings(with(right, R"("b"})", R"("b", "userSelected": true})")), broken);
    EXPECT_THAT(profile.findings(with(right, R"("text": "t", )", "")), broken);
    EXPECT_THAT(profile.findings(with(right, R"("text": "t")", R"("id": "1", "text": "t")")), broken);
    EXPECT_THAT(
        profile.findings(with(right, R"("text": "t")",
                              R"("text": "t", "_text": {"extension": [{"url": "http://x/", "valueCode": "c"}]})")),
        broken);
}

TEST(ProfileValues, APatternsItemsMayStandAnywhereInTheList) {
    JobProfile profile("Patient", R"(
|maritalStatus|0..1||pattern={"coding":[{"code":"a"},{"code":"b"}]})");
    EXPECT_THAT(profile.findings(patient(
                    R"("maritalStatus": {"coding": [{"code": "c"}, {"code": "b"}, {"code": "a", "display": "x"}]})")),
                IsEmpty());
    EXPECT_THAT(profile.findings(patient(R"("maritalStatus": {"coding": [{"code": "a"}, {"code": "c"}]})")),
                ElementsAre("profile.pattern Patient.maritalStatus"));
    EXPECT_THAT(profile.findings(patient(R"("maritalStatus": {"text": "x"})")),
                ElementsAre("profile.pattern Patient.maritalStatus"));
}

TEST(ProfileValues, NumbersAndBooleansCompareByValue) {
    JobProfile profile("Observation", "\n|value[x]|0..1|Quantity\n|value[x].value|0..1||fixed=1.50");
    const auto of = [](std::string_view value) {
        return R"({"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "valueQuantity": {"value": )" +
               std::string(value) + "}}";
    };
    EXPECT_THAT(profile.findings(of("1.50")), IsEmpty());
    EXPECT_THAT(profile.findings(of("1.5")), IsEmpty());
    EXPECT_THAT(profile.findings(of("1.51")), ElementsAre("profile.fixed Observation.value.ofType(Quantity).value"));
    JobProfile active("Patient", "\n|active|0..1||fixed=true");
    EXPECT_THAT(active.findings(patient(R"("active": false)")), ElementsAre("profile.fixed Patient.active"));
    EXPECT_THAT(active.findings(patient(R"("active": true)")), IsEmpty());
}

TEST(ProfileValues, LimitsHoldForNumbersDatesAndQuantities) {
    JobProfile patient_profile("Patient",
                               "\n|birthDate|0..1||minValue=\"1900-01-01\"|maxValue=\"2020-12-31\"\n|multipleBirth[x]|"
                               "0..1|integer|maxValue=3");
    EXPECT_THAT(patient_profile.findings(patient(R"("birthDate": "1900-01-01", "multipleBirthInteger": 3)")),
                IsEmpty());
    EXPECT_THAT(
        patient_profile.findings(patient(R"("birthDate": "1899-12-31", "multipleBirthInteger": 4)")),
        ElementsAre("profile.min_value Patient.birthDate", "profile.max_value Patient.multipleBirth.ofType(integer)"));
    EXPECT_THAT(patient_profile.findings(patient(R"("birthDate": "2021")")),
                ElementsAre("profile.max_value Patient.birthDate"));
    EXPECT_THAT(patient_profile.findings(patient(R"("birthDate": "2020")")), IsEmpty()) << "may be before its end";
    JobProfile observation("Observation",
                           R"(
|value[x]|0..1|Quantity|maxValue={"value":10,"system":"http://unitsofmeasure.org","code":"mg"})");
    const std::string quantity = R"({"resourceType": "Observation", "status": "final", "code": {"text": "x"},
        "valueQuantity": {"value": 10.1, "system": "http://unitsofmeasure.org", "code": "mg"}})";
    EXPECT_THAT(observation.findings(quantity), ElementsAre("profile.max_value Observation.value.ofType(Quantity)"));
    EXPECT_THAT(observation.findings(with(quantity, "10.1", "10.0")), IsEmpty());
    EXPECT_THAT(observation.findings(with(quantity, R"("mg")", R"("ng")")), IsEmpty()) << "another unit";
}

TEST(ProfileValues, LengthsCountCharacters) {
    JobProfile profile("Patient", "\n|name.family|0..1||maxLength=3");
    EXPECT_THAT(profile.findings(patient(R"("name": [{"family": "\u00e4öü"}])")), IsEmpty());
    EXPECT_THAT(profile.findings(patient(R"("name": [{"family": "aöüx"}])")),
                ElementsAre("profile.max_length Patient.name[0].family"));
}

TEST(ProfileValues, OneOfSeveralProfilesIsEnough) {
    JobProfile profile("Patient", "\n|telecom|0..*|ContactPoint=http://x/phone,http://x/fax",
                       "\nprofile|http://x/phone|1|ContactPoint|http://x/base\n|system|1..1||fixed=\"phone\""
                       "\nprofile|http://x/fax|1|ContactPoint|http://x/base\n|system|1..1||fixed=\"fax\"");
    EXPECT_THAT(profile.findings(patient(R"("telecom": [{"system": "fax"}, {"system": "phone"}])")), IsEmpty());
    EXPECT_THAT(profile.findings(patient(R"("telecom": [{"system": "sms"}])")),
                ElementsAre("profile.value_profile Patient.telecom[0]"));
    JobProfile open("Patient", "\n|telecom|0..*|ContactPoint=http://x/elsewhere");
    EXPECT_THAT(open.findings(patient(R"("telecom": [{"system": "sms"}])")), IsEmpty()) << "not at hand";
}

TEST(ProfileValues, AProfileThatLeadsToItselfEndsWithTheResource) {
    JobProfile outer("Patient", "\n|extension|0..*|Extension=http://x/self",
                     "\nprofile|http://x/self|1|Extension|http://x/base\n|extension|0..*|Extension=http://x/self"
                     "\n|url|1..1||fixed=\"u\"");
    std::string json = R"({"url": "v", "valueCode": "c"})";
    for (int i = 0; i < 40; ++i) json = R"({"url": "u", "extension": [)" + json + "]}";
    const auto found = outer.findings(patient(R"("extension": [)" + json + "]"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0], testing::StartsWith("profile.fixed Patient.extension[0].extension[0]"));
}

TEST(ProfileValues, AProfileWhoseCostWouldDoubleWithEachLevelIsGivenUp) {
    JobProfile profile("Patient", "\n|extension|0..*|Extension=http://x/a,http://x/b",
                       "\nprofile|http://x/a|1|Extension|http://x/base\n|extension|0..*|Extension=http://x/a,http://x/b"
                       "\n|url|1..1||fixed=\"u\"\nprofile|http://x/b|1|Extension|http://x/base"
                       "\n|extension|0..*|Extension=http://x/a,http://x/b\n|url|1..1||fixed=\"u\"");
    std::string json = R"({"url": "v", "valueCode": "c"})";
    for (int i = 0; i < 40; ++i) json = R"({"url": "u", "extension": [)" + json + "]}";
    EXPECT_THAT(profile.findings(patient(R"("extension": [)" + json + "]")),
                testing::Contains("profile.given_up Patient"));
}

TEST(ProfileValues, ARuleThatCannotBeEvaluatedIsAWarning) {
    JobProfile unreadable("Patient", "\n|name|0..*||rules=x-1");
    EXPECT_THAT(unreadable.findings(patient(R"("name": [{"family": "x"}])")),
                ElementsAre("profile.invariant_unusable Patient.name[0]"));
    JobProfile failing("Patient", "\n|name|0..*||rules=x-2");
    EXPECT_THAT(failing.findings(patient(R"("name": [{"given": ["x"]}])")), IsEmpty());
    EXPECT_THAT(failing.findings(patient(R"("name": [{"given": ["x", "y"]}])")),
                ElementsAre("profile.invariant_unusable Patient.name[0]"));
}

TEST(ProfileValues, ElementsOfPrimitivesAreLookedAt) {
    JobProfile profile("Patient", "\n|birthDate.extension|1..*");
    EXPECT_THAT(profile.findings(patient(R"("birthDate": "2000-01-01")")),
                ElementsAre("profile.min Patient.birthDate extension"));
    EXPECT_THAT(
        profile.findings(patient(
            R"("birthDate": "2000-01-01", "_birthDate": {"extension": [{"url": "http://x/", "valueCode": "c"}]})")),
        IsEmpty());
}

}  // namespace
}  // namespace hios::validate
