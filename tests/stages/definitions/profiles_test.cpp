// The built-in US Core profiles, and how a profile is found.

#include "stages/definitions/profiles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stages/definitions/profile_paths.hpp"

namespace hios::definitions {
namespace {

using testing::ElementsAre;

const std::string kUsCore = "http://hl7.org/fhir/us/core/StructureDefinition/";

const Profile& us_core_profile(std::string_view version, std::string_view name) {
    const Profile* const profile = us_core(version)->find(kUsCore + std::string(name));
    EXPECT_NE(profile, nullptr) << version << ' ' << name;
    return *profile;
}

TEST(UsCore, HasThePublishedNumberOfProfiles) {
    EXPECT_EQ(us_core("3.1.1")->profiles().size(), 30U);
    EXPECT_EQ(us_core("5.0.1")->profiles().size(), 51U);
    EXPECT_EQ(us_core("6.1.0")->profiles().size(), 59U);
    EXPECT_EQ(us_core("7.0.0")->profiles().size(), 63U);
    EXPECT_EQ(us_core("8.0.0"), nullptr);
}

TEST(UsCore, EveryProfileIsATreeOverElementsOfItsType) {
    for (const std::string_view version : kUsCoreVersions) {
        EXPECT_EQ(us_core(version)->version(), version);
        for (const Profile& profile : us_core(version)->profiles()) {
            EXPECT_EQ(us_core(version)->find(profile.url), &profile);
            EXPECT_EQ(profile.version, version);
            EXPECT_EQ(count_reachable(profile), profile.nodes.size()) << profile.url;
            for (std::size_t i = 1; i < profile.nodes.size(); ++i) {
                ASSERT_NE(profile.nodes[i].base, nullptr);
                EXPECT_EQ(profile.nodes[i].name, profile.nodes[i].base->name);
                EXPECT_LE(profile.nodes[i].min, profile.nodes[i].max);
            }
        }
    }
}

TEST(UsCore, PatientAsksForNamesIdentifiersAndGender) {
    const Profile& patient = us_core_profile("3.1.1", "us-core-patient");
    EXPECT_EQ(Table::r4().type(patient.type).name, "Patient");
    EXPECT_EQ(at(patient, "identifier").min, 1);
    EXPECT_EQ(at(patient, "identifier.system").min, 1);
    EXPECT_EQ(at(patient, "gender").min, 1);
    EXPECT_EQ(at(patient, "name").invariants.size(), 1U);
    EXPECT_EQ(patient.set->invariant(at(patient, "name").invariants[0]).key, "us-core-8");
    EXPECT_EQ(find(patient, "birthDate"), kNoProfileNode) << "optional as in R4: no node";
}

TEST(UsCore, PatientsExtensionsAreSlicedByUrl) {
    const Profile& patient = us_core_profile("3.1.1", "us-core-patient");
    const ProfileNode& extension = at(patient, "extension");
    ASSERT_EQ(extension.discriminators.size(), 1U);
    EXPECT_EQ(extension.discriminators[0].kind, Discriminator::Kind::kValue);
    EXPECT_THAT(extension.discriminators[0].steps, ElementsAre("url"));
    EXPECT_EQ(extension.slice_rules, SliceRules::kOpen);
    EXPECT_THAT(slices(patient, "extension"), ElementsAre("race", "ethnicity", "birthsex"));
    const ProfileNode& race = at(patient, "extension:race");
    EXPECT_EQ(race.max, 1);
    EXPECT_THAT(race.profiles, ElementsAre(kUsCore + "us-core-race"));
    EXPECT_EQ(race.extension_url, kUsCore + "us-core-race");
}

TEST(UsCore, RaceIsAnExtensionOfExtensions) {
    const Profile& race = us_core_profile("3.1.1", "us-core-race");
    EXPECT_EQ(race.set->values()[at(race, "url").fixed].text, race.url);
    EXPECT_THAT(slices(race, "extension"), ElementsAre("ombCategory", "detailed", "text"));
    EXPECT_EQ(at(race, "extension:ombCategory").max, 5);
    EXPECT_EQ(at(race, "extension:ombCategory").extension_url, "ombCategory");
    EXPECT_EQ(at(race, "extension:text").min, 1);
    EXPECT_EQ(at(race, "value").max, 0);
    const ProfileNode& category = at(race, "extension:ombCategory.value:valueCoding");
    EXPECT_EQ(category.strength, Strength::kRequired);
    EXPECT_EQ(category.codes.has_coding("urn:oid:2.16.840.1.113883.6.238", "2028-9"), Membership::kIn);
    EXPECT_EQ(category.codes.has_coding("urn:oid:2.16.840.1.113883.6.238", "1002-6"), Membership::kOut);
}

TEST(UsCore, BloodPressureHasTwoComponentsByPattern) {
    const Profile& pressure = us_core_profile("5.0.1", "us-core-blood-pressure");
    EXPECT_EQ(at(pressure, "component").min, 2);
    EXPECT_THAT(slices(pressure, "component"), ElementsAre("systolic", "diastolic"));
    const FixedValues& values = pressure.set->values();
    const FixedValue& pattern = values[at(pressure, "component:systolic.code").pattern];
    EXPECT_EQ(pattern.kind, FixedValue::Kind::kObject);
    EXPECT_EQ(values[pattern.first].name, "coding");
    EXPECT_EQ(values[at(pressure, "component:systolic.value.code").fixed].text, "mm[Hg]");
    EXPECT_EQ(at(pressure, "code").strength, Strength::kExtensible);
}

TEST(UsCore, ChoicesAreSlicedByType) {
    const Profile& birthsex = us_core_profile("3.1.1", "us-core-birthsex");
    EXPECT_EQ(at(birthsex, "value").slice_rules, SliceRules::kClosed);
    EXPECT_EQ(at(birthsex, "value").discriminators[0].kind, Discriminator::Kind::kType);
    EXPECT_TRUE(at(birthsex, "value").discriminators[0].steps.empty()) << "$this";
    ASSERT_EQ(at(birthsex, "value:valueCode").types.size(), 1U);
    EXPECT_EQ(Table::r4().type(at(birthsex, "value:valueCode").types[0]).name, "code");
}

TEST(UsCore, ReferencesPointToFewerTypes) {
    const Profile& care_team = us_core_profile("3.1.1", "us-core-careteam");
    std::vector<std::string_view> names;
    for (const TypeId id : at(care_team, "participant.member").targets) names.push_back(Table::r4().type(id).name);
    EXPECT_THAT(names, testing::UnorderedElementsAre("Patient", "Practitioner", "Organization"));
}

TEST(UsCore, SetsForMemberOfAreThere) {
    const BoundSet set = us_core("3.1.1")->code_set("http://hl7.org/fhir/us/core/ValueSet/us-core-condition-category");
    ASSERT_TRUE(set);
    EXPECT_EQ(set.has_code("health-concern"), Membership::kIn);
    EXPECT_TRUE(us_core("3.1.1")->code_set("http://hl7.org/fhir/ValueSet/administrative-gender")) << "of R4";
    EXPECT_FALSE(us_core("3.1.1")->code_set("http://x/unknown"));
}

TEST(Profiles, AUrlWithoutVersionIsOfTheChosenVersion) {
    EXPECT_EQ(Profiles().find(kUsCore + "us-core-patient")->version, "3.1.1");
    EXPECT_EQ(Profiles("6.1.0").find(kUsCore + "us-core-patient")->version, "6.1.0");
    EXPECT_EQ(Profiles("").find(kUsCore + "us-core-patient"), nullptr);
}

TEST(Profiles, AUrlThatTheChosenVersionDoesNotHaveIsOfTheNewestThatHasIt) {
    EXPECT_EQ(Profiles().find(kUsCore + "us-core-condition-problems-health-concerns")->version, "7.0.0");
    EXPECT_EQ(Profiles("7.0.0").find(kUsCore + "us-core-condition")->version, "3.1.1");
}

TEST(Profiles, AUrlWithVersionIsOfThatVersion) {
    EXPECT_EQ(Profiles().find(kUsCore + "us-core-patient|5.0.1")->version, "5.0.1");
    EXPECT_EQ(Profiles().find(kUsCore + "us-core-patient|4.0.0"), nullptr);
    EXPECT_EQ(Profiles().find(kUsCore + "us-core-condition|7.0.0"), nullptr);
}

TEST(Profiles, UnknownUrlsAreNotFound) {
    for (const char* url : {"", "|", "http://example.org/p", "http://hl7.org/fhir/us/core/"}) {
        EXPECT_EQ(Profiles().find(url), nullptr) << url;
    }
}

}  // namespace
}  // namespace hios::definitions
