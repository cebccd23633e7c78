// Maps of whole documents: $from, $as, refer(), values of the document, and what a fault costs.

#include "tests/stages/map/mapping.hpp"
#include "tests/stages/map/toy_document.hpp"
#include "tests/stages/map/toy_map.hpp"

namespace hios::map {
namespace {

std::string toy_problems(const std::string& yaml) {
    return problems_of("map: test\nsource: {format: hl7v2}\n" + yaml, toy_settings());
}

std::size_t times(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

// The id that a line of the type has, "" when there is none.
std::string id_of(const std::string& ndjson, const std::string& type) {
    const std::string head = "{\"resourceType\":\"" + type + "\",\"id\":\"";
    const std::size_t at = ndjson.find(head);
    return at == std::string::npos ? "" : ndjson.substr(at + head.size(), 36);
}

constexpr auto kPatientAndResults = R"y(emit:
  - $from: RESULT
    resourceType: Observation
    id: =id('Observation', P-1, O-1, R-1)
    status: final
    code: {text: =R-1}
    subject: =refer(patient)
  - $from: PERSON
    $as: patient
    resourceType: Patient
    id: =id('Patient', P-1)
    name: [{family: =P-1}]
)y";

TEST(Documents, EachPlaceOfFromGivesAResource) {
    const std::string out = toy(kPatientAndResults, "P|ann\nO|x\nR|1\nR|2\nP|bob\nO|y\nR|3");
    EXPECT_EQ(times(out, "\"Observation\""), 3U) << out;
    EXPECT_EQ(times(out, "\"Patient\",\"id\""), 2U) << out;
}

TEST(Documents, AReferenceKnowsAnIdBeforeTheResourceIsMade) {
    const std::string out = toy(kPatientAndResults, "P|ann\nO|x\nR|1");
    EXPECT_NE(out.find("\"subject\":{\"reference\":\"Patient/" + id_of(out, "Patient") + "\"}"), std::string::npos)
        << out;
}

TEST(Documents, AReferenceIsToThePersonAroundTheResult) {
    const std::string both = toy(kPatientAndResults, "P|ann\nO|x\nR|1\nP|bob\nO|y\nR|3");
    const std::string bob = toy(kPatientAndResults, "P|bob\nO|y\nR|3");
    EXPECT_EQ(times(both, "\"reference\":\"Patient/" + id_of(bob, "Patient")), 1U) << both;
}

TEST(Documents, WithoutAnInstanceAroundItTheOnlyOneServes) {
    const std::string yaml = R"y(emit:
  - {$from: PERSON, $as: patient, resourceType: Patient, id: "=id('Patient', P-1)", name: [{family: =P-1}]}
  - {$from: RESULT, resourceType: Observation, id: "=id('Observation', R-1)", status: final, code: {text: =R-1}, subject: =refer(patient)}
)y";
    const std::string out = toy(yaml, "R|1\nP|ann");
    EXPECT_EQ(times(out, "\"subject\""), 1U) << out;
    EXPECT_EQ(times(toy(yaml, "R|1\nP|ann\nP|bob"), "\"subject\""), 0U);
}

TEST(Documents, WhatIsNotMadeIsNotReferredTo) {
    const std::string yaml = R"y(emit:
  - $from: PERSON
    $as: patient
    $when: =P-2 == 'yes'
    resourceType: Patient
    id: =id('Patient', P-1)
    name: [{family: =P-1}]
  - $from: RESULT
    resourceType: Observation
    id: =id('Observation', R-1)
    status: final
    code: {text: =R-1}
    subject: =refer(patient)
)y";
    EXPECT_EQ(times(toy(yaml, "P|ann|no\nO|x\nR|1"), "Patient"), 0U);
    EXPECT_EQ(times(toy(yaml, "P|ann|yes\nO|x\nR|1"), "\"Patient/"), 1U);
}

TEST(Documents, AnAlternativeUnderTheSameNameIsReferredTo) {
    const std::string yaml = R"y(emit:
  - {$from: ORDER, $as: order, $when: "=O-1 == 'drug'", resourceType: MedicationRequest, id: "=id('MedicationRequest', O-1)", status: active, intent: order, subject: {display: =P-1}, medicationCodeableConcept: {text: =O-1}}
  - {$from: ORDER, $as: order, resourceType: ServiceRequest, id: "=id('ServiceRequest', O-1)", status: active, intent: order, subject: {display: =P-1}}
  - $from: RESULT
    resourceType: Observation
    id: =id('Observation', R-1)
    status: final
    code: {text: =R-1}
    basedOn: [=refer(order)]
)y";
    EXPECT_EQ(times(toy(yaml, "P|ann\nO|drug\nR|1"), "\"reference\":\"MedicationRequest/"), 1U);
    EXPECT_EQ(times(toy(yaml, "P|ann\nO|test\nR|1"), "\"reference\":\"ServiceRequest/"), 1U);
}

TEST(Documents, AVariableSaysWhoseResourceIsMeant) {
    const std::string yaml = R"y(emit:
  - $from: ORDER
    resourceType: DiagnosticReport
    id: =id('DiagnosticReport', O-1)
    status: final
    code: {text: =O-1}
    result: [{$each: "r in RESULT", $value: "=refer(result, r)"}]
  - {$from: RESULT, $as: result, resourceType: Observation, id: "=id('Observation', R-1)", status: final, code: {text: =R-1}}
)y";
    const std::string out = toy(yaml, "P|ann\nO|x\nR|1\nR|2\nO|y\nR|3");
    EXPECT_EQ(times(out, "\"reference\":\"Observation/"), 3U) << out;
    EXPECT_EQ(times(out, "\"result\":[{\"reference\":\"Observation/" + id_of(out, "Observation")), 1U) << out;
}

TEST(Documents, OfSeveralUnderOneNameTheOneOfThePlaceItselfIsMeant) {
    const std::string yaml = R"y(emit:
  - {$from: ORDER, $as: fact, resourceType: Observation, id: "=id('Observation', O-1)", status: final, code: {text: =O-1}, hasMember: [{$each: "r in RESULT", $value: "=refer(fact, r)"}]}
  - {$from: RESULT, $as: fact, resourceType: Observation, id: "=id('Observation', 'member', R-1)", status: final, code: {text: =R-1}}
)y";
    const std::string out = toy(yaml, "P|ann\nO|x\nR|1\nR|2");
    const std::string panel = id_of(out, "Observation");
    EXPECT_EQ(times(out, "\"reference\":\"Observation/"), 2U) << out;
    EXPECT_EQ(times(out, "\"reference\":\"Observation/" + panel), 0U) << "the panel is no member of itself: " << out;
}

constexpr auto kDoctor = R"y(fragments:
  Doctor(number, name):
    resourceType: Practitioner
    id: =id('Practitioner', number)
    identifier: [{value: =number}]
    name: [{family: =name}]
emit:
  - $from: RESULT
    resourceType: Observation
    id: =id('Observation', R-1)
    status: final
    code: {text: =R-1}
    performer: ["=refer(Doctor(R-2, R-3))"]
)y";

TEST(Documents, OneResourceIsMadeOfAllFieldsThatNameOnePerson) {
    const std::string out = toy(kDoctor, "P|ann\nO|x\nR|1|77|\nR|2|77|Who\nR|3|77|");
    EXPECT_EQ(times(out, "\"resourceType\":\"Practitioner\""), 1U) << out;
    EXPECT_EQ(times(out, "\"reference\":\"Practitioner/" + id_of(out, "Practitioner")), 3U) << out;
    EXPECT_EQ(times(out, "\"family\":\"Who\""), 1U) << "the line that says the most stays: " << out;
}

TEST(Documents, WithoutAKeyThereIsNeitherResourceNorReference) {
    const std::string out = toy(kDoctor, "P|ann\nO|x\nR|1||Who");
    EXPECT_EQ(times(out, "Practitioner"), 0U) << out;
    EXPECT_EQ(times(out, "performer"), 0U) << out;
    EXPECT_EQ(times(out, "Observation"), 1U) << out;
}

TEST(Documents, AResourceMadeAsideIsOnlyMentioned) {
    Mapping mapping(std::string("map: test\nsource: {format: hl7v2}\n") + kDoctor, toy_settings());
    const Program& program = *mapping.map().program("");
    const ToyView view(dynamic_cast<const ToySpace&>(*program.space), "P|ann\nO|x\nR|1|77|Who");
    const std::string out = mapping.run_view(program, view);
    ASSERT_EQ(mapping.machine().emitted().size(), 2U);
    const Emitted& doctor = mapping.machine().emitted()[1];
    EXPECT_EQ(doctor.type, "Practitioner");
    EXPECT_TRUE(doctor.mention);
    EXPECT_EQ(out.substr(doctor.id_begin, doctor.id_length), id_of(out, "Practitioner"));
    EXPECT_EQ(doctor.begin + doctor.length, out.size());
    EXPECT_FALSE(mapping.machine().emitted()[0].mention);
}

TEST(Documents, MentionIsDecidedByTheDocument) {
    const std::string yaml = R"y(emit:
  - {$from: PERSON, $mention: "=P-2 != 'ADT'", resourceType: Patient, id: "=id('Patient', P-1)", gender: unknown, name: [{family: =P-1}]}
)y";
    for (const auto& [kind, mention] : {std::pair{"ADT", false}, std::pair{"ORU", true}}) {
        Mapping mapping("map: test\nsource: {format: hl7v2}\n" + yaml, toy_settings());
        const Program& program = *mapping.map().program("");
        const ToyView view(dynamic_cast<const ToySpace&>(*program.space), std::string("P|ann|") + kind);
        (void)mapping.run_view(program, view);
        ASSERT_EQ(mapping.machine().emitted().size(), 1U);
        EXPECT_EQ(mapping.machine().emitted()[0].mention, mention) << kind;
    }
}

TEST(Documents, AFaultCostsTheResourceItStandsIn) {
    const std::string yaml = R"y(emit:
  - {$from: RESULT, resourceType: Observation, id: "=id('Observation', R-1)", status: final, code: {text: =R-2!}}
)y";
    const std::string out = toy(yaml, "P|ann\nO|x\nR|1|a\nR|2\nR|3|c");
    EXPECT_EQ(times(out, "Observation"), 2U) << out;
    EXPECT_EQ(times(out, "\n"), 2U) << out;
}

TEST(Documents, AValueThatDoesNotFitIsLeftOut) {
    const std::string yaml = R"y(emit:
  - {$from: PERSON, resourceType: Patient, id: "=id('Patient', P-1)", birthDate: =ts_date(P-2), name: [{family: =P-1}]}
)y";
    EXPECT_EQ(times(toy(yaml, "P|ann|19993030"), "birthDate"), 0U);
    EXPECT_EQ(times(toy(yaml, "P|ann|19990330"), "\"birthDate\":\"1999-03-30\""), 1U);
}

TEST(Documents, ValuesOfTheDocumentAreSeenInFragments) {
    const std::string yaml = R"y(let: {owner: "=P-1 + '!'"}
fragments:
  Name(x): {family: =x, text: =owner}
emit:
  - {$from: ORDER, resourceType: Patient, id: "=id('Patient', O-1)", name: [{$use: Name(O-1)}]}
)y";
    EXPECT_EQ(times(toy(yaml, "P|ann\nO|x"), R"y("name":[{"family":"x","text":"ann!"}])y"), 1U);
}

TEST(Documents, AFragmentMayBeAnExpression) {
    const std::string yaml = R"y(fragments:
  initial(x): "=substr(x, 0, 1)"
  label(a, b): "=initial(a) + '. ' + (b ?? 'nobody')"
emit:
  - {$from: PERSON, resourceType: Patient, id: "=id('Patient', P-1)", name: [{text: "=label(P-1, P-2)"}]}
)y";
    EXPECT_EQ(times(toy(yaml, "P|ann|bee"), "\"text\":\"a. bee\""), 1U);
    EXPECT_EQ(times(toy(yaml, "P|ann"), "\"text\":\"a. nobody\""), 1U);
    EXPECT_NE(toy_problems(R"y(fragments:
  a(x): =b(x)
  b(x): =a(x)
emit:
  - {$from: PERSON, resourceType: Patient, id: "=id('Patient', a(P-1))", gender: male}
)y")
                  .find("uses itself"),
              std::string::npos);
}

TEST(Documents, AParameterMayStandForATable) {
    const std::string yaml = R"y(tables:
  sex: {f: female, m: male}
fragments:
  coded(x, t): "=lookup(t, x, 'unknown')"
emit:
  - {$from: PERSON, resourceType: Patient, id: "=id('Patient', P-1)", gender: "=coded(P-2, sex)"}
)y";
    EXPECT_EQ(times(toy(yaml, "P|ann|f"), "\"gender\":\"female\""), 1U);
    EXPECT_EQ(times(toy(yaml, "P|ann|x"), "\"gender\":\"unknown\""), 1U);
}

TEST(Documents, SettingsOfTheJobAreConstants) {
    const std::string yaml = R"y(emit:
  - {$from: PERSON, $when: "=setting('people') == 'yes'", resourceType: Patient, id: "=id('Patient', P-1)", name: [{family: =P-1}]}
)y";
    CompileSettings settings = toy_settings();
    EXPECT_EQ(toy(yaml, "P|ann", settings), "");
    settings.settings["people"] = "yes";
    EXPECT_EQ(times(toy(yaml, "P|ann", settings), "Patient"), 1U);
}

TEST(Documents, APlaceTellsOneFromAnother) {
    const std::string yaml = R"y(emit:
  - {$from: RESULT, resourceType: Observation, id: "=id('Observation', P-1, place())", status: final, code: {text: =place()}}
)y";
    const std::string out = toy(yaml, "P|ann\nO|x\nR|1\nR|1");
    EXPECT_EQ(times(out, "line 3"), 1U) << out;
    EXPECT_EQ(times(out, "line 4"), 1U) << out;
}

TEST(DocumentChecks, AReferenceToAnUnknownNameIsAnError) {
    EXPECT_EQ(toy_problems(R"y(emit:
  - {$from: PERSON, $as: patient, resourceType: Patient, id: "=id('Patient', P-1)", name: [{family: =P-1}]}
  - {$from: RESULT, resourceType: Observation, id: "=id('Observation', R-1)", status: final, code: {text: =R-1}, subject: =refer(pateint)}
)y"),
              "test.yaml:5:130: no resource has $as: pateint. Did you mean \"patient\"?\n");
}

TEST(DocumentChecks, AReferenceToTheWrongTypeIsAnError) {
    const std::string text = toy_problems(R"y(emit:
  - {$from: PERSON, $as: patient, resourceType: Patient, id: "=id('Patient', P-1)", managingOrganization: =refer(patient)}
)y");
    EXPECT_NE(text.find("Patient.managingOrganization cannot refer to a Patient"), std::string::npos) << text;
}

TEST(DocumentChecks, ANamedResourceNeedsAnId) {
    const std::string text =
        toy_problems("emit:\n  - {$from: PERSON, $as: patient, resourceType: Patient, name: [{family: =P-1}]}\n");
    EXPECT_NE(text.find("has $as, but no id"), std::string::npos) << text;
}

TEST(DocumentChecks, FromIsAnAddressThatRepeats) {
    const std::string text =
        toy_problems("emit:\n  - {$from: P-1, resourceType: Patient, id: \"=id('Patient', P-1)\", gender: male}\n");
    EXPECT_NE(text.find("$from has nothing to repeat"), std::string::npos) << text;
}

}  // namespace
}  // namespace hios::map
