// Where references and links go: the transaction rule (R4 http.html#trules) and R4 bundle.html#references.

#include "stages/fhir/links.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stages/fhir/conversion.hpp"

namespace hios::fhir {
namespace {

using test::bundle;
using test::Conversion;
using test::entry;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace nlohmann::literals;

constexpr std::string_view kLinkedPatient = R"({"resourceType":"Patient","id":"p"})";

// What `link` becomes as the reference of an Observation beside a Patient staged as Patient/p.
std::string becomes(std::string_view link, std::string_view patient_url, std::string_view own_url = "") {
    const Conversion made(
        bundle("transaction", {entry(own_url, R"({"resourceType":"Observation","id":"o","subject":{"reference":")" +
                                                  std::string(link) + "\"}}"),
                               entry(patient_url, kLinkedPatient)}));
    return made.resource(0).at("subject").at("reference");
}

TEST(References, ToFullUrlsAreRewritten) {
    EXPECT_EQ(becomes("urn:uuid:1", "urn:uuid:1"), "Patient/p");
    EXPECT_EQ(becomes("urn:oid:1.2", "urn:oid:1.2"), "Patient/p");
    EXPECT_EQ(becomes("http://s/fhir/Patient/9", "http://s/fhir/Patient/9"), "Patient/p");
    EXPECT_EQ(becomes("https://s/any/thing", "https://s/any/thing"), "Patient/p");
}

TEST(References, MayBeWrittenWithEscapes) {
    EXPECT_EQ(becomes(R"(\u0075rn:uuid:1)", "urn:uuid:1"), "Patient/p");
    EXPECT_EQ(becomes("urn:uuid:1", R"(urn:uuid\u003a1)"), "Patient/p");
    EXPECT_EQ(becomes(R"(http:\/\/s\/fhir\/Patient\/9)", "http://s/fhir/Patient/9"), "Patient/p");
    EXPECT_EQ(becomes("http://s/fhir/Patient/9", R"(http:\/\/s\/fhir\/Patient\/9)"), "Patient/p");
    EXPECT_EQ(becomes(R"(\u0023c)", "urn:uuid:1"), "#c");
}

TEST(References, KeepVersionAndFragment) {
    EXPECT_EQ(becomes("http://s/Patient/9/_history/3", "http://s/Patient/9"), "Patient/p/_history/3");
    EXPECT_EQ(becomes("http://s/Patient/9/_history/3#x", "http://s/Patient/9"), "Patient/p/_history/3#x");
    EXPECT_EQ(becomes("urn:uuid:1#x", "urn:uuid:1"), "Patient/p#x");
    EXPECT_EQ(becomes("Patient/9/_history/3", "http://s/Patient/9", "http://s/Observation/o"), "Patient/p/_history/3");
    EXPECT_EQ(becomes("Patient/p/_history/3", "urn:uuid:1"), "Patient/p/_history/3");
}

TEST(References, RelativeOnesResolveAgainstTheReferringEntrysBase) {
    EXPECT_EQ(becomes("Patient/9", "http://s/fhir/Patient/9", "http://s/fhir/Observation/o"), "Patient/p");
    EXPECT_EQ(becomes("Patient/9", "http://s/fhir/Patient/9", "http://other/fhir/Observation/o"), "Patient/9");
    EXPECT_EQ(becomes("Patient/9", "http://s/fhir/Patient/9", "urn:uuid:o"), "Patient/p");
    EXPECT_EQ(becomes("Patient/8", "http://s/fhir/Patient/9", "http://s/fhir/Observation/o"), "Patient/8");
    EXPECT_EQ(becomes("Group/9", "http://s/fhir/Patient/9", "http://s/fhir/Observation/o"), "Group/9");
}

TEST(References, AbsoluteOnesOnTheOwnServerBecomeRelative) {
    EXPECT_EQ(becomes("http://s/fhir/Patient/77", "urn:uuid:1", "http://s/fhir/Observation/o"), "Patient/77");
    EXPECT_EQ(becomes("http://s/fhir/Patient/77", "urn:uuid:1", "http://else/fhir/Observation/o"),
              "http://s/fhir/Patient/77");
    EXPECT_EQ(becomes("http://s/fhirx/Patient/77", "urn:uuid:1", "http://s/fhir/Observation/o"),
              "http://s/fhirx/Patient/77");
    EXPECT_EQ(becomes("http://s/fhir/Nonsense/77", "urn:uuid:1", "http://s/fhir/Observation/o"),
              "http://s/fhir/Nonsense/77");
}

TEST(References, WhatNeedsNoRewritingStays) {
    for (const std::string_view link : {"#", "#c", "Patient/p", "Patient/other", "http://elsewhere/fhir/Patient/1", "",
                                        "Patient", "/", "Patient/", "a/b/c"}) {
        const Conversion made(
            bundle("transaction", {entry("", R"({"resourceType":"Observation","id":"o","subject":{"reference":")" +
                                                 std::string(link) + "\"}}"),
                                   entry("urn:uuid:1", kLinkedPatient)}));
        EXPECT_EQ(made.resource(0).at("subject").at("reference"), link);
        EXPECT_EQ(made.account().rewritten, 0U) << link;
        EXPECT_EQ(made.account().unresolved, 0U) << link;
    }
}

TEST(References, UnresolvedUrnsAreKeptAndListed) {
    const std::string text = bundle(
        "transaction",
        {entry("urn:uuid:o", R"({"resourceType":"Observation","id":"o","subject":{"reference":"urn:uuid:nobody"}})")});
    const Conversion made(text);
    EXPECT_EQ(made.resource().at("subject").at("reference"), "urn:uuid:nobody");
    ASSERT_EQ(made.work().unresolved.size(), 1U);
    const Unresolved& listed = made.work().unresolved[0];
    EXPECT_EQ(listed.why, "not-in-bundle");
    EXPECT_EQ(listed.reference, "urn:uuid:nobody");
    EXPECT_EQ(listed.entry, 0U);
    EXPECT_EQ(listed.offset, text.find("\"urn:uuid:nobody"));
    EXPECT_EQ(made.account().unresolved, 1U);
}

TEST(References, ToARejectedEntryAreUnresolved) {
    const Conversion made(bundle(
        "transaction", {entry("urn:uuid:1", R"({"resourceType":"Patient","id":5})"),
                        entry("", R"({"resourceType":"Observation","id":"o","subject":{"reference":"urn:uuid:1"}})")}));
    EXPECT_EQ(made.resource().at("subject").at("reference"), "urn:uuid:1");
    EXPECT_EQ(made.account().unresolved, 1U);
}

TEST(References, AreFoundInExtensionsAndContainedResources) {
    const Conversion made(bundle(
        "transaction",
        {entry("urn:uuid:1", kLinkedPatient),
         entry(
             "",
             R"({"resourceType":"Observation","id":"o","contained":[{"resourceType":"Provenance","target":[{"reference":"urn:uuid:1"},{"reference":"#x"}]}],)"
             R"("extension":[{"url":"urn:uuid:1","valueReference":{"reference":"urn:uuid:1"}},{"url":"x","extension":[{"url":"urn:uuid:1","valueUri":"urn:uuid:1"}]}],)"
             R"("_status":{"extension":[{"url":"y","valueReference":{"reference":"urn:uuid:1"}}]}})")}));
    const auto made_of = made.resource(1);
    EXPECT_EQ(made_of.at("/contained/0/target/0/reference"_json_pointer), "Patient/p");
    EXPECT_EQ(made_of.at("/contained/0/target/1/reference"_json_pointer), "#x");
    EXPECT_EQ(made_of.at("/extension/0/url"_json_pointer), "urn:uuid:1");
    EXPECT_EQ(made_of.at("/extension/0/valueReference/reference"_json_pointer), "Patient/p");
    EXPECT_EQ(made_of.at("/extension/1/extension/0/url"_json_pointer), "urn:uuid:1");
    EXPECT_EQ(made_of.at("/extension/1/extension/0/valueUri"_json_pointer), "Patient/p");
    EXPECT_EQ(made_of.at("/_status/extension/0/valueReference/reference"_json_pointer), "Patient/p");
    EXPECT_EQ(made.account().rewritten, 4U);
}

TEST(UriElements, LinkToFullUrls) {
    const Conversion made(bundle(
        "transaction",
        {entry("urn:uuid:b", R"({"resourceType":"Binary","id":"b"})"),
         entry(
             "",
             R"({"resourceType":"DocumentReference","id":"d","content":[{"attachment":{"url":"urn:uuid:b"}},{"attachment":{"url":"\u0075rn:uuid:b"}},)"
             R"({"attachment":{"url":"urn:uuid:else"}}],"meta":{"source":"urn:uuid:b"},"x":{"valueUrl":"urn:uuid:b","valueUuid":"urn:uuid:b",)"
             R"("valueOid":"urn:oid:1","policy":["urn:uuid:b","x"],"uri":"urn:uuid:b#f"}})")}));
    const auto made_of = made.resource(1);
    EXPECT_EQ(made_of.at("/content/0/attachment/url"_json_pointer), "Binary/b");
    EXPECT_EQ(made_of.at("/content/1/attachment/url"_json_pointer), "Binary/b");
    EXPECT_EQ(made_of.at("/content/2/attachment/url"_json_pointer), "urn:uuid:else");
    EXPECT_EQ(made_of.at("/meta/source"_json_pointer), "Binary/b");
    EXPECT_EQ(made_of.at("/x/valueUrl"_json_pointer), "Binary/b");
    EXPECT_EQ(made_of.at("/x/valueUuid"_json_pointer), "Binary/b");
    EXPECT_EQ(made_of.at("/x/policy/0"_json_pointer), "Binary/b");
    EXPECT_EQ(made_of.at("/x/uri"_json_pointer), "Binary/b#f");
    EXPECT_THAT(made.work().unresolved, IsEmpty());
}

TEST(UriElements, NamesOfThingsAreNoLinks) {
    const std::string resource =
        R"({"resourceType":"ValueSet","id":"v","url":"urn:uuid:1","identifier":[{"system":"urn:uuid:1","value":"urn:uuid:1"}],)"
        R"("implicitRules":"urn:uuid:1","meta":{"profile":["urn:uuid:1"],"tag":[{"system":"urn:uuid:1","code":"urn:uuid:1"}]},)"
        R"("instantiatesCanonical":["urn:uuid:1"],"valueCanonical":"urn:uuid:1","valueString":"urn:uuid:1","valueId":"urn:uuid:1",)"
        R"("extension":[{"url":"urn:uuid:1","valueCode":"urn:uuid:1"}],"compose":{"include":[{"system":"urn:uuid:1","valueSet":["urn:uuid:1"]}]}})";
    const Conversion made(bundle("transaction", {entry("urn:uuid:1", kLinkedPatient), entry("", resource)}));
    EXPECT_EQ(made.line(1).text, resource);
    EXPECT_EQ(made.account().rewritten, 0U);
}

TEST(References, TenThousandInOneBundleTakeLinearTime) {
    std::vector<std::string> entries;
    for (int i = 0; i < 10'000; ++i) {
        entries.push_back(entry("urn:uuid:" + std::to_string(i),
                                R"({"resourceType":"Observation","hasMember":[{"reference":"urn:uuid:)" +
                                    std::to_string((i * 7919) % 10'000) + "\"}]}"));
    }
    const Conversion made(bundle("transaction", entries));
    EXPECT_EQ(made.account().rewritten, 10'000U);
    EXPECT_EQ(made.resource(1).at("/hasMember/0/reference"_json_pointer), "Observation/7919");
}

TEST(References, TheFirstOfSeveralEntriesWithOneFullUrlIsMeant) {
    const Conversion made(
        bundle("transaction",
               {entry("urn:uuid:1", kLinkedPatient), entry("urn:uuid:1", R"({"resourceType":"Group","id":"g"})"),
                entry("", R"({"resourceType":"Observation","id":"o","subject":{"reference":"urn:uuid:1"}})")}));
    EXPECT_EQ(made.resource(2).at("/subject/reference"_json_pointer), "Patient/p");
}

TEST(SplitRestful, TakesBaseTypeAndIdApart) {
    std::string_view base, type, id;
    ASSERT_TRUE(split_restful("https://s:8080/a/b/Patient/1", base, type, id));
    EXPECT_EQ(base, "https://s:8080/a/b");
    EXPECT_EQ(type, "Patient");
    EXPECT_EQ(id, "1");
    for (const std::string_view url :
         {"", "http://", "http:///", "http://Patient/1", "http://s/Patient", "http://s/Patient/", "http://s/Foo/1",
          "urn:uuid:1", "Patient/1", "ftp://s/Patient/1"}) {
        EXPECT_FALSE(split_restful(url, base, type, id)) << url;
    }
}

}  // namespace
}  // namespace hios::fhir
