#include "jobs/spec/yaml_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hios::jobs {
namespace {

using nlohmann::json;
using testing::HasSubstr;

Problem only_problem(std::string_view text) {
    const auto document = read_yaml(text, "job.yaml");
    if (document) return {{}, "was read"};
    return document.error().size() == 1 ? document.error()[0] : Problem{{}, "several problems"};
}

TEST(ReadYaml, PlainScalarsHaveTypesAndQuotedOnesAreText) {
    const auto document = read_yaml("a: 5\nb: 0.5\nc: true\nd: ~\ne: '5'\nf: 1.2.3\ng: 5m\nh:\ni: \"\"\n", "job.yaml");
    ASSERT_TRUE(document);
    const json expected{{"a", 5},       {"b", 0.5},  {"c", true},    {"d", nullptr}, {"e", "5"},
                        {"f", "1.2.3"}, {"g", "5m"}, {"h", nullptr}, {"i", ""}};
    EXPECT_EQ(document->root, expected);
}

TEST(ReadYaml, JsonIsRead) {
    const auto document = read_yaml("{\n\t\"a\": [1, \"x\\/y\", null],\n\t\"b\": {\"c\": -2e3}\n}", "job.json");
    ASSERT_TRUE(document);
    const json expected{{"a", {1, "x/y", nullptr}}, {"b", {{"c", -2000.0}}}};
    EXPECT_EQ(document->root, expected);
}

TEST(ReadYaml, ValuesAndKeysKnowTheirPlaces) {
    const auto document = read_yaml("source:\n  uri: ./raw\n  match: [a, b]\n", "job.yaml");
    ASSERT_TRUE(document);
    EXPECT_EQ(to_text(document->place_of("/source/uri")), "job.yaml:2:8");
    EXPECT_EQ(to_text(document->key_place_of("/source/uri")), "job.yaml:2:3");
    EXPECT_EQ(to_text(document->place_of("/source/match/1")), "job.yaml:3:14");
    EXPECT_EQ(to_text(document->place_of("/source/none")), "job.yaml:2:3") << "the nearest place around it";
}

TEST(ReadYaml, EmptyTextIsNull) {
    const auto document = read_yaml("# nothing\n", "job.yaml");
    ASSERT_TRUE(document);
    EXPECT_TRUE(document->root.is_null());
}

TEST(ReadYaml, DuplicateKeysAreAllReported) {
    const auto document = read_yaml("a: 1\nb: 2\na: 3\nb: 4\n", "job.yaml");
    ASSERT_FALSE(document);
    ASSERT_EQ(document.error().size(), 2U);
    EXPECT_EQ(to_text(document.error()[0].place), "job.yaml:3:1");
    EXPECT_THAT(document.error()[0].text, HasSubstr("\"a\" stands here twice; the first is in line 1"));
}

TEST(ReadYaml, AnchorsAndMergeKeysAreApplied) {
    const auto document = read_yaml("x-a: &a {p: 1, q: 2}\nb:\n  <<: *a\n  q: 3\nc: *a\n", "job.yaml");
    ASSERT_TRUE(document);
    const json merged{{"p", 1}, {"q", 3}};
    EXPECT_EQ(document->root["b"], merged);
    EXPECT_EQ(document->root["c"]["q"], 2);
}

TEST(ReadYaml, BillionLaughsEnd) {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int j = 0; j < 10; ++j) text += (j > 0 ? ", *a" : "*a") + std::to_string(i - 1);
        text += "]\n";
    }
    EXPECT_THAT(only_problem(text).text, HasSubstr("larger than"));
}

TEST(ReadYaml, AnAliasInsideItsOwnAnchorIsRefused) {
    EXPECT_THAT(only_problem("a: &a [*a]\n").text, HasSubstr("inside the value it names"));
}

TEST(ReadYaml, DeepNestingIsRefused) {
    EXPECT_THAT(only_problem(std::string(40, '[') + std::string(40, ']')).text, HasSubstr("nested deeper"));
    EXPECT_FALSE(read_yaml(std::string(200'000, '['), "job.yaml"));
}

TEST(ReadYaml, ASecondDocumentIsRefused) {
    EXPECT_THAT(only_problem("a: 1\n---\nb: 2\n").text, HasSubstr("second document"));
}

TEST(ReadYaml, CommonSlipsGetAWordOfHelp) {
    EXPECT_THAT(only_problem("match: [**/*.json]\n").text, HasSubstr("put patterns in quotes"));
    EXPECT_THAT(only_problem("match: *.json\n").text, HasSubstr("put patterns in quotes"));
    EXPECT_THAT(only_problem("a:\n\tb: 1\n").text, HasSubstr("tab"));
    EXPECT_THAT(only_problem("staging: {uri: ${env:X}}\n").text, HasSubstr("in quotes inside {...}"));
    EXPECT_THAT(only_problem("a: @x\n").text, HasSubstr("must be put in quotes"));
}

TEST(ReadYaml, SyntaxErrorsNameLineAndColumn) {
    const Problem problem = only_problem("a: 1\nb: [1, 2\nc: 3\n");
    EXPECT_GE(problem.place.line, 2);
    EXPECT_GE(problem.place.column, 1);
}

}  // namespace
}  // namespace hios::jobs
