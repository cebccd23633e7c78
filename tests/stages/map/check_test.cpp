// What the compiler refuses: where, what, and how to mend it.

#include <gmock/gmock.h>

#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// Problems of a Patient template; ids are given, so that nothing else is said. Elements begin in line 6.
std::string wrong(const std::string& elements, const std::string& more = {}) {
    return problems_of(patient_map("id: =id('Patient', K)\n" + elements, more));
}

TEST(Check, AGoodMapIsSilent) {
    EXPECT_THAT(wrong("gender: =A\nbirthDate: =B\nname: [{family: =C}]"), IsEmpty());
}

TEST(Check, AnUnknownElementHasANearMiss) {
    EXPECT_EQ(wrong("gendr: =A"), "test.yaml:6:5: Patient has no element \"gendr\". Did you mean \"gender\"?\n");
    EXPECT_THAT(wrong("name: [{famly: =A}]"), HasSubstr("test.yaml:6:13: HumanName has no element \"famly\""));
    EXPECT_THAT(wrong("deceased: =A"), HasSubstr("Name its type, as in deceasedString"));
}

TEST(Check, AScalarForAListAndAListForAScalar) {
    EXPECT_THAT(wrong("name: {family: =A}"), HasSubstr("test.yaml:6:11: Patient.name is a list. Put [ ] around"));
    EXPECT_THAT(wrong("gender: [=A]"), HasSubstr("Patient.gender is a single value, not a list"));
    EXPECT_THAT(wrong("name: [[{family: =A}]]"), HasSubstr("FHIR has no lists in lists"));
}

TEST(Check, TypesMustFit) {
    EXPECT_THAT(wrong("birthDate: =bool(A)"), HasSubstr("a boolean does not fit Patient.birthDate, which is a date"));
    EXPECT_THAT(wrong("birthDate: \"=datetime(A, 'yyyyMMddHHmm', 'Z')\""), HasSubstr("Use date(X, 'yyyyMMdd')"));
    EXPECT_THAT(wrong("multipleBirthInteger: =num(A)"), HasSubstr("Use int(X)"));
    EXPECT_THAT(wrong("gender: =bool(A)"), HasSubstr("a boolean does not fit"));
    EXPECT_THAT(wrong("maritalStatus: =A"), HasSubstr("is an object (CodeableConcept), the expression gives a single"));
    EXPECT_THAT(wrong("maritalStatus: =A"), HasSubstr("As in concept(system, code"));
    EXPECT_THAT(wrong("maritalStatus: married"), HasSubstr("is an object (CodeableConcept), not a text"));
    EXPECT_THAT(wrong("gender: {a: =A}"), HasSubstr("not an object"));
    EXPECT_THAT(wrong("maritalStatus: =period(A, B)"), HasSubstr("period() makes a Period, but Patient.maritalStatus"));
    EXPECT_THAT(wrong("gender: =concept('s', A)"), HasSubstr("concept() makes a CodeableConcept"));
    EXPECT_THAT(wrong("gender: \"=upper(concept('s', A))\""), HasSubstr("makes an object, here a value is wanted"));
}

TEST(Check, LiteralsMustFit) {
    EXPECT_THAT(wrong("birthDate: 2019-02-30"),
                HasSubstr("test.yaml:6:16: the literal does not fit Patient.birthDate"));
    EXPECT_THAT(wrong("active: yes"), HasSubstr("Wanted is true or false"));
    EXPECT_THAT(wrong("gender: M"), HasSubstr("\"M\" is not one of the codes of Patient.gender"));
    EXPECT_THAT(wrong("gender: \"=exists(A) ? 'male' : 'female'\""), IsEmpty());
}

TEST(Check, ReferencesGoWhereTheyMay) {
    EXPECT_THAT(wrong("managingOrganization: =ref('Patient', A)"), HasSubstr("cannot refer to a Patient"));
    EXPECT_THAT(wrong("managingOrganization: =ref('Organization', A)"), IsEmpty());
    EXPECT_THAT(wrong("managingOrganization: =ref('Organisation', A)"), HasSubstr("no resource type"));
}

TEST(Check, FunctionsAndTheirArguments) {
    EXPECT_THAT(wrong("gender: =lokup(t, A)"), HasSubstr("there is no function \"lokup\". Did you mean \"lookup\"?"));
    EXPECT_THAT(wrong("gender: =trim()"), HasSubstr("trim takes 1 argument, 0 given"));
    EXPECT_THAT(wrong("gender: =substr(A)"), HasSubstr("substr takes at least 2 arguments"));
    EXPECT_THAT(wrong("gender: =lookup(t, A)"), HasSubstr("there is no table \"t\""));
    EXPECT_THAT(wrong("birthDate: =date(A, B)"), HasSubstr("argument 2 of date must be written out here"));
    EXPECT_THAT(wrong("birthDate: =date(A, 'YYYY')"), HasSubstr("is not known in a date format"));
    EXPECT_THAT(wrong("active: =match(A, '(?=x)')"), HasSubstr("no regular expression"));
    EXPECT_THAT(wrong("gender: =split(A, ';')"), HasSubstr("split() stands only in $each"));
    EXPECT_THAT(wrong("gender: =count(A)"), HasSubstr("\"A\" does not repeat"));
    EXPECT_THAT(wrong("deceasedDateTime: =datetime(A, 'yyyyMMddHHmm')"), HasSubstr("has a zone in FHIR"));
    EXPECT_THAT(wrong("active: =num(A) == 'x'"), HasSubstr("a number is compared with"));
    EXPECT_THAT(wrong("gender: =A - B"), HasSubstr("does not fit here"));
    EXPECT_THAT(wrong("language: =narrative_div(A)"), HasSubstr("there is no function"));
}

TEST(Check, FragmentsInACircle) {
    const std::string circle =
        "fragments:\n  A(x): {extension: [{url: a, extension: [{$use: B(x)}]}]}\n"
        "  B(x): {url: b, extension: [{$use: A(x)}]}\n";
    EXPECT_THAT(wrong("extension: [{$use: B(K)}]", circle), HasSubstr("the fragment B uses itself"));
    EXPECT_THAT(wrong("extension: [{$use: C(K)}]", circle), HasSubstr("there is no fragment \"C\""));
    EXPECT_THAT(wrong("extension: [{$use: \"A(K, K)\"}]", circle), HasSubstr("takes 1 argument(s), 2 given"));
}

TEST(Check, FragmentsThatGrowWithoutBoundAreRefused) {
    std::string fragments = "fragments:\n";
    for (int i = 0; i < 30; ++i) {
        const std::string next = "{$use: F" + std::to_string(i + 1) + "(x)}";
        fragments += "  F" + std::to_string(i) + "(x): {url: u, extension: [" + next + ", " + next + "]}\n";
    }
    fragments += "  F30(x): {url: u, valueString: =x}\n";
    EXPECT_THAT(wrong("extension: [{$use: F0(A)}]", fragments), HasSubstr("too large"));
}

TEST(Check, ColumnsThatAreKnownOrDeclared) {
    CompileSettings settings;
    settings.columns[""] = {"K", "GENDER"};
    EXPECT_THAT(problems_of(patient_map("id: =id('Patient', K)\ngender: =GENDR"), settings),
                HasSubstr("test.yaml:6:14: there is no column \"GENDR\". Did you mean \"GENDER\"?"));
    EXPECT_THAT(
        problems_of("map: m\nsource: {format: csv, columns: {X: date(yyyyMMdd)}}\nemit: [{resourceType: Patient, "
                    "id: \"=id('Patient', K)\"}]"),
        HasSubstr("warning: the column \"X\" is declared, but nothing reads it"));
    EXPECT_THAT(wrong("gender: =A.b[1]"), IsEmpty());  // a column may be called so
    EXPECT_THAT(wrong("name: [{$each: \"x in A\", family: =x}]"), HasSubstr("holds one value, $each has nothing"));
}

TEST(Check, AFileWithoutAColumnIsRefusedWithANearMiss) {
    Mapping map(patient_map("gender: =GENDER\nlanguage: =LANG"));
    const auto& columns = dynamic_cast<const FlatColumns&>(*map.map().programs[0].space);
    const std::vector<std::string_view> header{"GENDR", "LANG", "MORE"};
    const auto bound = columns.bind(header);
    ASSERT_FALSE(bound);
    EXPECT_EQ(bound.error().what, "the file has no column \"GENDER\"");
    EXPECT_EQ(bound.error().hint, "Did you mean \"GENDR\"?");
    std::vector<std::string> unread;
    const std::vector<std::string_view> good{"LANG", "GENDER", "MORE"};
    ASSERT_TRUE(columns.bind(good, &unread));
    EXPECT_EQ(unread, std::vector<std::string>{"MORE"});
}

TEST(Check, WhatMustBeThereIsMissed) {
    EXPECT_THAT(
        problems_of("map: m\nsource: {format: csv}\nemit: [{resourceType: Observation, id: \"=id('Observation', "
                    "K)\", code: {text: =A}}]"),
        HasSubstr("warning: Observation must have \"status\""));
    EXPECT_THAT(problems_of(patient_map("gender: =A")), HasSubstr("warning: the Patient has no id"));
}

TEST(Check, KeysWithADollar) {
    EXPECT_THAT(wrong("name: [{$whn: =A, family: =B}]"), HasSubstr("unknown key \"$whn\". Did you mean \"$when\"?"));
    EXPECT_THAT(wrong("name: [{$when: A, family: =B}]"), HasSubstr("$when takes an expression"));
    EXPECT_THAT(wrong("maritalStatus: {$each: \"x in split(A, ';')\", text: =x}"),
                HasSubstr("$each stands only in a list"));
    EXPECT_THAT(wrong("name: [{}]"), HasSubstr("the object is empty"));
    EXPECT_THAT(wrong("name: []"), HasSubstr("the list is empty"));
    EXPECT_THAT(wrong("gender:"), HasSubstr("has no value in the template"));
}

TEST(Check, AllProblemsAreTold) {
    const std::string all = wrong("gendr: =A\nbirthDate: =bool(B)\nname: {family: =C}");
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 3);
}

TEST(Check, ResourceTypes) {
    EXPECT_THAT(problems_of("map: m\nsource: {format: csv}\nemit: [{resourceType: Pateint, id: =A}]"),
                HasSubstr("\"Pateint\" is no resource type of FHIR R4. Did you mean \"Patient\"?"));
    EXPECT_THAT(problems_of("map: m\nsource: {format: csv}\nemit: [{id: =A}]"),
                HasSubstr("does not say what resource"));
}

TEST(Check, ContainedResourcesAreChecked) {
    EXPECT_THAT(wrong("contained: [{resourceType: Organization, id: o1, name: =A}]"), IsEmpty());
    EXPECT_THAT(wrong("contained: [{resourceType: Organization, id: o1, nam: =A}]"),
                HasSubstr("Organization has no element"));
    EXPECT_EQ(patient("contained: [{resourceType: Organization, id: o1, name: =A}]", {{"A", "x"}}),
              R"("contained":[{"resourceType":"Organization","id":"o1","name":"x"}])");
    EXPECT_EQ(patient("_birthDate: {extension: [{url: u, valueString: =A}]}", {{"A", "x"}}),
              R"("_birthDate":{"extension":[{"url":"u","valueString":"x"}]})");
}

}  // namespace
}  // namespace hios::map
