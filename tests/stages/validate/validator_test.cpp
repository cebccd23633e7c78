// Documents as a whole: levels, ids, Bundles and their entries, unreadable text.

#include "stages/validate/validator.hpp"

#include <gmock/gmock.h>

#include "tests/stages/validate/checking.hpp"
#include "tests/stages/validate/samples.hpp"

namespace hios::validate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kSpoilt =
    R"({"resourceType":"Patient","id":"p","foo":1,"gender":"x","maritalStatus":{"id":"a"},"extension":[{"url":"u"}]})";

TEST(Validator, EachLevelChecksMoreThanTheOneBefore) {
    EXPECT_THAT(test::check(kSpoilt, Level::kMinimal).all, IsEmpty());
    EXPECT_THAT(test::check(kSpoilt, Level::kStructureOnly).rules(),
                testing::UnorderedElementsAre("validate.unknown_element", "validate.code"));
    EXPECT_THAT(test::check(kSpoilt, Level::kStrict).rules(),
                testing::IsSupersetOf({"validate.unknown_element", "validate.code", "ele-1", "ext-1"}));
}

TEST(Validator, AllIssuesAreToldNotOnlyTheFirst) {
    EXPECT_EQ(
        test::check(R"({"resourceType":"Patient","a":1,"b":2,"gender":"x","birthDate":"y","active":"z","name":[]})")
            .all.size(),
        6U);
}

TEST(Validator, EveryLevelAsksForAKnownResource) {
    for (const Level level : {Level::kMinimal, Level::kStructureOnly, Level::kStrict}) {
        EXPECT_THAT(test::check("[]", level).rules(), ElementsAre("validate.not_an_object"));
        EXPECT_THAT(test::check(R"({"id":"a"})", level).rules(), ElementsAre("validate.no_resource_type"));
        EXPECT_THAT(test::check(R"({"resourceType":"X","id":"a"})", level).rules(),
                    ElementsAre("validate.unknown_resource_type"));
        EXPECT_FALSE(test::check(R"({"resourceType":"Patient")", level).unreadable.empty());
    }
}

TEST(Validator, AResourceThatStandsAloneNeedsAnId) {
    for (const Level level : {Level::kMinimal, Level::kStructureOnly, Level::kStrict}) {
        test::Checker checker(level, true);
        EXPECT_THAT(checker.check(R"({"resourceType":"Patient","active":true})").of("validate.no_id"),
                    ElementsAre("Patient"));
        EXPECT_FALSE(checker.check(R"({"resourceType":"Patient","id":"p"})").has("validate.no_id"));
        EXPECT_TRUE(checker.check(R"({"resourceType":"Patient","_id":{"id":"x"}})").has("validate.no_id"));
        EXPECT_TRUE(checker.check(R"({"resourceType":"Patient","id":5})").has("validate.no_id"));
        EXPECT_FALSE(
            checker
                .check(
                    R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient"}}]})")
                .has("validate.no_id"));
    }
}

TEST(Validator, OfAnUnknownTypeNothingIsSaidToBeMissing) {
    for (const Level level : {Level::kMinimal, Level::kStructureOnly, Level::kStrict}) {
        test::Checker checker(level, true);
        const auto found = checker.check(R"({"resourceType":"ActorDefinition","id":"a"})");
        EXPECT_TRUE(found.has("validate.unknown_resource_type"));
        EXPECT_FALSE(found.has("validate.no_id"));
    }
}

TEST(Validator, EntriesAreResourcesOfTheirOwn) {
    const auto found = test::check(
        R"({"resourceType":"Bundle","type":"collection","x":1,"entry":[{"resource":{"resourceType":"Patient","y":1}},)"
        R"({"fullUrl":"http://x.org"},{"resource":{"resourceType":"Nope"}},{"resource":{"id":"z"}}]})");
    EXPECT_EQ(found.resources, 4U);
    EXPECT_THAT(found.of("validate.unknown_element"), ElementsAre("Bundle", "Bundle.entry[0].resource"));
    EXPECT_THAT(found.of("validate.unknown_resource_type"), ElementsAre("Bundle.entry[2].resource"));
    EXPECT_THAT(found.of("validate.no_resource_type"), ElementsAre("Bundle.entry[3].resource"));
}

TEST(Validator, AtMinimalEntriesAreLookedAtToo) {
    EXPECT_THAT(
        test::check(R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Nope"}}]})", Level::kMinimal)
            .rules(),
        ElementsAre("validate.unknown_resource_type"));
}

TEST(Validator, WhatIsNoJsonIsAnError) {
    for (const char* text : {"", " ", "{", R"({"resourceType":"Patient"}})", R"({"resourceType":"Patient"} {})",
                             "\xFF\xFE", R"({"resourceType":"Patient","id":"a)", R"({"resourceType":"Patient",})",
                             R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient",}}]})",
                             R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient"]}]})"}) {
        EXPECT_THAT(test::check(text).unreadable, testing::StartsWith("json.")) << text;
    }
}

TEST(Validator, GoesOnAfterWhatItCannotRead) {
    test::Checker checker;
    EXPECT_FALSE(checker.check(test::kBundle.substr(0, 900)).unreadable.empty());
    EXPECT_TRUE(checker.check(test::kBundle).accepted());
    EXPECT_FALSE(checker.check(R"({"resourceType":"Patient","x":{"a":)").unreadable.empty());
    EXPECT_THAT(checker.check(R"({"resourceType":"Patient","x":{"a":1,"b":2}})").rules(),
                ElementsAre("validate.unknown_element"));
}

TEST(Validator, LongListsAreRight) {
    std::string given = "\"A\"";
    for (int i = 0; i < 70'000; ++i) given += ",\"A\"";
    EXPECT_THAT(test::check(R"({"resourceType":"Patient","name":[{"given":[)" + given + "]}]}").all, IsEmpty())
        << "* is no number";
}

TEST(Validator, LevelsHaveTheirNames) {
    for (const Level level : {Level::kMinimal, Level::kStructureOnly, Level::kStrict})
        EXPECT_EQ(level_named(to_string(level)), level);
    EXPECT_EQ(to_string(Level::kStructureOnly), "structure-only");
    EXPECT_FALSE(level_named("Strict"));
    EXPECT_FALSE(level_named(""));
}

}  // namespace
}  // namespace hios::validate
