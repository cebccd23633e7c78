// ordinal(PLACES, value): which of the places with one value a place is.

#include <fmt/format.h>

#include "tests/stages/map/mapping.hpp"
#include "tests/stages/map/toy_map.hpp"

namespace hios::map {
namespace {

// The values that `value` has at the places of `from`, in their order.
std::string ordinals(const std::string& from, const std::string& value, const std::string& document,
                     bool in_place = false) {
    const std::string yaml = "emit:\n  - $from: " + from +
                             "\n    resourceType: Patient\n    id: =id('Patient', place())\n"
                             "    name: [{text: \"=" +
                             value + "\"}]\n";
    CompileSettings settings = toy_settings();
    settings.in_place = in_place;
    return texts_of(toy(yaml, document, settings), " ");
}

TEST(Ordinal, CountsThePlacesOfOneValueInTheirOrder) {
    EXPECT_EQ(ordinals("RESULT", "ordinal(RESULT, R-1)", "P|a\nO|x\nR|A\nR|B\nR|C\nR|T\nR|T\nR|A\nR|T"),
              "1 1 1 1 2 2 3");
}

TEST(Ordinal, OfAPlaceIsTheSameWhateverFollows) {
    EXPECT_EQ(ordinals("RESULT", "ordinal(RESULT, R-1)", "P|a\nO|x\nR|A\nR|A"), "1 2");
    EXPECT_EQ(ordinals("RESULT", "ordinal(RESULT, R-1)", "P|a\nO|x\nR|A\nR|A\nR|B\nR|A"), "1 2 1 3");
}

TEST(Ordinal, OfTheOnlyPlaceIsTheFirst) {
    EXPECT_EQ(ordinals("RESULT", "ordinal(RESULT, R-1)", "P|a\nO|x\nR|A"), "1");
    EXPECT_EQ(ordinals("RESULT", "ordinal(RESULT, R-1)", "P|a\nO|x\nR|"), "1");
}

TEST(Ordinal, NoValueIsAValueLikeOthers) {
    EXPECT_EQ(ordinals("RESULT", "ordinal(RESULT, R-1)", "P|a\nO|x\nR|\nR|A\nR|"), "1 1 2");
    EXPECT_EQ(ordinals("RESULT", "ordinal(RESULT, null)", "P|a\nO|x\nR|A\nR|B"), "1 2");
}

TEST(Ordinal, TheValueSeesWhatIsAroundEachPlace) {
    EXPECT_EQ(ordinals("RESULT", "ordinal(RESULT, O-1 + R-1)", "P|a\nO|x\nR|A\nR|A\nO|y\nR|A\nO|x\nR|A"), "1 2 1 3");
}

TEST(Ordinal, IsThatOfThePlaceAround) {
    EXPECT_EQ(ordinals("RESULT", "ordinal(ORDER, O-1)", "P|a\nO|x\nR|A\nR|B\nO|x\nR|C\nO|y\nR|D"), "1 1 2 1");
}

TEST(Ordinal, OutsideOfThePlacesThereIsNone) {
    EXPECT_EQ(ordinals("PERSON", "ordinal(ORDER, O-1) ?? 'none'", "P|a\nO|x\nO|x\nP|b"), "none none");
}

TEST(Ordinal, StandsInTheValueOfAnotherOne) {
    const std::string value = "ordinal(RESULT, ordinal(ORDER, O-1) + '|' + R-1)";
    EXPECT_EQ(ordinals("RESULT", value, "P|a\nO|x\nR|A\nO|x\nR|A\nR|A\nO|y\nR|A"), "1 1 2 2");
}

TEST(Ordinal, SaysTheSameWhenNothingIsSkipped) {
    const std::string value = "ordinal(RESULT, ordinal(ORDER, O-1) + '|' + upper(trim(R-1)) + pad(P-1, 3))";
    const std::string document = "P|1\nO|x\nR|a\nO|x\nR|A\nR|a \nO|y\nR|A\nP|2\nO|x\nR|A";
    EXPECT_EQ(ordinals("RESULT", value, document, true), ordinals("RESULT", value, document));
}

// Two values of its own, two kinds of places: none takes the other's.
TEST(Ordinal, SeveralOfOneMapAreCountedApart) {
    EXPECT_EQ(ordinals("RESULT", "ordinal(RESULT, R-1) + ordinal(RESULT, R-2) + ordinal(ORDER, R-1)",
                       "P|a\nO|x\nR|A|1\nR|A|2\nO|y\nR|B|1"),
              "111 211 122");
}

TEST(Ordinal, InAFragmentServesIdsAndReferencesAlike) {
    const std::string yaml = R"y(fragments:
  again: "=nullif(ordinal(RESULT, result_key()), '1') ?? '-'"
  result_key: "=join('|', upper(trim(P-1)), upper(trim(O-1)), upper(trim(R-1)), 'r')"
  result_id: "=id('Observation', result_key(), again())"
emit:
  - $from: ORDER
    resourceType: Observation
    id: =id('Observation', place())
    status: final
    code: {text: =O-1}
    hasMember: [{$each: "r in RESULT", $value: "=refer(result, r)"}]
  - $from: RESULT
    $as: result
    resourceType: Observation
    id: =result_id()
    status: final
    code: {text: =again()}
)y";
    const std::string out = toy(yaml, "P|ann\nO|x\nR|A\nR|A\nR|B");
    std::vector<std::string> members;
    std::vector<std::string> ids;
    for (std::size_t at = out.find("\"Observation/"); at != std::string::npos; at = out.find("\"Observation/", at + 1))
        members.push_back(out.substr(at + 13, 36));
    for (std::size_t at = out.find("\"id\":\""); at != std::string::npos; at = out.find("\"id\":\"", at + 1))
        ids.push_back(out.substr(at + 6, 36));
    ASSERT_EQ(ids.size(), 4U) << out;
    EXPECT_EQ(members, std::vector<std::string>(ids.begin() + 1, ids.end())) << out;
    EXPECT_NE(ids[1], ids[2]);
    EXPECT_NE(out.find("\"code\":{\"text\":\"2\"}"), std::string::npos) << out;
    CompileSettings in_place = toy_settings();
    in_place.in_place = true;
    EXPECT_EQ(out, toy(yaml, "P|ann\nO|x\nR|A\nR|A\nR|B", in_place));
}

// The second document of a machine finds nothing of the first.
TEST(Ordinal, IsOfOneDocument) {
    Mapping mapping(
        "map: test\nsource: {format: hl7v2}\nemit:\n  - $from: RESULT\n    resourceType: Patient\n"
        "    id: =id('Patient', place())\n    name: [{text: \"=ordinal(RESULT, R-1)\"}]\n",
        toy_settings());
    const Program& program = *mapping.map().program("");
    Machine machine(program, "test");
    const auto run = [&](const std::string& document) {
        ByteBuffer out;
        const ToyView view(dynamic_cast<const ToySpace&>(*program.space), document);
        EXPECT_TRUE(machine.run(view, out));
        return std::string(out.view());
    };
    const std::string first = run("P|a\nO|x\nR|A\nR|A");
    EXPECT_NE(first.find("\"text\":\"2\""), std::string::npos) << first;
    const std::string second = run("P|a\nO|x\nR|A\nR|B\nR|C");
    EXPECT_EQ(second.find("\"text\":\"2\""), std::string::npos) << second;
    EXPECT_EQ(run("P|a\nO|x\nR|A\nR|A"), first);
}

TEST(Ordinal, WhatFailsInTheValueIsNoValue) {
    EXPECT_EQ(ordinals("RESULT", "ordinal(RESULT, R-1!)", "P|a\nO|x\nR|A\nR|\nR|"), "1 1 2");
}

TEST(Ordinal, WhatItCannotNumberIsAnError) {
    const auto says = [](const std::string& value, const std::string& what) {
        const std::string problems = problems_of(
            "map: test\nsource: {format: hl7v2}\nemit:\n  - $from: PERSON\n    resourceType: Patient\n"
            "    id: =id('Patient', P-1)\n    contact: [{$each: \"r in RESULT\", name: {text: \"=" +
                value + "\"}}]\n",
            toy_settings());
        EXPECT_NE(problems.find(what), std::string::npos) << value << ": " << problems;
    };
    says("ordinal(P-1, R-1)", "\"P-1\" holds one value, ordinal has nothing to number");
    says("ordinal('RESULT', R-1)", "ordinal takes places of the document and a value of one of them");
    says("ordinal(NOTHING, R-1)", "\"NOTHING\" is nothing");
    says("ordinal(RESULT, r.R-1)", "\"r.R-1\" is nothing");
    says("ordinal(ORDER, join_each('', x in RESULT, x.R-1))", "what ordinal compares goes over places itself");
    says("ordinal(RESULT)", "ordinal takes 2 arguments, 1 given");
    const std::string rows = problems_of(
        "map: t\nsource: {format: csv}\nemit: [{resourceType: Patient, id: \"=id('Patient', A)\", "
        "name: [{text: \"=ordinal(A, A)\"}]}]\n");
    EXPECT_NE(rows.find("ordinal() is for documents"), std::string::npos) << rows;
}

}  // namespace
}  // namespace hios::map
