// join_each(separator, x in PLACES, value): one text of many places.

#include "tests/stages/map/mapping.hpp"
#include "tests/stages/map/toy_map.hpp"

namespace hios::map {
namespace {

constexpr const char* kDocument = "P|ann\nO|x\nR|1\nR|\nR|3\nO|y\nR|4\nP|bob\nO|z\nR|";

// The names of the patients that `value` gives in the document.
std::string names(const std::string& value, const std::string& document = kDocument, bool in_place = false) {
    const std::string yaml = "emit:\n  - $from: PERSON\n    resourceType: Patient\n    id: =id('Patient', P-1)\n" +
                             std::string("    name: [{text: \"=") + value + "\"}]\n";
    CompileSettings settings = toy_settings();
    settings.in_place = in_place;
    return texts_of(toy(yaml, document, settings), "; ");
}

TEST(JoinEach, TakesThePlacesInTheirOrderAndLeavesOutThoseWithoutAValue) {
    EXPECT_EQ(names("join_each(', ', r in RESULT, r.R-1)"), "1, 3, 4");
    EXPECT_EQ(names("join_each('', r in RESULT, r.R-1)"), "134");
}

TEST(JoinEach, OfNothingIsNoValue) {
    EXPECT_EQ(names("join_each(', ', r in RESULT, r.R-1) ?? 'none'"), "1, 3, 4; none");
    EXPECT_EQ(names("join_each(', ', r in RESULT, null) ?? 'none'"), "none; none");
    EXPECT_EQ(names("exists(join_each(', ', r in RESULT, r.R-1)) ? 'some' : 'none'"), "some; none");
}

TEST(JoinEach, StandsInsideAnotherOne) {
    EXPECT_EQ(names("join_each(' / ', o in ORDER, o.O-1 + ': ' + join_each(', ', r in o.RESULT, r.R-1))"),
              "x: 1, 3 / y: 4");
}

TEST(JoinEach, SaysTheSameWhenNothingIsSkipped) {
    const std::string value = "join_each(' / ', o in ORDER, o.O-1 + ': ' + join_each(', ', r in o.RESULT, r.R-1))";
    EXPECT_EQ(names(value, kDocument, true), names(value));
}

// Their loops run where loops of others run, each time.
TEST(JoinEach, InAFragmentServesPlacesOfAllDepths) {
    const std::string yaml = R"y(fragments:
  Results(o): "=join_each('+', r in o.RESULT, pad(r.R-1, 2) + upper(trim(P-1)) + (o.O-1 == 'x' ? 'X' : '-'))"
  Sum(o): "=join(' = ', Results(o), o.O-1)"
emit:
  - $from: PERSON
    resourceType: Patient
    id: =id('Patient', P-1)
    contact:
      - $each: "o in ORDER"
        name: {text: =Sum(o), family: =Results(o)}
        telecom: [{$each: "r in o.RESULT", value: "=r.R-1 + ' of ' + Results(o)"}]
)y";
    CompileSettings in_place = toy_settings();
    in_place.in_place = true;
    const std::string out = toy(yaml, kDocument);
    EXPECT_NE(out.find("\"text\":\"01ANNX+03ANNX = x\""), std::string::npos) << out;
    EXPECT_NE(out.find("\"value\":\"3 of 01ANNX+03ANNX\""), std::string::npos) << out;
    EXPECT_NE(out.find("\"text\":\"04ANN- = y\""), std::string::npos) << out;
    EXPECT_EQ(out, toy(yaml, kDocument, in_place));
}

// The id is asked for in the midst of what refers to it.
TEST(JoinEach, MakesTheIdOfAResourceThatOthersReferTo) {
    const std::string yaml = R"y(emit:
  - $from: PERSON
    resourceType: Observation
    id: =id('Observation', P-1)
    status: final
    code: {text: "=join_each('-', o in ORDER, o.O-1)"}
    hasMember: [{$each: "o in ORDER", $value: "=refer(result, o)"}]
  - $from: ORDER
    $as: result
    resourceType: Observation
    id: "=id('Observation', join_each('|', r in RESULT, r.R-1))"
    status: final
    code: {text: =O-1}
)y";
    const std::string out = toy(yaml, "P|ann\nO|x\nR|1\nR|2\nO|y\nR|3");
    const auto id = [](const char* results) {
        Mapping mapping(
            "map: t\nsource: {format: csv}\nemit: [{resourceType: Observation, id: \"=id('Observation', A)\", "
            "status: final, code: {text: x}}]\n");
        const std::string line = mapping.run({{"A", results}});
        return line.substr(line.find("\"id\":\"") + 6, 36);
    };
    EXPECT_NE(out.find("\"hasMember\":[{\"reference\":\"Observation/" + id("1|2") +
                       "\"},{\"reference\":\"Observation/" + id("3")),
              std::string::npos)
        << out;
    EXPECT_NE(out.find("{\"resourceType\":\"Observation\",\"id\":\"" + id("3")), std::string::npos) << out;
}

TEST(JoinEach, WhatFailsInItLeavesNothingBehind) {
    const std::string yaml = R"y(emit:
  - $from: PERSON
    resourceType: Patient
    id: =id('Patient', P-1)
    name: [{text: "=join_each(', ', r in RESULT, r.R-1!)"}]
)y";
    const std::string out = toy(yaml, "P|ann\nO|x\nR|1\nR|\nP|bob\nO|x\nR|2");
    EXPECT_EQ(out.find("ann"), std::string::npos) << out;
    EXPECT_EQ(out.rfind("{\"resourceType\":\"Patient\"", 0), 0U) << out;
    EXPECT_NE(out.find("\"name\":[{\"text\":\"2\"}]"), std::string::npos) << out;
}

TEST(JoinEach, WhatItCannotGoOverIsAnError) {
    const auto says = [](const std::string& value, const std::string& what) {
        const std::string problems = problems_of(
            "map: test\nsource: {format: hl7v2}\nemit:\n  - $from: PERSON\n    resourceType: Patient\n"
            "    id: =id('Patient', P-1)\n    name: [{text: \"=" +
                value + "\"}]\n",
            toy_settings());
        EXPECT_NE(problems.find(what), std::string::npos) << value << ": " << problems;
    };
    says("join_each(P-1, r in RESULT, r.R-1)", "the separator of join_each must be written out");
    says("join_each(', ', r in P-1, r)", "\"P-1\" holds one value, join_each has nothing to repeat");
    says("join_each(', ', RESULT, R-1)", "join_each takes a variable and the places it goes over");
    says("join_each(', ', r in 'a', R-1)", "join_each takes a variable and the places it goes over");
    says("join(', ', r in RESULT)", "stands only in $each and in join_each()");
    says("join_each(', ', r.x in RESULT, R-1)", "does not fit here");
    says("join_each(', ', r in RESULT)", "join_each takes 3 arguments, 2 given");
}

TEST(JoinEach, OverAListOfAJsonRow) {
    Mapping mapping(
        "map: t\nsource: {format: ndjson}\nemit:\n  - resourceType: Patient\n    id: =id('Patient', n!)\n"
        "    name: [{text: \"=join_each(', ', x in names, x.family)\"}]\n");
    EXPECT_NE(mapping.run_json("{\"n\":\"1\",\"names\":[{\"family\":\"A\"},{},{\"family\":\"B\"}]}")
                  .find("\"text\":\"A, B\""),
              std::string::npos);
}

}  // namespace
}  // namespace hios::map
