#include "stages/fhir/conditional.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/fhir/identity.hpp"
#include "tests/stages/fhir/conversion.hpp"

namespace hios::fhir {
namespace {

using test::bundle;
using test::Conversion;
using test::entry;
using test::request;
using testing::ElementsAre;

constexpr std::string_view kDoctor =
    R"({"resourceType":"Practitioner","id":"dr","identifier":[{"system":"http://npi","value":"9"}]})";

std::string asking(std::string_view reference) {
    return R"({"resourceType":"Observation","id":"o","performer":[{"reference":")" + std::string(reference) + "\"}]}";
}

std::string answer(std::string_view reference, const std::vector<std::string>& others) {
    std::vector<std::string> all{asking(reference)};
    all.insert(all.end(), others.begin(), others.end());
    ConditionalIndex index = Conversion::gather(all);
    const Conversion made(all, Shape::kWhole, &index);
    return made.resource(0).at("performer").at(0).at("reference");
}

TEST(ParseQuery, TakesIdentifierAndId) {
    const auto query = parse_conditional("Practitioner?identifier=http%3A%2F%2Fnpi|9%20x");
    ASSERT_TRUE(query);
    EXPECT_EQ(query->type, "Practitioner");
    EXPECT_EQ(query->system, "http://npi");
    EXPECT_EQ(query->value, "9 x");
    EXPECT_FALSE(query->any_system);
    EXPECT_EQ(parse_conditional("A?identifier=a%7Cb")->system, "a");
    EXPECT_TRUE(parse_conditional("A?identifier=9")->any_system);
    EXPECT_FALSE(parse_conditional("A?identifier=|9")->any_system);
    EXPECT_EQ(parse_conditional("A?identifier=|9")->system, "");
    EXPECT_TRUE(parse_conditional("A?_id=7")->by_id);
    EXPECT_EQ(parse_conditional("A?identifier=a|b%")->value, "b%");
    EXPECT_EQ(parse_conditional("A?identifier=a|%zz%4")->value, "%zz%4");
}

TEST(ParseQuery, RefusesWhatDataCannotAnswer) {
    for (const std::string_view text :
         {"", "?", "A", "A?", "?identifier=a|b", "A?name=x", "A?identifier=", "A?identifier=a|",
          "A?identifier=a|b&active=true", "A?identifier=a|b,a|c", "A?identifier:not=a|b", "A?_id="}) {
        EXPECT_FALSE(parse_conditional(text)) << text;
    }
}

TEST(ConditionalReference, FindsTheResourceAnywhereInTheRun) {
    EXPECT_EQ(answer("Practitioner?identifier=http://npi|9", {std::string(kDoctor)}), "Practitioner/dr");
    EXPECT_EQ(answer("Practitioner?identifier=http:%2F%2Fnpi%7C9", {std::string(kDoctor)}), "Practitioner/dr");
    EXPECT_EQ(answer(R"(Practitioner\u003fidentifier=http:\/\/npi|9)", {std::string(kDoctor)}), "Practitioner/dr");
    EXPECT_EQ(answer("Practitioner?identifier=9", {std::string(kDoctor)}), "Practitioner/dr");
    EXPECT_EQ(answer("Practitioner?identifier=http://npi|9", {bundle("batch", {entry("urn:uuid:1", kDoctor)})}),
              "Practitioner/dr");
    EXPECT_EQ(answer("Practitioner?_id=77", {}), "Practitioner/77");
}

TEST(ConditionalReference, ThatFindsNothingOrMuchIsKeptAndListed) {
    const std::string other =
        R"({"resourceType":"Practitioner","id":"dr2","identifier":[{"system":"http://npi","value":"9"}]})";
    const auto why = [](std::string_view reference, std::vector<std::string> others) {
        others.insert(others.begin(), asking(reference));
        ConditionalIndex index = Conversion::gather(others);
        const Conversion made(others, Shape::kWhole, &index);
        EXPECT_EQ(made.resource(0).at("performer").at(0).at("reference"), reference);
        EXPECT_EQ(made.account().unresolved, 1U);
        return made.work().unresolved.empty() ? std::string() : std::string(made.work().unresolved[0].why);
    };
    EXPECT_EQ(why("Practitioner?identifier=http://npi|8", {std::string(kDoctor)}), "no-match");
    EXPECT_EQ(why("Practitioner?identifier=|9", {std::string(kDoctor)}), "no-match");
    EXPECT_EQ(why("Organization?identifier=http://npi|9", {std::string(kDoctor)}), "no-match");
    EXPECT_EQ(why("Practitioner?identifier=http://npi|9", {std::string(kDoctor), other}), "several-matches");
    EXPECT_EQ(why("Practitioner?name=x", {}), "unsupported-query");
    EXPECT_EQ(why("Nonsense?identifier=a|b", {}), "unsupported-query");
    EXPECT_EQ(Conversion(asking("Practitioner?identifier=a|b")).work().unresolved.at(0).why, "no-match");
}

TEST(ConditionalReference, OnlyTheResourcesOwnIdentifiersCount) {
    const std::string org =
        R"({"resourceType":"Practitioner","id":"x","qualification":[{"identifier":[{"system":"http://npi","value":"9"}]}],)"
        R"("contained":[{"resourceType":"Practitioner","identifier":[{"system":"http://npi","value":"9"}]}],)"
        R"("identifier":[{"system":"a","value":"1","assigner":{"identifier":{"system":"http://npi","value":"9"}}}]})";
    EXPECT_EQ(answer("Practitioner?identifier=http://npi|9", {org}), "Practitioner?identifier=http://npi|9");
    EXPECT_EQ(answer("Practitioner?identifier=a|1", {org}), "Practitioner/x");
}

TEST(ConditionalReference, IdentifierMayBeOneObject) {
    const std::string response =
        R"({"resourceType":"QuestionnaireResponse","id":"q","identifier":{"value":"1","system":"s"}})";
    EXPECT_EQ(answer("QuestionnaireResponse?identifier=s|1", {response}), "QuestionnaireResponse/q");
}

std::string creating(std::string_view resource) {
    return bundle(
        "batch",
        {entry("urn:uuid:d", resource, request("POST", "Practitioner", R"(,"ifNoneExist":"identifier=http://npi|9")")),
         entry("", R"({"resourceType":"Observation","id":"o","performer":[{"reference":"urn:uuid:d"}]})")});
}

TEST(ConditionalCreate, YieldsToWhatExists) {
    const std::vector<std::string> texts{
        std::string(kDoctor),
        creating(R"({"resourceType":"Practitioner","id":"new","identifier":[{"system":"http://npi","value":"9"}]})")};
    ConditionalIndex index = Conversion::gather(texts);
    const Conversion made(texts, Shape::kWhole, &index);
    EXPECT_THAT(made.names(), ElementsAre("Practitioner/dr", "Observation/o"));
    EXPECT_EQ(made.resource(1).at("performer").at(0).at("reference"), "Practitioner/dr");
    EXPECT_EQ(made.account(1).made, 2U);
    EXPECT_EQ(made.account(1).superseded, 1U);
}

TEST(ConditionalCreate, OfTheSameThingInManyFilesMakesOne) {
    const std::string create =
        creating(R"({"resourceType":"Practitioner","identifier":[{"system":"http://npi","value":"9"}]})");
    const std::vector<std::string> texts{create, create, create};
    ConditionalIndex index = Conversion::gather(texts);
    const Conversion made(texts, Shape::kWhole, &index);
    EXPECT_THAT(made.names(), ElementsAre("Practitioner/d", "Observation/o", "Practitioner/d", "Observation/o",
                                          "Practitioner/d", "Observation/o"));
    const Conversion alone(create);
    EXPECT_THAT(alone.names(), ElementsAre("Practitioner/d", "Observation/o"));
}

TEST(ConditionalCreate, TheFirstOfDifferentIdsWins) {
    const std::vector<std::string> texts{
        creating(R"({"resourceType":"Practitioner","id":"a","identifier":[{"system":"http://npi","value":"9"}]})"),
        creating(R"({"resourceType":"Practitioner","id":"b","identifier":[{"system":"http://npi","value":"9"}]})")};
    ConditionalIndex index = Conversion::gather(texts);
    const Conversion made(texts, Shape::kWhole, &index);
    EXPECT_THAT(made.names(), ElementsAre("Practitioner/a", "Observation/o", "Observation/o"));
    EXPECT_EQ(made.resource(2).at("performer").at(0).at("reference"), "Practitioner/a");
}

std::string updating(std::string_view id) {
    const std::string member = id.empty() ? "" : R"("id":")" + std::string(id) + "\",";
    return bundle("transaction", {entry("urn:uuid:" + std::string(id.empty() ? "u" : id),
                                        R"({"resourceType":"Practitioner",)" + member +
                                            R"("identifier":[{"system":"http://npi","value":"9"}]})",
                                        request("PUT", "Practitioner?identifier=http://npi|9"))});
}

TEST(ConditionalUpdate, TakesTheIdOfWhatItFinds) {
    for (const bool first : {true, false}) {
        std::vector<std::string> texts{std::string(kDoctor), updating("other")};
        if (!first) std::swap(texts[0], texts[1]);
        ConditionalIndex index = Conversion::gather(texts);
        const Conversion made(texts, Shape::kWhole, &index);
        EXPECT_THAT(made.names(), ElementsAre("Practitioner/dr", "Practitioner/dr")) << first;
        EXPECT_EQ(made.line(first ? 1 : 0).record.key, resource_key("Practitioner", "dr"));
    }
}

TEST(ConditionalUpdate, OfTheSameThingInManyFilesAreVersionsOfOne) {
    const std::vector<std::string> texts{updating("a"), updating("b"), updating("")};
    ConditionalIndex index = Conversion::gather(texts);
    const Conversion made(texts, Shape::kWhole, &index);
    EXPECT_THAT(made.names(), ElementsAre("Practitioner/a", "Practitioner/a", "Practitioner/a"));
}

TEST(ConditionalIndex, KeepsWantedKeysOnly) {
    ConditionalIndex index;
    const Key128 key = identifier_key("A", "s", "v");
    index.offer(key, "x", false);
    EXPECT_EQ(index.find({key, false}), nullptr);
    EXPECT_TRUE(index.empty());
    index.want({key, false});
    EXPECT_EQ(index.find({key, false}), nullptr);
    index.offer(key, "x", true);
    index.offer(key, "y", true);
    EXPECT_EQ(index.find({key, false})->id, "x");
    index.offer(key, "z", false);
    EXPECT_EQ(index.find({key, false})->id, "z");
    index.offer(key, "y", true);
    index.offer(key, "z", false);
    EXPECT_FALSE(index.find({key, false})->ambiguous);
    index.offer(key, "w", false);
    EXPECT_TRUE(index.find({key, false})->ambiguous);
    EXPECT_EQ(index.find({key, true}), nullptr);
    EXPECT_EQ(index.wanted().size(), 1U);
}

}  // namespace
}  // namespace hios::fhir
