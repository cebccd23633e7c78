// Profiles a job names, from StructureDefinition to nodes; and broken texts of profiles.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/definitions/codes.hpp"
#include "stages/definitions/profiles.hpp"
#include "tests/stages/definitions/profile_paths.hpp"

namespace hios::definitions {
namespace {

using testing::HasSubstr;

std::string profile(const std::string& elements, const std::string& type = "Patient") {
    return fmt::format(
        R"json({{"resourceType":"StructureDefinition","url":"http://x/p","version":"2","kind":"resource",
        "type":"{0}","derivation":"constraint","baseDefinition":"http://hl7.org/fhir/StructureDefinition/{0}",
        "snapshot":{{"element":[{{"id":"{0}","path":"{0}","min":0,"max":"*",
        "constraint":[{{"key":"own-1","severity":"error","human":"h","expression":"name.exists()"}},
        {{"key":"dom-2","severity":"error","human":"h","expression":"contained.contained.empty()"}}]}},{1}]}}}})json",
        type, elements);
}

std::string element(const std::string& id, const std::string& base, const std::string& more) {
    return fmt::format(R"({{"id":"{}","path":"x","base":{{"path":"{}"}},{}}})", id, base, more);
}

tl::expected<std::unique_ptr<const ProfileSet>, Error> read(const std::string& json) {
    return ProfileSet::from_json(std::vector{json}, Table::r4());
}

TEST(NamedProfiles, KeepWhatTheyAskBeyondR4) {
    const auto set = read(
        profile(element("Patient.active", "Patient.active", R"("min":0,"max":"1","type":[{"code":"boolean"}])") + "," +
                element("Patient.gender", "Patient.gender",
                        R"("min":1,"max":"1","type":[{"code":"code"}],"fixedCode":"female")") +
                "," + element("Patient.name", "Patient.name", R"("min":0,"max":"*","type":[{"code":"HumanName"}],
            "slicing":{"rules":"openAtEnd","ordered":true,"discriminator":[{"type":"value","path":"use"}]})") +
                "," +
                element("Patient.name:legal", "Patient.name",
                        R"("sliceName":"legal","min":1,"max":"2","type":[{"code":"HumanName"}])") +
                "," +
                element("Patient.name:legal.family", "HumanName.family",
                        R"("min":1,"max":"1","type":[{"code":"string"}],"maxLength":20)")));
    ASSERT_TRUE(set) << to_text(set.error());
    const Profile& patient = *(*set)->find("http://x/p");
    EXPECT_EQ(find(patient, "active"), kNoProfileNode);
    EXPECT_EQ((*set)->values()[at(patient, "gender").fixed].text, "female");
    EXPECT_EQ(at(patient, "name").slice_rules, SliceRules::kOpenAtEnd);
    EXPECT_TRUE(at(patient, "name").ordered);
    EXPECT_EQ(at(patient, "name:legal").min, 1);
    EXPECT_EQ(at(patient, "name:legal").max, 2);
    EXPECT_EQ(at(patient, "name:legal.family").max_length, 20U);
    ASSERT_EQ(patient.node(kProfileRoot).invariants.size(), 1U) << "dom-2 is R4's own";
    EXPECT_EQ((*set)->invariant(patient.node(kProfileRoot).invariants[0]).key, "own-1");
}

TEST(NamedProfiles, TheIdOfAResourceStaysAnId) {
    const auto set =
        read(profile(element("Patient.id", "Resource.id",
                             R"("min":1,"max":"1","type":[{"code":"http://hl7.org/fhirpath/System.String"}])")));
    ASSERT_TRUE(set) << to_text(set.error());
    const ProfileNode& id = at(*(*set)->find("http://x/p"), "id");
    EXPECT_EQ(id.min, 1);
    EXPECT_TRUE(id.types.empty());
}

TEST(NamedProfiles, GoBeforeUsCore) {
    std::string json =
        profile(element("Patient.name", "Patient.name", R"("min":1,"max":"*","type":[{"code":"HumanName"}])"));
    const std::string url = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient";
    json.replace(json.find("http://x/p"), 10, url);
    auto set = read(json);
    ASSERT_TRUE(set) << to_text(set.error());
    Profiles profiles;
    profiles.add(std::move(*set));
    EXPECT_EQ(profiles.find(url)->version, "2");
    EXPECT_EQ(profiles.find(url + "|2")->version, "2");
    EXPECT_EQ(profiles.find(url + "|3.1.1")->version, "3.1.1");
    EXPECT_EQ(profiles.find(url + "|9"), nullptr);
}

TEST(NamedProfiles, BringTheirOwnValueSets) {
    const std::string json =
        "[" +
        profile(element("Patient.maritalStatus", "Patient.maritalStatus",
                        R"("min":0,"max":"1","type":[{"code":"CodeableConcept"}],
                        "binding":{"strength":"required","valueSet":"http://x/vs"})")) +
        R"(,{"resourceType":"ValueSet","url":"http://x/vs","compose":{"include":[{"system":"s","concept":[{"code":"M"}]}]}}])";
    const auto set = read(json);
    ASSERT_TRUE(set) << to_text(set.error());
    const ProfileNode& status = at(*(*set)->find("http://x/p"), "maritalStatus");
    EXPECT_EQ(status.strength, Strength::kRequired);
    EXPECT_EQ(status.codes.has_coding("s", "M"), Membership::kIn);
    EXPECT_EQ(status.codes.has_coding("s", "S"), Membership::kOut);
}

TEST(NamedProfiles, OfUnknownTypesAndElementsAreRefused) {
    for (const std::string& json :
         {profile(element("Nothing.a", "Nothing.a", R"("min":0,"max":"1")"), "Nothing"),
          profile(element("Patient.animal", "Patient.animal", R"("min":1,"max":"1")")),
          profile(element("Patient.name", "Patient.name", R"("min":1,"max":"*","type":[{"code":"integer64"}])")),
          profile(element("Group.name", "Patient.name", R"("min":1,"max":"1")"))}) {
        const auto set = read(json);
        ASSERT_FALSE(set);
        EXPECT_EQ(set.error().code, &codes::kUnknownBase);
        EXPECT_THAT(set.error().what, HasSubstr("http://x/p"));
    }
}

TEST(NamedProfiles, FilesWithoutAProfileAreRefused) {
    const auto set = read(R"({"resourceType":"Patient"})");
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().code, &codes::kNotADefinition);
}

TEST(NamedProfiles, OddTextsInADefinitionCannotBreakItsTable) {
    const std::string rule =
        R"json("constraint":[{"key":"k","severity":"error","human":"a\nb\tc","expression":"name\n.exists()"}])json";
    const auto set = read(
        profile(element("Patient.name", "Patient.name", R"("min":1,"max":"*","type":[{"code":"HumanName"}],)" + rule)));
    ASSERT_TRUE(set) << to_text(set.error());
    const Profile& patient = *(*set)->find("http://x/p");
    EXPECT_EQ((*set)->invariant(at(patient, "name").invariants[0]).expression, "name .exists()");
    EXPECT_FALSE(read(profile(element("Patient.name:a\\nb", "Patient.name", R"("min":1,"max":"*","sliceName":"x")"))));
}

class BrokenProfileText : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(BrokenProfileText, IsRefusedWithTheLine) {
    const std::string text = std::string("hios-definitions\t1\nprofile\thttp://x/p\t1\tPatient\n") + GetParam().first;
    const auto set = ProfileSet::from_text(text, Table::r4());
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().code, &codes::kText);
    EXPECT_THAT(set.error().what, HasSubstr("line 3: "));
    EXPECT_THAT(set.error().what, HasSubstr(GetParam().second));
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenProfileText,
    testing::Values(
        std::pair{"nothing\n", "'nothing'"}, std::pair{"\tanimal\t0..1\n", "no element 'animal'"},
        std::pair{"\tname\tx\n", "a range"}, std::pair{"\tname\t0..1\tHumanNam\n", "no type 'HumanNam'"},
        std::pair{"\tname\t0..1\t\tpattern={\n", "must be JSON"}, std::pair{"\tname\t0..1\t\tred=1\n", "'red=1'"},
        std::pair{"\tname\t0..1\t\tmaxLength=x\n", "maxLength"}, std::pair{"\tname\t0..1\t\trules=x\n", "no rule"},
        std::pair{"\tname\t0..1\t\trequired=x\n", "no set"}, std::pair{"\tname\t0..1\t\tslicing=open x\n", "KIND:PATH"},
        std::pair{"\tdeceased[x].id\t0..1\n", "several types"}, std::pair{"\t\t0..1\n", "needs a name"},
        std::pair{"profile\thttp://x/p\t1\tPatient\n", "second profile"},
        std::pair{"profile\thttp://x/q\t1\tPatent\n", "no type 'Patent'"}));

}  // namespace
}  // namespace hios::definitions
