// Bindings of Coding, CodeableConcept and Quantity at level strict.

#include "stages/validate/codings.hpp"

#include <gmock/gmock.h>

#include "tests/stages/validate/checking.hpp"

namespace hios::validate {
namespace {

using testing::ElementsAre;

constexpr const char* kClinical = "http://terminology.hl7.org/CodeSystem/condition-clinical";

// Condition.clinicalStatus is bound with strength required.
test::Findings clinical(const std::string& status, Level level = Level::kStrict) {
    return test::check(R"({"resourceType":"Condition","id":"c","clinicalStatus":)" + status +
                           R"(,"subject":{"reference":"Patient/1"},"code":{"text":"x"}})",
                       level);
}
std::string coding(const std::string& system, const std::string& code) {
    return R"({"system":")" + system + R"(","code":")" + code + "\"}";
}

TEST(Codings, OneIsFromARequiredSet) {
    EXPECT_FALSE(clinical(R"({"coding":[)" + coding(kClinical, "active") + "]}").has("validate.coding"));
    EXPECT_FALSE(clinical(R"({"coding":[)" + coding("http://x.org", "a") + "," + coding(kClinical, "active") + "]}")
                     .has("validate.coding"));
    EXPECT_THAT(clinical(R"({"coding":[)" + coding(kClinical, "bogus") + "]}").of("validate.coding"),
                ElementsAre("Condition.clinicalStatus"));
    EXPECT_THAT(clinical(R"({"coding":[)" + coding("http://x.org", "active") + "]}").of("validate.coding"),
                ElementsAre("Condition.clinicalStatus"));
}

TEST(Codings, TextAloneIsNone) {
    EXPECT_FALSE(clinical(R"({"text":"active"})").has("validate.coding"));
    EXPECT_FALSE(clinical(R"({"coding":[{"display":"Active"}]})").has("validate.coding"));
}

TEST(Codings, ACodeWithoutSystemIsLookedUpByItself) {
    EXPECT_FALSE(clinical(R"({"coding":[{"code":"active"}]})").has("validate.coding"));
    EXPECT_TRUE(clinical(R"({"coding":[{"code":"bogus"}]})").has("validate.coding"));
}

TEST(Codings, EscapesAreNoDifference) {
    EXPECT_FALSE(
        clinical(
            R"({"coding":[{"system":"http:\/\/terminology.hl7.org\/CodeSystem\/condition-clinical","code":"\u0061ctive"}]})")
            .has("validate.coding"));
}

TEST(Codings, AreNotLookedAtBelowStrict) {
    EXPECT_TRUE(clinical(R"({"coding":[)" + coding(kClinical, "bogus") + "]}", Level::kStructureOnly).accepted());
}

TEST(Codings, OutsideAnExtensibleSetAreWarnings) {
    const auto found = test::check(
        R"({"resourceType":"Patient","id":"p","maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"bogus"}]}})",
        Level::kStrict);
    EXPECT_THAT(found.of("validate.extensible_code"), ElementsAre("Patient.maritalStatus"));
    EXPECT_TRUE(found.accepted());
}

TEST(Codings, OfASetThatCannotBeListedPass) {
    EXPECT_TRUE(test::check(R"({"resourceType":"Observation","id":"o","status":"final","code":{"coding":[)" +
                                coding("http://loinc.org", "1-8") + "]}}",
                            Level::kStrict)
                    .accepted());
}

TEST(Codings, ACodingByItselfIsLookedUp) {
    // Encounter.class is extensible, Signature and meta.security are not bound so strictly.
    const auto encounter = [](const std::string& code) {
        return test::check(R"({"resourceType":"Encounter","id":"e","status":"finished","class":)" +
                               coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", code) + "}",
                           Level::kStrict);
    };
    EXPECT_FALSE(encounter("AMB").has("validate.extensible_code"));
    EXPECT_THAT(encounter("bogus").of("validate.extensible_code"), ElementsAre("Encounter.class"));
}

}  // namespace
}  // namespace hios::validate
