#include "stages/definitions/value_sets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/definitions/structure_definition.hpp"

namespace hios::definitions {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ValueSetsTest : public testing::Test {
protected:
    // Animals: dog (poodle, terrier), cat; "poodle" also has the child "toy" by property.
    static constexpr const char* kSystem =
        R"({"resourceType":"CodeSystem","url":"http://x/animals","content":"complete",
        "concept":[{"code":"dog","concept":[{"code":"poodle","property":[{"code":"child","valueCode":"toy"}]},
        {"code":"terrier"}]},{"code":"cat"},{"code":"toy"}]})";

    model::CodeList list(const std::string& compose) {
        definitions_ = {};
        const std::string sets = R"({"resourceType":"ValueSet","url":"http://x/cats","compose":{"include":[
            {"system":"http://x/animals","concept":[{"code":"cat"}]}]}})";
        for (const std::string& json :
             {std::string(kSystem), sets,
              R"({"resourceType":"ValueSet","url":"http://x/set","compose":)" + compose + "}"}) {
            EXPECT_TRUE(read_definitions(json, definitions_));
        }
        return ValueSets(definitions_).list("http://x/set");
    }
    std::vector<std::string> codes(const std::string& compose) {
        model::CodeList found = list(compose);
        EXPECT_THAT(found.open_systems, IsEmpty());
        return found.codes["http://x/animals"];
    }
    model::Definitions definitions_;
};

TEST_F(ValueSetsTest, AWholeSystem) {
    EXPECT_THAT(codes(R"({"include":[{"system":"http://x/animals"}]})"),
                ElementsAre("cat", "dog", "poodle", "terrier", "toy"));
}

TEST_F(ValueSetsTest, NamedCodes) {
    EXPECT_THAT(codes(R"({"include":[{"system":"http://x/animals","concept":[{"code":"toy"},{"code":"cat"}]}]})"),
                ElementsAre("cat", "toy"));
}

TEST_F(ValueSetsTest, FiltersByHierarchy) {
    const auto filter = [&](const std::string& op) {
        return codes(R"({"include":[{"system":"http://x/animals","filter":[{"property":"concept","op":")" + op +
                     R"(","value":"dog"}]}]})");
    };
    EXPECT_THAT(filter("is-a"), ElementsAre("dog", "poodle", "terrier", "toy"));
    EXPECT_THAT(filter("descendent-of"), ElementsAre("poodle", "terrier", "toy"));
    EXPECT_THAT(filter("is-not-a"), ElementsAre("cat"));
}

TEST_F(ValueSetsTest, ImportsAndExclusions) {
    EXPECT_THAT(
        codes(
            R"({"include":[{"valueSet":["http://x/cats"]},{"system":"http://x/animals","concept":[{"code":"dog"}]}]})"),
        ElementsAre("cat", "dog"));
    EXPECT_THAT(codes(R"({"include":[{"system":"http://x/animals","valueSet":["http://x/cats"]}]})"),
                ElementsAre("cat"));
    EXPECT_THAT(codes(R"({"include":[{"system":"http://x/animals"}],"exclude":[{"valueSet":["http://x/cats"]}]})"),
                ElementsAre("dog", "poodle", "terrier", "toy"));
}

TEST_F(ValueSetsTest, WhatIsNotKnownMakesTheSetOpen) {
    EXPECT_THAT(list(R"({"include":[{"system":"http://loinc.org"}]})").open_systems, ElementsAre("http://loinc.org"));
    EXPECT_THAT(list(R"({"include":[{"valueSet":["http://x/unknown"]}]})").open_systems, ElementsAre(""));
    EXPECT_THAT(
        list(R"({"include":[{"system":"http://x/animals","filter":[{"property":"size","op":"=","value":"1"}]}]})")
            .open_systems,
        ElementsAre("http://x/animals"));
    const model::CodeList partly = list(R"({"include":[{"system":"http://x/animals"},{"system":"http://loinc.org"}]})");
    EXPECT_EQ(partly.codes.at("http://x/animals").size(), 5U);
    EXPECT_THAT(partly.open_systems, ElementsAre("http://loinc.org"));
}

TEST_F(ValueSetsTest, AnExclusionThatCannotBeListedLeavesNothingCertain) {
    const model::CodeList list =
        this->list(R"({"include":[{"system":"http://x/animals"}],"exclude":[{"valueSet":["http://x/unknown"]}]})");
    EXPECT_THAT(list.codes, IsEmpty());
    EXPECT_THAT(list.open_systems, ElementsAre("http://x/animals"));
}

TEST_F(ValueSetsTest, SetsThatImportEachOtherEnd) {
    EXPECT_THAT(list(R"({"include":[{"valueSet":["http://x/set"]}]})").open_systems, ElementsAre(""));
}

TEST_F(ValueSetsTest, AnExampleOfASystemIsNotTheSystem) {
    model::Definitions definitions;
    ASSERT_TRUE(read_definitions(
        R"([{"resourceType":"CodeSystem","url":"http://x/s","content":"example","concept":[{"code":"a"}]},
        {"resourceType":"ValueSet","url":"http://x/set","compose":{"include":[{"system":"http://x/s"}]}}])",
        definitions));
    EXPECT_THAT(ValueSets(definitions).list("http://x/set").open_systems, ElementsAre("http://x/s"));
}

}  // namespace
}  // namespace hios::definitions
