// Rule 3: what has no value leaves nothing behind, not even the literals beside it.

#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

TEST(Vanishing, AnElementWithoutAValueIsDropped) {
    EXPECT_EQ(patient("gender: male\nlanguage: =A", {{"A", ""}}), R"("gender":"male")");
    EXPECT_EQ(patient("gender: male\nlanguage: =A", {{"A", "en"}}), R"("gender":"male","language":"en")");
}

TEST(Vanishing, AnObjectIsDroppedWithItsLiterals) {
    const std::string map = "gender: male\nidentifier: [{system: \"urn:x\", value: =A}]";
    EXPECT_EQ(patient(map, {{"A", ""}}), R"("gender":"male")");
    EXPECT_EQ(patient(map, {{"A", "1"}}), R"("gender":"male","identifier":[{"system":"urn:x","value":"1"}])");
}

TEST(Vanishing, ItGoesOutwardsThroughAllLevels) {
    const std::string map =
        "gender: male\n"
        "contact: [{relationship: [{coding: [{system: \"urn:x\", code: =A}]}], name: {use: usual, family: =B}}]";
    EXPECT_EQ(patient(map, {{"A", ""}, {"B", ""}}), R"("gender":"male")");
    EXPECT_EQ(patient(map, {{"A", ""}, {"B", "b"}}),
              R"("gender":"male","contact":[{"name":{"use":"usual","family":"b"}}])");
    EXPECT_EQ(patient(map, {{"A", "a"}, {"B", ""}}),
              R"("gender":"male","contact":[{"relationship":[{"coding":[{"system":"urn:x","code":"a"}]}]}])");
}

TEST(Vanishing, AListDropsItemsAndKeepsItsCommas) {
    const std::string map = "name: [{given: [=A, =B, =C]}]";
    EXPECT_EQ(patient(map, {{"A", "a"}, {"B", ""}, {"C", "c"}}), R"("name":[{"given":["a","c"]}])");
    EXPECT_EQ(patient(map, {{"A", ""}, {"B", "b"}, {"C", ""}}), R"("name":[{"given":["b"]}])");
    EXPECT_EQ(patient("gender: male\n" + map, {}), R"("gender":"male")");
}

TEST(Vanishing, AnObjectOfLiteralsStays) {
    EXPECT_EQ(patient("name: [{family: X}]\nlanguage: =A", {{"A", ""}}), R"("name":[{"family":"X"}])");
    EXPECT_EQ(patient("name: [{family: X}]\nlanguage: =A", {{"A", "en"}}),
              R"("name":[{"family":"X"}],"language":"en")");
    EXPECT_EQ(patient("name: [{family: X}]", {}), R"("name":[{"family":"X"}])");
}

TEST(Vanishing, AResourceWithoutAnyComputedValueIsNotMade) {
    Mapping map(patient_map("gender: male\nlanguage: =A"));
    EXPECT_EQ(map.run({{"A", ""}}), "");
    EXPECT_TRUE(map.machine().emitted().empty());
}

TEST(Vanishing, ASystemAloneIsNoCoding) {
    const std::string map = "gender: male\nmaritalStatus: =concept(S, C)";
    EXPECT_EQ(patient(map, {{"S", "urn:x"}, {"C", ""}}), R"("gender":"male")");
    EXPECT_EQ(patient(map, {{"S", "urn:x"}, {"C", "m"}}),
              R"("gender":"male","maritalStatus":{"coding":[{"system":"urn:x","code":"m"}]})");
    EXPECT_EQ(patient(map, {{"S", ""}, {"C", "m"}}), R"("gender":"male","maritalStatus":{"coding":[{"code":"m"}]})");
}

TEST(Vanishing, AComputedSystemOfALiteralCodeCounts) {
    const std::string map = "gender: male\nmaritalStatus: =concept(S, 'M')";
    EXPECT_EQ(patient(map, {{"S", "urn:x"}}),
              R"("gender":"male","maritalStatus":{"coding":[{"system":"urn:x","code":"M"}]})");
}

TEST(Vanishing, WhatAConditionKeepsCountsAlsoWhenItIsLiteral) {
    const std::string map = "gender: male\ncontact: [{name: {$when: \"=A == 'x'\", family: X}}]";
    EXPECT_EQ(patient(map, {{"A", "x"}}), R"("gender":"male","contact":[{"name":{"family":"X"}}])");
    EXPECT_EQ(patient(map, {{"A", "y"}}), R"("gender":"male")");
}

TEST(Vanishing, AnArgumentThatIsLeftOutLeavesNothing) {
    EXPECT_EQ(patient("identifier: [\"=identifier('urn:x', A)\"]", {{"A", "1"}}),
              R"("identifier":[{"system":"urn:x","value":"1"}])");
    EXPECT_EQ(patient("identifier: [\"=identifier('urn:x', A, 'MR')\"]", {{"A", "1"}}),
              R"("identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203",)"
              R"("code":"MR"}]},"system":"urn:x","value":"1"}])");
}

TEST(Vanishing, OfObjectsTheFirstThatHasAValueIsTaken) {
    const std::string map = "gender: male\nmaritalStatus: =concept('urn:a', A) ?? concept('urn:b', B)";
    EXPECT_EQ(patient(map, {{"A", ""}, {"B", "b"}}),
              R"("gender":"male","maritalStatus":{"coding":[{"system":"urn:b","code":"b"}]})");
    EXPECT_EQ(patient(map, {{"A", "a"}, {"B", "b"}}),
              R"("gender":"male","maritalStatus":{"coding":[{"system":"urn:a","code":"a"}]})");
    EXPECT_EQ(patient(map, {}), R"("gender":"male")");
}

TEST(Vanishing, ARequiredObjectWithoutAValueRejectsTheRow) {
    EXPECT_TRUE(patient("maritalStatus: =concept('urn:a', A)!", {{"A", ""}}).starts_with("reject"));
    EXPECT_EQ(patient("maritalStatus: =concept('urn:a', A)!", {{"A", "a"}}),
              R"("maritalStatus":{"coding":[{"system":"urn:a","code":"a"}]})");
}

TEST(Vanishing, AConditionChoosesBetweenObjects) {
    const std::string map = "maritalStatus: \"=A == 'x' ? concept('urn:a', 'a') : concept('urn:b', 'b')\"";
    EXPECT_EQ(patient(map, {{"A", "x"}}), R"("maritalStatus":{"coding":[{"system":"urn:a","code":"a"}]})");
    EXPECT_EQ(patient(map, {{"A", ""}}), R"("maritalStatus":{"coding":[{"system":"urn:b","code":"b"}]})");
}

TEST(Repetition, PartsOfATextBecomeItems) {
    const std::string map = "name: [{given: [{$each: \"g in split(A, ';')\", $value: =trim(g)}]}]";
    EXPECT_EQ(patient(map, {{"A", "a; b;;c"}}), R"("name":[{"given":["a","b","c"]}])");
    EXPECT_EQ(patient("gender: male\n" + map, {{"A", ";"}}), R"("gender":"male")");
}

TEST(Repetition, NumberedColumnsAreWrittenOut) {
    EXPECT_EQ(patient("identifier: [{$each: \"c, i in cols('ID_', 1, 3)\", system: \"='urn:' + i\", value: =c}]",
                      {{"ID_1", "a"}, {"ID_2", ""}, {"ID_3", "c"}}),
              R"("identifier":[{"system":"urn:1","value":"a"},{"system":"urn:3","value":"c"}])");
}

TEST(Repetition, TheIndexOfAPartCountsFromOne) {
    EXPECT_EQ(patient("contact: [{$each: \"p, n in split(A, ',')\", name: {family: =p, text: =n}}]", {{"A", "x,y"}}),
              R"("contact":[{"name":{"family":"x","text":"1"}},{"name":{"family":"y","text":"2"}}])");
}

TEST(Repetition, AResourceForEachPart) {
    Mapping map(R"y(
map: each
source: {format: csv}
emit:
  - {resourceType: Patient, $each: "p in split(A, '|')", id: "=id('Patient', p)", gender: male}
)y");
    (void)map.run({{"A", "1|2|3"}});
    EXPECT_EQ(map.machine().emitted().size(), 3U);
}

TEST(Let, NamesAValueForWhatFollows) {
    EXPECT_EQ(patient("name: [{$let: {x: =trim(A)}, family: =x, text: \"=x + '!'\"}]", {{"A", " a "}}),
              R"("name":[{"family":"a","text":"a!"}])");
}

TEST(Fragment, ItsMembersComeWithThoseOfItsUser) {
    const std::string more = "fragments:\n  N(f, g): {family: =f, given: [=g], use: usual}\n";
    EXPECT_EQ(patient("name: [{$use: \"N(A, upper(B))\", use: old}]", {{"A", "a"}, {"B", "b"}}, more),
              R"("name":[{"family":"a","given":["B"],"use":"old"}])");
}

TEST(Fragment, DoesNotSeeItsUsersNames) {
    const std::string more = "fragments:\n  N(f): {family: =x}\n";
    EXPECT_EQ(patient("name: [{$let: {x: =A}, $use: N(x)}]", {{"A", "let"}, {"x", "column"}}, more),
              R"("name":[{"family":"column"}])");
}

}  // namespace
}  // namespace hios::map
