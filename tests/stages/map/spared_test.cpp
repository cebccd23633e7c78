// What need not be run: what is skipped for want of values, what fragments compute once for all that ask.

#include <algorithm>

#include "tests/stages/map/toy_map.hpp"

namespace hios::map {
namespace {

// With all that spares work, and without: both say the same.
std::string both(const std::string& yaml, const std::string& text) {
    CompileSettings in_place = toy_settings();
    in_place.in_place = true;
    const std::string fast = toy(yaml, text);
    EXPECT_EQ(fast, toy(yaml, text, in_place));
    return fast;
}

std::size_t guards_in(const std::string& yaml) {
    Mapping mapping("map: test\nsource: {format: hl7v2}\n" + yaml, toy_settings());
    EXPECT_FALSE(mapping.problems().failed()) << all_text(mapping.problems());
    const auto& ops = mapping.map().program("")->ops;
    return static_cast<std::size_t>(
        std::count_if(ops.begin(), ops.end(), [](const Op& op) { return op.code == OpCode::kSkipUnless; }));
}

constexpr auto kName = R"y(emit:
  - $from: PERSON
    resourceType: Patient
    id: =id('Patient', P-1)
    name: [{family: "=P-2 + ', ' + P-3", given: [=P-4], use: official}]
)y";

TEST(Spared, AnObjectWithoutValuesCostsOneQuestion) {
    EXPECT_GT(guards_in(kName), 0U);
    EXPECT_EQ(both(kName, "P|1").find("name"), std::string::npos);
    EXPECT_NE(both(kName, "P|1|||ann").find("\"given\":[\"ann\"]"), std::string::npos);
    EXPECT_NE(both(kName, "P|1|a|b").find("\"family\":\"a, b\""), std::string::npos);
}

TEST(Spared, WhatIsAlwaysWrittenIsNotSkipped) {
    constexpr auto kConstant = R"y(emit:
  - $from: PERSON
    resourceType: Patient
    id: =id('Patient', P-1)
    maritalStatus: {text: "=P-2 ?? 'unknown'", coding: [{code: =P-3, display: "=upper(P-4)"}]}
)y";
    EXPECT_NE(both(kConstant, "P|1").find("\"text\":\"unknown\""), std::string::npos);
}

TEST(Spared, WhatIsRequiredFailsAllTheSame) {
    constexpr auto kRequired = R"y(emit:
  - $from: PERSON
    resourceType: Patient
    id: =id('Patient', P-1)
    contact: [{name: {family: "=P-2!", text: "=P-2 + P-3", given: [=P-4]}}]
)y";
    EXPECT_EQ(both(kRequired, "P|1"), "");
    EXPECT_NE(both(kRequired, "P|1|a").find("\"family\":\"a\""), std::string::npos);
}

TEST(Spared, AConditionThatNoValueMakesTrueIsNotSkipped) {
    constexpr auto kNegated = R"y(emit:
  - $from: PERSON
    resourceType: Patient
    id: =id('Patient', P-1)
    name: [{$when: "=!exists(P-2) && P-3 != 'x' && !exists(P-4)", text: nobody}]
)y";
    EXPECT_NE(both(kNegated, "P|1").find("nobody"), std::string::npos);
    EXPECT_EQ(both(kNegated, "P|1|a").find("nobody"), std::string::npos);
    EXPECT_EQ(both(kNegated, "P|1||x").find("nobody"), std::string::npos);
}

TEST(Spared, AValueOfTheDocumentIsWhatItIsWithoutItsParts) {
    constexpr auto kLet = R"y(let:
  kind: "=O-1 == 'a' ? 'first' : O-2 == 'b' ? 'second' : null"
  none: "=O-3 != 'x' && !exists(O-4)"
emit:
  - $from: PERSON
    resourceType: Patient
    id: =id('Patient', P-1)
    name: [{text: "=kind ?? 'neither'", use: "=none ? 'usual' : 'old'"}]
)y";
    EXPECT_NE(both(kLet, "P|1").find("neither"), std::string::npos);
    EXPECT_NE(both(kLet, "P|1\nO|a").find("first"), std::string::npos);
    EXPECT_NE(both(kLet, "P|1\nO|x|b").find("second"), std::string::npos);
    EXPECT_NE(both(kLet, "P|1\nO||||y").find("\"old\""), std::string::npos);
}

// One fragment, asked for of several places and in several resources: each has its own value.
TEST(Spared, AFragmentHasTheValueOfThePlaceItIsAskedFor) {
    constexpr auto kFragments = R"y(fragments:
  label(x, y): "=(x == 'a' ? 'first' : x == 'b' ? 'second' : upper(x)) + ':' + (y ?? '-')"
  twice(x): "=label(x, x) + '/' + label(x, null)"
emit:
  - $from: RESULT
    resourceType: Observation
    id: =id('Observation', P-1, R-1)
    status: final
    code: {text: "=label(R-1, R-2)", coding: [{code: "=twice(R-1)", display: "=label(R-2, R-1)"}]}
  - $from: PERSON
    resourceType: Patient
    id: =id('Patient', P-1)
    name: [{text: "=label(P-1, P-2)", given: ["=twice(P-2)"]}]
)y";
    const std::string out = both(kFragments, "P|a|b\nO|x\nR|b|a\nR|c\nP|q");
    EXPECT_NE(out.find("\"code\":\"second:b/second:-\",\"display\":\"first:b\""), std::string::npos) << out;
    EXPECT_NE(out.find("\"text\":\"C:-\""), std::string::npos) << out;
    EXPECT_NE(out.find("\"text\":\"first:b\""), std::string::npos) << out;
    EXPECT_NE(out.find("\"text\":\"Q:-\""), std::string::npos) << out;
}

TEST(Spared, AnAsideOfNobodyIsSkipped) {
    constexpr auto kAside = R"y(fragments:
  Doctor(x):
    resourceType: Practitioner
    id: =id('Practitioner', x)
    name: [{family: =x}]
emit:
  - $from: PERSON
    resourceType: Patient
    id: =id('Patient', P-1)
    generalPractitioner: [=refer(Doctor(P-2))]
)y";
    EXPECT_EQ(both(kAside, "P|1").find("Practitioner"), std::string::npos);
    EXPECT_NE(both(kAside, "P|1|welby").find("\"family\":\"welby\""), std::string::npos);
}

}  // namespace
}  // namespace hios::map
