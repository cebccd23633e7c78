#include "stages/map/overrides.hpp"

#include <gmock/gmock.h>

#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

using testing::HasSubstr;

constexpr const char* kBase = R"y(
map: base
source: {format: csv}
emit:
  - resourceType: Patient
    id: =id('Patient', K!)
    gender: =G
    identifier: [{system: "urn:a", value: =K}]
    telecom: [{system: phone, value: =P}, {system: email, value: =E}]
)y";

// The base map with the patches, as NDJSON after the id.
std::string patched(const std::vector<std::string>& patches, const Mapping::Row& row) {
    Problems problems;
    auto base = read_map_file(kBase, "base.yaml", problems)[0];
    for (const std::string& one : patches) {
        const auto maps = read_map_file("map: site\noverride:\n  - on: base\n" + one, "site.yaml", problems);
        apply_overrides(maps[0], base, problems);
    }
    if (problems.failed()) return all_text(problems);
    const std::string out = Mapping(base).run(row);
    const std::size_t id = out.find(",", out.find("\"id\":"));
    return id == std::string::npos ? out : out.substr(id + 1, out.size() - id - 3);
}

TEST(Override, AppendsReplacesAndSelects) {
    EXPECT_EQ(patched({"    Patient:\n      identifier[+]: =identifier('urn:b', Z)\n"}, {{"K", "1"}, {"Z", "2"}}),
              R"("identifier":[{"system":"urn:a","value":"1"},{"system":"urn:b","value":"2"}])");
    EXPECT_EQ(patched({"    Patient:\n      gender: =lower(G)\n"}, {{"K", "1"}, {"G", "MALE"}}),
              R"("gender":"male","identifier":[{"system":"urn:a","value":"1"}])");
    EXPECT_EQ(patched({"    Patient:\n      telecom[system=email].value: =lower(Z)\n"}, {{"K", "1"}, {"Z", "A@B"}}),
              R"("identifier":[{"system":"urn:a","value":"1"}],"telecom":[{"system":"email","value":"a@b"}])");
    EXPECT_EQ(patched({"    Patient:\n      telecom[system=fax].value: =Z\n"}, {{"K", "1"}, {"Z", "9"}}),
              R"("identifier":[{"system":"urn:a","value":"1"}],"telecom":[{"system":"fax","value":"9"}])");
    EXPECT_EQ(patched({"    Patient:\n      identifier[0].use: official\n      maritalStatus.text: =Z\n"},
                      {{"K", "1"}, {"Z", "z"}}),
              R"("identifier":[{"system":"urn:a","value":"1","use":"official"}],"maritalStatus":{"text":"z"})");
}

TEST(Override, AppliesOnlyWhenItsConditionHolds) {
    const std::string patch = "    when: =exists(Z)\n    Patient:\n      gender: =Z\n";
    EXPECT_THAT(patched({patch}, {{"K", "1"}, {"G", "male"}, {"Z", ""}}), HasSubstr(R"("gender":"male")"));
    EXPECT_THAT(patched({patch}, {{"K", "1"}, {"G", "male"}, {"Z", "other"}}), HasSubstr(R"("gender":"other")"));
    const std::string append =
        "    when: =exists(Z)\n    Patient:\n      identifier[+]: {system: \"urn:z\", value: =Z}\n";
    EXPECT_EQ(patched({append}, {{"K", "1"}}), R"("identifier":[{"system":"urn:a","value":"1"}])");
    EXPECT_EQ(patched({append}, {{"K", "1"}, {"Z", "2"}}),
              R"("identifier":[{"system":"urn:a","value":"1"},{"system":"urn:z","value":"2"}])");
}

TEST(Override, LaterFilesWin) {
    EXPECT_THAT(patched({"    Patient:\n      gender: male\n", "    Patient:\n      gender: female\n"}, {{"K", "1"}}),
                HasSubstr(R"("gender":"female")"));
}

TEST(Override, MessagesNameTheFileThatWroteTheElement) {
    Problems problems;
    auto base = read_map_file(kBase, "base.yaml", problems)[0];
    const auto site =
        read_map_file("map: site\noverride:\n  - on: base\n    Patient: {gendr: =G}\n", "site.yaml", problems);
    apply_overrides(site[0], base, problems);
    (void)compile(base, {}, problems);
    EXPECT_THAT(all_text(problems), HasSubstr("site.yaml:4:15: Patient has no element \"gendr\""));
}

TEST(Override, WhatCannotBePatchedIsTold) {
    EXPECT_THAT(patched({"    Patint:\n      gender: male\n"}, {}),
                HasSubstr("the map base makes no Patint. Did you mean"));
    EXPECT_THAT(patched({"    Patient:\n      name[: male\n"}, {}), HasSubstr("is no path"));
    EXPECT_THAT(patched({"    Patient:\n      identifier[5].use: usual\n"}, {}),
                HasSubstr("the list has only 1 item(s)"));
    EXPECT_THAT(patched({"    Patient:\n      gender.x: male\n"}, {}), HasSubstr("cannot be patched"));
}

}  // namespace
}  // namespace hios::map
