#include <gmock/gmock.h>

#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

constexpr const char* kRowsMap = R"y(
map: json
source: {format: ndjson, columns: {born: date(yyyyMMdd)}}
emit:
  - resourceType: Patient
    id: =id('Patient', key!)
    birthDate: =born
    name: [{$each: "n in names", family: =n.last, given: [{$each: "g in n.given", $value: =g}]}]
    multipleBirthInteger: =count(names)
    address: [{city: "=place.city", postalCode: "=place.codes[1]", line: ["=place.`street line`"]}]
)y";

TEST(JsonRows, PathsListsAndEscapes) {
    Mapping map(kRowsMap);
    const std::string out = map.run_json(
        R"({"key":7,"born":"19700102","names":[{"last":"A\u00e4\"","given":["x","y"]},{"last":null,"given":[]},{"last":"B"}],)"
        R"("place":{"city":"C\\D","codes":["1","2"],"street line":"1 Way"}})");
    EXPECT_THAT(out, testing::EndsWith(
                         R"("birthDate":"1970-01-02","name":[{"family":"Aä\"","given":["x","y"]},{"family":"B"}],)"
                         R"("multipleBirthInteger":3,"address":[{"city":"C\\D","postalCode":"2","line":["1 Way"]}]})"
                         "\n"));
}

TEST(JsonRows, WhatIsNotThereHasNoValue) {
    Mapping map(kRowsMap);
    EXPECT_THAT(map.run_json(R"({"key":"k","names":{"last":"one"},"place":[]})"),
                testing::EndsWith(R"("name":[{"family":"one"}],"multipleBirthInteger":1})"
                                  "\n"));
    EXPECT_THAT(map.run_json(R"({"names":[]})"), testing::HasSubstr("key has no value"));
}

// As the maps of HL7 v2 do it: a data type's fragment, kept in another map, gets a repetition.
TEST(JsonRows, AFragmentOfALibraryTakesARepetitionOrAPath) {
    Problems problems;
    const auto library = read_map_file(R"y(
map: datatypes
tables: {uses: {L: official, "*": usual}}
fragments:
  HumanName(x): {use: "=lookup(uses, x.kind)", family: =x.last, given: [{$each: "g in x.given", $value: =g}]}
)y",
                                       "datatypes.yaml", problems);
    CompileSettings settings;
    settings.libraries = {&library.at(0)};
    Mapping map(R"y(
map: names
source: {format: json}
emit:
  Patient:
    id: =id('Patient', key)
    name: [{$each: "n in names", $use: HumanName(n)}]
    contact: [{name: {$use: "HumanName(other.names[0])"}}]
)y",
                settings);
    EXPECT_THAT(map.run_json(R"({"key":"k","names":[{"kind":"L","last":"A","given":["x"]},{"last":"B"}],)"
                             R"("other":{"names":[{"last":"C","kind":"?"}]}})"),
                testing::EndsWith(R"("name":[{"use":"official","family":"A","given":["x"]},{"family":"B"}],)"
                                  R"("contact":[{"name":{"use":"usual","family":"C"}}]})"
                                  "\n"));
}

TEST(JsonRows, WhatIsNoJsonObjectIsRefused) {
    Mapping map(kRowsMap);
    for (const char* text : {"", "[]", "1", "{", R"({"a":1}x)", R"({"a":"\x"})", R"({"key":"k",})"})
        EXPECT_EQ(map.run_json(text), "no JSON") << text;
}

TEST(JsonRows, ALongListIsNotQuadratic) {
    Mapping map(R"y(
map: long
source: {format: json}
emit:
  - {resourceType: Patient, id: "=id('Patient', k)", name: [{given: [{$each: "g in l", $value: =g}]}]}
)y");
    std::string text = R"({"k":"1","l":["x")";
    for (int i = 0; i < 200'000; ++i) text += ",\"x\"";
    EXPECT_GT(map.run_json(text + "]}").size(), 600'000U);
}

}  // namespace
}  // namespace hios::map
