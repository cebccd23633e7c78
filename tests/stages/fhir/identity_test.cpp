#include "stages/fhir/identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stages/fhir/conversion.hpp"

namespace hios::fhir {
namespace {

using test::bundle;
using test::Conversion;
using test::entry;
using test::request;
using testing::ElementsAre;

std::string id_of(const std::string& text) {
    return Conversion(text).resource().at("id");
}
std::string id_in_bundle(const std::string& entry_text) {
    return id_of(bundle("transaction", {entry_text}));
}

TEST(Ids, LettersDigitsDashAndDotAreAllowed) {
    EXPECT_TRUE(is_valid_id("a"));
    EXPECT_TRUE(is_valid_id("A-9.z"));
    EXPECT_TRUE(is_valid_id(std::string(64, 'x')));
    EXPECT_FALSE(is_valid_id(std::string(65, 'x')));
    EXPECT_FALSE(is_valid_id(""));
    for (const std::string_view id : {"a_b", "a/b", "a b", "a\n", "é", "a#", "a|b"})
        EXPECT_FALSE(is_valid_id(id)) << id;
}

TEST(Ids, DerivedOnesAreUuid5AndStable) {
    const IdNamespace ids("acme");
    const std::string id = ids.derive("Patient", "x");
    EXPECT_THAT(id, testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    EXPECT_EQ(id, IdNamespace("acme").derive("Patient", "x"));
    EXPECT_NE(id, ids.derive("Group", "x"));
    EXPECT_NE(id, ids.derive("Patient", "y"));
    EXPECT_NE(id, IdNamespace("other").derive("Patient", "x"));
}

TEST(Ids, OwnIdIsKept) {
    EXPECT_EQ(id_of(R"({"resourceType":"Patient","id":"A-1.b"})"), "A-1.b");
    EXPECT_EQ(
        id_in_bundle(entry("urn:uuid:other", R"({"resourceType":"Patient","id":"own"})", request("POST", "Patient"))),
        "own");
    EXPECT_EQ(id_in_bundle(entry("", R"({"resourceType":"Patient","id":"own"})", request("PUT", "Patient/url"))),
              "own");
}

TEST(Ids, OwnIdMayBeWrittenWithEscapes) {
    const Conversion made(R"({"resourceType":"Patient","id":"a\u0062c"})");
    EXPECT_EQ(made.resource().at("id"), "abc");
    EXPECT_EQ(made.line().record.key, resource_key("Patient", "abc"));
}

TEST(Ids, MissingIdComesFromTheEntry) {
    const std::string patient = R"({"resourceType":"Patient"})";
    EXPECT_EQ(id_in_bundle(entry("urn:uuid:0A1b-2", patient)), "0A1b-2");
    EXPECT_EQ(id_in_bundle(entry("urn:oid:1.2.3", patient)), "1.2.3");
    EXPECT_EQ(id_in_bundle(entry("http://server/fhir/Patient/77", patient)), "77");
    EXPECT_EQ(id_in_bundle(entry("urn:uuid:x", patient, request("PUT", "Patient/url"))), "url");
    EXPECT_EQ(id_in_bundle(entry("urn\\u003auuid:x", patient)), "x");
}

TEST(Ids, EmptyIdCountsAsMissing) {
    const Conversion made(bundle("transaction", {entry("urn:uuid:one", R"({"resourceType":"Patient","id":""})"),
                                                 entry("", R"({"resourceType":"Patient","id":""})"),
                                                 entry("", R"({"id":"","resourceType":"Patient"})")}));
    ASSERT_EQ(made.lines().size(), 3U);
    EXPECT_EQ(made.resource(0).at("id"), "one");
    EXPECT_NE(made.resource(1).at("id"), made.resource(2).at("id"));
    EXPECT_TRUE(is_valid_id(made.resource(1).at("id").get<std::string>()));
}

TEST(Ids, WhatSaysNothingGetsADerivedIdThatIsStable) {
    const std::string patient = R"({"resourceType":"Patient"})";
    for (const std::string& text :
         {patient, bundle("batch", {entry("", patient)}), bundle("batch", {entry("urn:uuid:not_allowed", patient)}),
          bundle("batch", {entry("http://server/fhir/Group/1", patient)}),
          bundle("batch", {entry("http://server/Patient", patient)})}) {
        const std::string id = id_of(text);
        EXPECT_EQ(id.size(), 36U) << text;
        EXPECT_EQ(id, id_of(text));
    }
    const Conversion two(bundle("batch", {entry("", patient), entry("", patient)}));
    EXPECT_NE(two.names()[0], two.names()[1]);
    const Conversion lines({patient, patient}, Shape::kLine);
    EXPECT_NE(lines.names()[0], lines.names()[1]);
}

TEST(Ids, IdsThatFhirForbidsAreReplacedAndReferencesFollow) {
    const std::string derived = Conversion::ids().derive("Patient", "bad_id");
    const std::string observation =
        R"({"resourceType":"Observation","id":"o","subject":{"reference":"Patient/bad_id"}})";
    const Conversion patient(R"({"resourceType":"Patient","id":"bad_id"})");
    EXPECT_EQ(patient.resource().at("id"), derived);
    // Also from another document, where only the reference stands.
    EXPECT_EQ(Conversion(observation).resource().at("subject").at("reference"), "Patient/" + derived);
    const Conversion both(
        bundle("collection", {entry("http://s/Patient/bad_id", R"({"resourceType":"Patient","id":"bad_id"})"),
                              entry("http://s/Observation/o", observation)}));
    EXPECT_THAT(both.names(), ElementsAre("Patient/" + derived, "Observation/o"));
    EXPECT_EQ(both.resource(1).at("subject").at("reference"), "Patient/" + derived);
    const std::string tooLong(65, 'x');
    EXPECT_EQ(Conversion(R"({"resourceType":"Patient","id":")" + tooLong + "\"}").resource().at("id"),
              Conversion::ids().derive("Patient", tooLong));
}

TEST(Ids, OtherThanStringsAreRejected) {
    for (const std::string_view value : {"5", "null", "true", "{}", "[]", "[\"a\"]", "{\"id\":\"a\"}"}) {
        const Conversion made(R"({"resourceType":"Patient","id":)" + std::string(value) + "}");
        EXPECT_THAT(made.codes(), ElementsAre("fhir.bad_id")) << value;
        EXPECT_TRUE(made.lines().empty());
    }
}

TEST(Ids, IdsOfPartsAreNotTheResources) {
    const Conversion made(
        R"({"resourceType":"Patient","contained":[{"resourceType":"Group","id":"c"}],"name":[{"id":"n"}],"id":"p"})");
    EXPECT_EQ(
        made.line().text,
        R"({"resourceType":"Patient","contained":[{"resourceType":"Group","id":"c"}],"name":[{"id":"n"}],"id":"p"})");
}

}  // namespace
}  // namespace hios::fhir
