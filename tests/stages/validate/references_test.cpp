// Reference.reference: its form, where it leads, contained resources.

#include <gmock/gmock.h>

#include "tests/stages/validate/checking.hpp"
#include "tests/stages/validate/linear_cost.hpp"

namespace hios::validate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Observation.subject may be a Patient, Group, Device or Location.
test::Findings subject(const std::string& reference, const std::string& more = "") {
    return test::check(
        R"({"resourceType":"Observation","status":"final","code":{"text":"c"},"subject":{"reference":")" + reference +
        "\"}" + more + "}");
}

// The reference stands in entry 1; entry 0 is a Patient of the fullUrl.
test::Findings in_bundle(const std::string& url, const std::string& reference) {
    return test::check(R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":")" + url +
                       R"(","resource":{"resourceType":"Patient","id":"p1"}},{"resource":{"resourceType":"Account",)"
                       R"("status":"active","subject":[{"reference":")" +
                       reference + R"("}],"owner":{"reference":")" + reference + R"("}}}]})");
}

constexpr const char* kUuidReference = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0";
constexpr const char* kOther = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1";

TEST(References, FormsThatFhirKnowsAreRight) {
    for (const char* right : {"Patient/1", "Patient/A-b.9", "Patient/1/_history/2", "http://x.org/fhir/Patient/1",
                              "https://x.org/Patient/1/_history/2", "http://x.org/anything", "urn:oid:1.2.3",
                              kUuidReference, "Patient?identifier=1", "Patient?identifier=http://x.org/a|b",
                              "Patient/1#part", "ftp://x.org/a", "mailto:a@b.c"}) {
        EXPECT_THAT(subject(right).all, IsEmpty()) << right;
    }
}

TEST(References, OtherFormsAreRefused) {
    for (const char* wrong : {"Patient",
                              "Patient/",
                              "/Patient/1",
                              "Patientx/1",
                              "patient/1",
                              "Patient/a_b",
                              "Patient/a b",
                              "Patient/1/",
                              "Patient/1/_history",
                              "Patient/1/_history/",
                              "Patient/1/_history/a_b",
                              "Patient/1/2",
                              "HumanName/1",
                              "?a=b",
                              "Patient?",
                              "Nothing?identifier=1",
                              "Resource/1",
                              "DomainResource/1",
                              "1",
                              "x.org/Patient/1"}) {
        EXPECT_THAT(subject(wrong).of("validate.reference_form"), ElementsAre("Observation.subject.reference"))
            << wrong;
    }
}

TEST(References, LeadToTypesThatTheElementLists) {
    for (const char* wrong : {"Practitioner/1", "http://x.org/fhir/Practitioner/1", "Practitioner/1/_history/2",
                              "Practitioner?identifier=1", "https://x.org/Practitioner/1/_history/2"}) {
        EXPECT_THAT(subject(wrong).of("validate.reference_target"), ElementsAre("Observation.subject.reference"))
            << wrong;
    }
}

TEST(References, ToAnyResourceMayLeadAnywhere) {
    EXPECT_THAT(test::check(R"({"resourceType":"Basic","code":{"text":"x"},"subject":{"reference":"Slot/1"}})").all,
                IsEmpty());
}

TEST(References, EscapesAreNoDifference) {
    EXPECT_THAT(subject(R"(Patient\/1)").all, IsEmpty());
    EXPECT_TRUE(subject(R"(Practitioner\/1)").has("validate.reference_target"));
    EXPECT_THAT(subject(R"(\u0023c)", R"(,"contained":[{"resourceType":"Patient","id":"c","active":true}])").all,
                IsEmpty());
    EXPECT_THAT(subject("#c", R"(,"contained":[{"resourceType":"Patient","id":"\u0063","active":true}])").all,
                IsEmpty());
}

TEST(References, WithinABundleLeadToFullUrls) {
    EXPECT_THAT(in_bundle(kUuidReference, kUuidReference).of("validate.reference_target"),
                ElementsAre("Bundle.entry[1].resource.owner.reference"))
        << "an owner is an Organization";
    EXPECT_THAT(in_bundle("http://x.org/fhir/Patient/p1", "http://x.org/fhir/Patient/p1").rules(),
                ElementsAre("validate.reference_target"));
    EXPECT_THAT(in_bundle("urn:oid:1.2.3", "urn:oid:1.2.3").rules(), ElementsAre("validate.reference_target"));
    EXPECT_THAT(in_bundle("http://x.org/odd", "http://x.org/odd").rules(), ElementsAre("validate.reference_target"));
    EXPECT_THAT(in_bundle("http://x.org/Patient/p1", "http://x.org/Patient/p1/_history/3").rules(),
                ElementsAre("validate.reference_target"));
}

TEST(References, ToUrnsThatNoEntryHasAreUnresolved) {
    EXPECT_THAT(
        in_bundle(kUuidReference, kOther).of("validate.reference_unresolved"),
        ElementsAre("Bundle.entry[1].resource.subject[0].reference", "Bundle.entry[1].resource.owner.reference"));
    EXPECT_THAT(in_bundle(kUuidReference, "urn:oid:1.2.3").rules(),
                ElementsAre("validate.reference_unresolved", "validate.reference_unresolved"));
    EXPECT_FALSE(in_bundle(kUuidReference, std::string(kUuidReference) + "#a").has("validate.reference_unresolved"));
}

TEST(References, ThatLeadOutOfTheBundleAreLeft) {
    for (const char* right : {"Organization/5", "http://x.org/Organization/5", "Organization?identifier=1"})
        EXPECT_FALSE(in_bundle(kUuidReference, right).has("validate.reference_unresolved")) << right;
    EXPECT_THAT(subject(kUuidReference).all, IsEmpty()) << "outside of Bundles a urn may lead anywhere";
}

TEST(References, ToAnEntryWithoutKnownResourceAreNotJudged) {
    const auto found = test::check(
        R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":")" + std::string(kUuidReference) +
        R"(","resource":{"resourceType":"Nope"}},{"resource":{)" +
        R"("resourceType":"Account","status":"active","owner":{"reference":")" + kUuidReference + R"("}}}]})");
    EXPECT_THAT(found.rules(), ElementsAre("validate.unknown_resource_type"));
}

constexpr const char* kPatientC = R"(,"contained":[{"resourceType":"Patient","id":"c","active":true}])";

TEST(Contained, IsReferredToByItsId) {
    EXPECT_THAT(subject("#c", kPatientC).all, IsEmpty());
    EXPECT_THAT(subject("#d", kPatientC).rules(), testing::UnorderedElementsAre("ref-1", "dom-3"));
    EXPECT_THAT(subject("#nope").of("ref-1"), ElementsAre("Observation.subject.reference"));
    EXPECT_THAT(subject("Patient/1", kPatientC).of("dom-3"), ElementsAre("Observation.contained[0]"));
}

TEST(Contained, MayStandBeforeOrAfterTheReference) {
    EXPECT_THAT(
        test::check(R"({"contained":[{"active":true,"id":"c","resourceType":"Patient"}],"subject":{"reference":"#c"},
        "status":"final","code":{"text":"x"},"resourceType":"Observation"})")
            .all,
        IsEmpty());
}

TEST(Contained, HasAllowedTypes) {
    EXPECT_THAT(subject("#c", R"(,"contained":[{"resourceType":"Practitioner","id":"c","active":true}])").rules(),
                ElementsAre("validate.reference_target"));
}

TEST(Contained, MayBeReferredToFromWithinContainedOnes) {
    EXPECT_THAT(
        subject("#a", R"(,"contained":[{"resourceType":"Patient","id":"a","managingOrganization":{"reference":"#b"}},
        {"resourceType":"Organization","id":"b","name":"x"}])")
            .all,
        IsEmpty());
}

TEST(Contained, MayReferToItsContainerInstead) {
    EXPECT_THAT(
        test::check(R"({"resourceType":"Patient","contained":[{"resourceType":"Observation","id":"o","status":"final",
        "code":{"text":"x"},"subject":{"reference":"#"}}]})")
            .all,
        IsEmpty());
}

TEST(Contained, MayBeReferredToByUris) {
    EXPECT_THAT(test::check(R"({"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"#q",
        "contained":[{"resourceType":"Questionnaire","id":"q","status":"draft"}]})")
                    .all,
                IsEmpty());
}

TEST(Contained, HasOneIdEach) {
    EXPECT_THAT(subject("#c", R"(,"contained":[{"resourceType":"Patient","id":"c","active":true},
        {"resourceType":"Patient","id":"c","active":false}])")
                    .of("validate.contained_id"),
                ElementsAre("Observation.contained[1]"));
    EXPECT_TRUE(subject("Patient/1", R"(,"contained":[{"resourceType":"Patient","active":true}])").has("dom-3"));
}

TEST(Contained, ContainsNothingItself) {
    EXPECT_THAT(
        subject("#c", R"(,"contained":[{"resourceType":"Patient","id":"c","managingOrganization":{"reference":"#d"},
        "contained":[{"resourceType":"Organization","id":"d","name":"x"}]}])")
            .of("dom-2"),
        ElementsAre("Observation.contained[0].contained[0]"));
}

TEST(Contained, HasNoLifeOfItsOwn) {
    const auto with_meta = [](const std::string& meta) {
        return subject("#c",
                       R"(,"contained":[{"resourceType":"Patient","id":"c","active":true,"meta":{)" + meta + "}}]");
    };
    EXPECT_THAT(with_meta(R"("versionId":"1")").of("dom-4"), ElementsAre("Observation.contained[0].meta.versionId"));
    EXPECT_THAT(with_meta(R"("lastUpdated":"2020-01-01T00:00:00Z")").of("dom-4"),
                ElementsAre("Observation.contained[0].meta.lastUpdated"));
    EXPECT_THAT(with_meta(R"("security":[{"code":"R"}])").of("dom-5"),
                ElementsAre("Observation.contained[0].meta.security[0]"));
    EXPECT_THAT(with_meta(R"("profile":["http://x.org"],"tag":[{"code":"x"}])").all, IsEmpty());
}

TEST(Contained, BelongsToItsOwnResourceInParameters) {
    const std::string organization =
        R"("contained":[{"resourceType":"Organization","id":"a","name":"x"}],"managingOrganization":{"reference":"#a"})";
    EXPECT_THAT(
        test::check(R"({"resourceType":"Parameters","parameter":[{"name":"p","resource":{"resourceType":"Patient",)" +
                    organization + R"(}},{"name":"q","resource":{"resourceType":"Patient",)" + organization + "}}]}")
            .all,
        IsEmpty());
    EXPECT_TRUE(
        test::check(
            R"({"resourceType":"Parameters","parameter":[{"name":"p","resource":{"resourceType":"Patient",)" +
            organization +
            R"(}},{"name":"q","resource":{"resourceType":"Patient","managingOrganization":{"reference":"#a"}}}]})")
            .has("ref-1"));
}

TEST(Contained, InGreatNumbersCostsLinearTime) {
    const auto observation = [](std::size_t size, auto&& performers) {
        std::string contained, references;
        for (std::size_t i = 0; i < size; ++i) {
            contained += R"({"resourceType":"Practitioner","id":"c)" + std::to_string(i) + R"(","active":true},)";
            references += performers(size - 1 - i);
        }
        return R"({"resourceType":"Observation","status":"final","code":{"text":"x"},"contained":[)" + contained +
               R"({"resourceType":"Basic","id":"b"}],"performer":[)" + references +
               R"({"reference":"Practitioner/1"}]})";
    };
    const auto all_are_named = [&](std::size_t size) {
        return observation(size, [](std::size_t number) {
            return R"({"reference":"#c)" + std::to_string(number) + R"("},{"reference":"#"},)";
        });
    };
    const auto none_is_named = [&](std::size_t size) {
        return observation(size, [](std::size_t) { return R"({"reference":"#"},)"; });
    };
    const auto check = [](const std::string& text) { EXPECT_TRUE(test::check(text).has("dom-3")); };
    test::expect_linear_cost(40'000, all_are_named, check);
    test::expect_linear_cost(40'000, none_is_named, check);
}

}  // namespace
}  // namespace hios::validate
