#include "stages/map/map_file.hpp"

#include <gmock/gmock.h>

#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string problems_in(const std::string& yaml) {
    Problems problems;
    (void)read_map_file(yaml, "m.yaml", problems);
    return all_text(problems);
}

TEST(MapFile, HoldsSeveralMaps) {
    Problems problems;
    const auto maps = read_map_file(
        "map: a\nfragments:\n  F(x, y): {family: =x}\n---\nmap: b\nsource: {format: csv, "
        "columns: {A: date(yyyy-MM-dd)?, B: string?}}\nemit: {Patient: {gender: =A ?? B}}\n",
        "m.yaml", problems);
    ASSERT_FALSE(problems.failed()) << all_text(problems);
    ASSERT_EQ(maps.size(), 2U);
    EXPECT_EQ(maps[0].fragments[0].parameters, (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(maps[1].emits[0].resource_type, "Patient");
    const auto& columns = maps[1].source.tables[0].columns;
    ASSERT_EQ(columns.size(), 2U);
    EXPECT_EQ(columns[0].type.name, "date");
    EXPECT_EQ(columns[0].type.arguments, std::vector<std::string>{"yyyy-MM-dd"});
    EXPECT_TRUE(columns[0].type.optional);
    EXPECT_EQ(maps[1].emits[0].body->get("gender")->text, "=A ?? B");
}

TEST(MapFile, ErrorsNameThePlace) {
    EXPECT_THAT(problems_in("map: a\nsorce: {}\n"),
                HasSubstr("m.yaml:2:1: unknown key \"sorce\". Did you mean \"source\"?"));
    EXPECT_THAT(problems_in("source: {format: csv}\n"), HasSubstr("the map has no name"));
    EXPECT_THAT(problems_in("map: a\nsource: {format: cvs}\n"),
                HasSubstr("m.yaml:2:18: unknown format \"cvs\". Did you mean"));
    EXPECT_THAT(problems_in("map: a\nsource: {format: csv, columns: {A: dat}}\n"),
                HasSubstr("unknown column type \"dat\""));
    EXPECT_THAT(problems_in("map: a\nsource: {format: csv, files: {p: x}, columns: {q: {A: string}}}\n"),
                HasSubstr("columns of \"q\", which is not under files"));
    EXPECT_THAT(problems_in("map: a\nsource: {format: csv, files: {p: x, q: y}}\nemit: [{resourceType: Patient}]\n"),
                HasSubstr("does not say from which table"));
    EXPECT_THAT(problems_in("map: a\ntests: [{name: x, row: {}}]\n"), HasSubstr("either expect or expect_reject"));
    EXPECT_THAT(problems_in("map: a\nmap: b\n"), HasSubstr("m.yaml:2:1: the key \"map\" stands here twice"));
    EXPECT_THAT(problems_in("map: a\n\tx: 1\n"), HasSubstr("YAML indents with spaces"));
    EXPECT_THAT(problems_in("map: [a\n"), HasSubstr("m.yaml:"));
    EXPECT_THAT(problems_in("- a\n"), HasSubstr("must be a mapping"));
    EXPECT_THAT(problems_in("map: a\ndescription: \xff\n"), HasSubstr("m.yaml:2:1: is not UTF-8"));
    EXPECT_THAT(problems_in("map: \"\\ud800\"\n"),
                AllOf(HasSubstr("m.yaml:1:9: found invalid Unicode"), HasSubstr("instead of escapes")));
    EXPECT_THAT(problems_in("map: !!int 1\n"), HasSubstr("tags such as !!int"));
}

TEST(MapFile, HostileYamlEndsSoon) {
    std::string laughs = "map: a\nx0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string last = "*x" + std::to_string(i - 1);
        laughs += "x" + std::to_string(i) + ": &x" + std::to_string(i) + " [";
        for (int j = 0; j < 10; ++j) laughs += last + ", ";
        laughs += last + "]\n";
    }
    EXPECT_THAT(problems_in(laughs), HasSubstr("holds more than"));
    EXPECT_THAT(problems_in(",x\n"), HasSubstr("m.yaml:1:1: did not find expected node content"));
    EXPECT_THAT(problems_in("map: a\nemit: &e {Patient: *e}\n"), HasSubstr("alias stands inside"));
    EXPECT_THAT(problems_in("map: " + std::string(100, '[') + std::string(100, ']')), HasSubstr("nested deeper"));
}

TEST(MapFile, ATestMayGiveSettings) {
    Problems problems;
    const auto maps =
        read_map_file("map: a\ntests:\n  - {name: x, message: M, settings: {zone: Z, wide: \"true\"}, expect: null}\n",
                      "m.yaml", problems);
    ASSERT_FALSE(problems.failed());
    EXPECT_EQ(maps[0].tests[0].settings,
              (std::map<std::string, std::string, std::less<>>{{"wide", "true"}, {"zone", "Z"}}));
    EXPECT_THAT(problems_in("map: a\ntests: [{name: x, message: M, settings: [Z], expect: null}]\n"),
                HasSubstr("settings"));
    EXPECT_THAT(problems_in("map: a\ntests: [{name: x, message: M, settings: {zone: [Z]}, expect: null}]\n"),
                HasSubstr("a setting is a text"));
}

TEST(MapFile, TestsOfRowsHaveNoSettings) {
    Problems problems;
    const auto maps = read_map_file(
        "map: a\nsource: {format: csv}\nemit: [{resourceType: Patient, id: =A}]\n"
        "tests:\n  - {name: x, row: {A: b}, settings: {zone: Z}, expect: {id: b}}\n",
        "m.yaml", problems);
    const auto results = run_tests(compile(maps[0], {}, problems));
    ASSERT_EQ(results.size(), 1U);
    EXPECT_FALSE(results[0].passed);
    EXPECT_THAT(results[0].failures[0].what, HasSubstr("cannot give settings"));
}

}  // namespace
}  // namespace hios::map
