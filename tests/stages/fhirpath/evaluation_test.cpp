#include <gtest/gtest.h>
#include <atomic>
#include <chrono>
#include <thread>

#include "tests/stages/fhirpath/expressions.hpp"

namespace hios::fhirpath {
namespace {

using test::evaluated;
using test::judged;
using test::kObservation;
using test::kPatient;

TEST(Paths, MembersAndChoicesAreFound) {
    EXPECT_EQ(evaluated(kPatient, "Patient.name.given"), "Peter|James|Jim||James");
    EXPECT_EQ(evaluated(kPatient, "name[1].given"), "Jim");
    EXPECT_EQ(evaluated(kPatient, "name[7].given"), "");
    EXPECT_EQ(evaluated(kPatient, "Encounter.name"), "");
    EXPECT_EQ(evaluated(kObservation, "value.unit"), "cm");
    EXPECT_EQ(evaluated(kObservation, "valueQuantity.unit"), "cm");
    EXPECT_EQ(evaluated(kObservation, "valueString.exists()"), "false");
    EXPECT_EQ(evaluated(kObservation, "value.value"), "163.50");
}

TEST(Paths, JsonEscapesAreDecodedWhereTextIsLookedAt) {
    EXPECT_EQ(evaluated(kPatient, "name.family"), "Ch\u00e2teau|Wind\"sor");
    EXPECT_EQ(evaluated(kPatient, "name.family.first() = 'Ch\u00e2teau'"), "true");
    EXPECT_EQ(evaluated(kPatient, "name.family.first().length()"), "7");
}

TEST(Paths, APrimitiveWithoutValueIsThereButHasNone) {
    EXPECT_EQ(evaluated(kPatient, "name[2].given.count()"), "2");
    EXPECT_EQ(evaluated(kPatient, "name[2].given.first().hasValue()"), "false");
    EXPECT_EQ(evaluated(kPatient, "name[2].given.first().extension.exists()"), "true");
    EXPECT_EQ(evaluated(kPatient, "name[2].given.first().length()"), "");
    EXPECT_EQ(evaluated(kPatient, "birthDate.extension('http://example.org/time').value"), "1974-12-25T14:35:45-05:00");
}

TEST(Conditions, AreThreeValued) {
    EXPECT_EQ(judged(kPatient, "{} and false"), Truth::kFalse);
    EXPECT_EQ(judged(kPatient, "{} or true"), Truth::kTrue);
    EXPECT_EQ(judged(kPatient, "{} implies false"), Truth::kEmpty);
    EXPECT_EQ(judged(kPatient, "{}.not()"), Truth::kEmpty);
    EXPECT_EQ(judged(kPatient, "active"), Truth::kTrue);
    EXPECT_EQ(judged(kPatient, "active.not()"), Truth::kFalse);
    EXPECT_EQ(judged(kPatient, "maritalStatus"), Truth::kEmpty);
}

TEST(Conditions, ASingleItemIsTrueAndSeveralAreAnError) {
    EXPECT_EQ(judged(kPatient, "birthDate and active"), Truth::kTrue);
    EXPECT_EQ(judged(kPatient, "name and active"), Truth::kError);
    EXPECT_EQ(judged(kPatient, "false and name"), Truth::kFalse);
}

TEST(Conditions, AnErrorNamesTheOperationAndNoValue) {
    const test::Resource resource(kPatient);
    const auto expression = compile("name.single().exists()", Model::r4());
    ASSERT_TRUE(expression);
    Evaluator evaluator(Model::r4());
    ASSERT_EQ(evaluator.evaluate_boolean(*expression, resource.instance(), instance::kRoot), Truth::kError);
    EXPECT_EQ(evaluator.error().code, &codes::kEvaluation);
    EXPECT_EQ(evaluator.error().where.offset, 5U);
    EXPECT_EQ(evaluator.error().what.find("Peter"), std::string::npos);
}

TEST(Rules, OfR4AreJudged) {
    EXPECT_EQ(judged(kObservation, "dataAbsentReason.empty() or value.empty()"), Truth::kTrue);
    EXPECT_EQ(judged(kObservation,
                     "value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()"),
              Truth::kFalse);
    EXPECT_EQ(judged(kPatient, "contained.contained.empty()"), Truth::kTrue);
    EXPECT_EQ(judged(kPatient, "text.`div`.exists()"), Truth::kFalse);
    EXPECT_EQ(judged(kObservation, "status in ('registered' | 'final')"), Truth::kTrue);
    EXPECT_EQ(judged(kObservation, "status in ('registered' | 'preliminary')"), Truth::kFalse);
    EXPECT_EQ(judged(kObservation, "value.ofType(Quantity).system = 'http://unitsofmeasure.org'"), Truth::kTrue);
    EXPECT_EQ(judged(kPatient, "('#' + contained.first().id) in %resource.descendants().reference"), Truth::kTrue);
}

TEST(Sets, ManyItemsAreFoundByTheirHashAsFewAre) {
    std::string list = "('0'";
    for (int i = 1; i < 100; ++i) list += " | '" + std::to_string(i % 40) + "'";
    list += ")";
    EXPECT_EQ(evaluated(list + ".count()"), "40");
    EXPECT_EQ(evaluated(list + ".combine(" + list + ").count()"), "80");
    EXPECT_EQ(evaluated(list + ".combine(" + list + ").distinct().count()"), "40");
    EXPECT_EQ(evaluated(list + ".combine(" + list + ").isDistinct()"), "false");
    EXPECT_EQ(evaluated(list + ".isDistinct()"), "true");
    EXPECT_EQ(evaluated(list + ".intersect('3' | 'x')"), "3");
    EXPECT_EQ(evaluated("('3' | 'x').exclude(" + list + ")"), "x");
    EXPECT_EQ(evaluated("('3' | '4').subsetOf(" + list + ")"), "true");
    EXPECT_EQ(evaluated("('3' | '99').subsetOf(" + list + ")"), "false");
    EXPECT_EQ(evaluated(list + ".supersetOf('3' | '4')"), "true");
    EXPECT_EQ(evaluated("(1 | 1.0 | 1.00).count()"), "1");
    EXPECT_EQ(evaluated(list + ".select($this.toDecimal() / 10).combine(1 | 2).distinct().count()"), "40");
}

TEST(Sets, ObjectsAreEqualWhateverTheOrderOfTheirMembers) {
    constexpr std::string_view kTwins = R"({"resourceType": "Patient",
        "name": [{"family": "A", "given": ["x", "y"]}, {"given": ["x", "y"], "family": "A"}, {"given": ["y", "x"], "family": "A"}]})";
    EXPECT_EQ(evaluated(kTwins, "name[0] = name[1]"), "true");
    EXPECT_EQ(evaluated(kTwins, "name[0] = name[2]"), "false");
    EXPECT_EQ(evaluated(kTwins, "name[0] ~ name[2]"), "true");
    EXPECT_EQ(evaluated(kTwins, "name.distinct().count()"), "2");
    EXPECT_EQ(evaluated(kTwins, "(name | name | name | name | name).count()"), "2");
    EXPECT_EQ(evaluated(kTwins, "name.combine(name).combine(name).combine(name).combine(name).distinct().count()"),
              "2");
}

TEST(Functions, GoOverItems) {
    EXPECT_EQ(evaluated(kPatient, "name.where(use = 'usual').given"), "Jim");
    EXPECT_EQ(evaluated(kPatient, "name.select(given.first())"), "Peter|Jim|");
    EXPECT_EQ(evaluated(kPatient, "name.exists(use = 'old')"), "false");
    EXPECT_EQ(evaluated(kPatient, "name.all(given.exists())"), "true");
    EXPECT_EQ(evaluated(kPatient, "name.select($index)"), "0|1|2");
    EXPECT_EQ(evaluated("(1 | 2 | 3).aggregate($total + $this, 10)"), "16");
    EXPECT_EQ(evaluated("('a' | 'b').select($this & '-' & $index.toString()).join(',')"), "a-0,b-1");
    EXPECT_EQ(evaluated("('c' | 'a' | 'b').sort(-$this)"), "c|b|a");
    EXPECT_EQ(evaluated(kPatient, "name.given.select(iif(hasValue(), $this, 'none'))"), "Peter|James|Jim|none|James");
    EXPECT_EQ(evaluated(kPatient, "contained.type().name"), "Organization");
    EXPECT_EQ(evaluated(kPatient, "managingOrganization.resolve().name"), "Org");
    EXPECT_EQ(evaluated(kPatient, "generalPractitioner.resolve()"), "");
}

TEST(Functions, OfStringsCountCharacters) {
    EXPECT_EQ(evaluated("'\u00e9\u00e8x'.substring(1, 1)"), "\u00e8");
    EXPECT_EQ(evaluated("'\u00e9\u00e8x'.indexOf('x')"), "2");
    EXPECT_EQ(evaluated("'\u00e9\u00e8'.toChars()"), "\u00e9|\u00e8");
    EXPECT_EQ(evaluated("'a1b22'.replaceMatches('([0-9]+)', '<$1>')"), "a<1>b<22>");
    EXPECT_EQ(evaluated("'a'.replaceMatches('a', '$7')"), "fhirpath.evaluation");
    EXPECT_EQ(evaluated("'x'.decode('hex')"), "");
    EXPECT_EQ(evaluated("'?'.decode('base64')"), "");
}

TEST(Functions, OfStringsTakeOtherPrimitivesTextsUnlessStrict) {
    EXPECT_EQ(evaluated(kPatient, "birthDate.substring(0, 4)"), "1974");
    EXPECT_EQ(evaluated(kPatient, "birthDate.substring(0, 4)", {}, {.strict = true}), "fhirpath.evaluation");
    EXPECT_EQ(evaluated(kPatient, "name.first().length()"), "fhirpath.evaluation");
    EXPECT_EQ(evaluated("12.length()"), "fhirpath.evaluation");
}

TEST(Functions, SeveralItemsAsOneTypeAreFilteredUnlessStrict) {
    EXPECT_EQ(evaluated(kPatient, "descendants().as(date)"), "1974-12-25");
    EXPECT_EQ(evaluated(kPatient, "descendants().as(date)", {}, {.strict = true}), "fhirpath.evaluation");
    EXPECT_EQ(evaluated(kPatient, "name.first().use.ofType(string)"), "");
    EXPECT_EQ(evaluated(kPatient, "name.first().use is string"), "true");
}

TEST(Functions, TypesDeriveFromEachOther) {
    EXPECT_EQ(evaluated(kPatient, "$this is DomainResource and $this is Resource and name.first() is Element"), "true");
    EXPECT_EQ(evaluated(kPatient, "contained.ofType(Resource).id | contained.ofType(Organization).name"), "o1|Org");
    EXPECT_EQ(evaluated(kPatient, "$this is Observation or name.first() is Resource"), "false");
    EXPECT_EQ(evaluated(kPatient, "birthDate is date and (birthDate is Date).not()"), "true");
    EXPECT_EQ(evaluated("1 is Integer and @2020 is System.Date and (1 is FHIR.integer).not()"), "true");
}

TEST(Functions, TheClockIsTheEnvironments) {
    Environment environment;
    environment.now = std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000));
    EXPECT_EQ(evaluated(kPatient, "now()", environment), "2023-11-14T22:13:20.000Z");
    EXPECT_EQ(evaluated(kPatient, "today()", environment), "2023-11-14");
    EXPECT_EQ(evaluated(kPatient, "timeOfDay()", environment), "22:13:20.000");
}

class Answers : public Services {
public:
    Value resolve(const instance::Instance&, std::string_view reference) override {
        if (reference != "Practitioner/7") return {};
        return Value::of_type(definitions::Table::r4().type_of("Practitioner"));
    }
    Truth member_of(const instance::Instance&, instance::NodeId, std::string_view value_set) override {
        return value_set == "http://mine" ? Truth::kTrue : Truth::kEmpty;
    }
    void trace(std::string_view name, std::span<const Value> items) override {
        traced += std::string(name) + std::to_string(items.size()) + " ";
    }
    std::string traced;
};

TEST(Functions, AskTheSurroundings) {
    Answers answers;
    Environment environment;
    environment.services = &answers;
    EXPECT_EQ(evaluated(kPatient, "generalPractitioner.resolve() is Practitioner", environment), "true");
    EXPECT_EQ(evaluated(kPatient, "generalPractitioner.resolve() is Device", environment), "false");
    EXPECT_EQ(evaluated(kPatient, "gender.memberOf('http://mine')", environment), "");
    EXPECT_EQ(evaluated(kPatient, "active.memberOf('http://mine')", environment), "true");
    EXPECT_EQ(evaluated(kPatient, "name.trace('a', given).given.trace('b').count()", environment), "5");
    EXPECT_EQ(answers.traced, "a5 b5 ");
}

TEST(Functions, CodesAreLookedUpInTheDefinitions) {
    EXPECT_EQ(evaluated(kObservation, "status.memberOf('http://hl7.org/fhir/ValueSet/observation-status')"), "true");
    EXPECT_EQ(evaluated(kObservation, "status.memberOf('http://hl7.org/fhir/ValueSet/observation-status|4.0.1')"),
              "true");
    EXPECT_EQ(evaluated(kObservation, "status.memberOf('http://hl7.org/fhir/ValueSet/name-use')"), "false");
    EXPECT_EQ(evaluated(kObservation, "status.memberOf('http://example.org/none')"), "");
}

TEST(Limits, WhatCostsTooMuchIsAnError) {
    EXPECT_EQ(evaluated(kPatient, "(1).repeat($this + 1)"), "fhirpath.limit");
    EXPECT_EQ(evaluated(kPatient, "('a').repeat($this & $this)"), "fhirpath.limit");
    const std::string all = "(1|2|3|4|5|6|7|8|9|10)";
    const std::string power = all + ".select(" + all + ").select(" + all + ").select(" + all + ").select(" + all +
                              ").select(" + all + ").select(" + all + ")";
    EXPECT_EQ(evaluated(kPatient, power + ".count()"), "fhirpath.limit");
}

TEST(Limits, TheBudgetIsTheCallers) {
    Environment environment;
    EXPECT_EQ(evaluated(kPatient, "descendants().count() > 10", environment), "true");
    environment.budget = 10;
    EXPECT_EQ(evaluated(kPatient, "descendants().count() > 10", environment), "fhirpath.limit");
}

TEST(Expressions, AreSharedByThreads) {
    const test::Resource resource(kPatient);
    const auto expression =
        compile("name.exists(given.exists(matches('^J.m$'))) and name.given.distinct().count() = 4", Model::r4());
    ASSERT_TRUE(expression);
    std::atomic<int> right = 0;
    const auto work = [&] {
        Evaluator evaluator(Model::r4());
        for (int i = 0; i < 1000; ++i) {
            right += evaluator.evaluate_boolean(*expression, resource.instance(), instance::kRoot) == Truth::kTrue;
        }
    };
    std::thread other(work);
    work();
    other.join();
    EXPECT_EQ(right, 2000);
}

TEST(Limits, AnEvaluatorGoesOnAfterAnError) {
    const test::Resource resource(kPatient);
    Evaluator evaluator(Model::r4());
    const auto bad = compile("name.single()", Model::r4());
    const auto good = compile("name.exists()", Model::r4());
    ASSERT_TRUE(bad && good);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(evaluator.evaluate_boolean(*bad, resource.instance(), instance::kRoot), Truth::kError);
        EXPECT_EQ(evaluator.evaluate_boolean(*good, resource.instance(), instance::kRoot), Truth::kTrue);
    }
}

}  // namespace
}  // namespace hios::fhirpath
