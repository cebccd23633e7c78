// The thinnest true path: rows in, NDJSON out.

#include <gmock/gmock.h>

#include "stages/fhir/identity.hpp"
#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

using testing::HasSubstr;

constexpr const char* kMap = R"y(
map: sketch
source:
  format: csv
  files: {patients: "patients*.csv", conditions: "conditions*.csv"}
  columns:
    patients: {BIRTHDATE: date(yyyy-MM-dd), MIDDLE: string?}
    conditions: {START: date(yyyy-MM-dd), STOP: date(yyyy-MM-dd)?, SYSTEM: string?}
tables:
  gender: {M: male, F: female, "*": unknown}
  system: {SNOMED-CT: "http://snomed.info/sct"}
emit:
  - $from: patients
    resourceType: Patient
    id: =id('Patient', 'synthea', Id!)
    name: [{use: official, family: =LAST, given: [=FIRST, =MIDDLE]}]
    gender: =lookup(gender, GENDER)
    birthDate: =BIRTHDATE!
    deceasedDateTime: =DEATHDATE
  - $from: conditions
    resourceType: Condition
    id: =id('Condition', PATIENT, ENCOUNTER, CODE, START)
    clinicalStatus: "=concept('http://terminology.hl7.org/CodeSystem/condition-clinical', exists(STOP) ? 'resolved' : 'active')"
    code: {coding: [{system: "=lookup(system, SYSTEM ?? 'SNOMED-CT')", code: =CODE!, display: =DESCRIPTION}], text: =DESCRIPTION}
    subject: =ref('Patient', 'synthea', PATIENT!)
    onsetDateTime: =START
    abatementDateTime: =STOP
)y";

std::string uuid(std::string_view type, std::string_view key) {
    return fhir::IdNamespace("test").derive(type, key);
}

TEST(Emit, ARowBecomesAPatient) {
    Mapping map(kMap);
    const std::string id = uuid("Patient", "synthea\x1Fp1");
    EXPECT_EQ(
        map.run({{"Id", "p1"},
                 {"BIRTHDATE", "1970-01-02"},
                 {"FIRST", "Ann"},
                 {"MIDDLE", "B"},
                 {"LAST", "O\"Neil"},
                 {"GENDER", "F"}},
                "patients"),
        R"({"resourceType":"Patient","id":")" + id +
            R"(","name":[{"use":"official","family":"O\"Neil","given":["Ann","B"]}],"gender":"female","birthDate":"1970-01-02"})"
            "\n");
    const auto& emitted = map.machine().emitted();
    ASSERT_EQ(emitted.size(), 1U);
    EXPECT_EQ(emitted[0].type, "Patient");
    EXPECT_EQ(emitted[0].id_length, 36U);
    EXPECT_EQ(emitted[0].id_begin, std::string_view(R"({"resourceType":"Patient","id":")").size());
}

TEST(Emit, ARowBecomesACondition) {
    Mapping map(kMap);
    const std::string id = uuid("Condition",
                                "p1\x1F"
                                "e1\x1F"
                                "44054006\x1F"
                                "2019-02-03");
    const std::string subject = uuid("Patient", "synthea\x1Fp1");
    EXPECT_EQ(
        map.run({{"START", "2019-02-03"},
                 {"STOP", ""},
                 {"PATIENT", "p1"},
                 {"ENCOUNTER", "e1"},
                 {"CODE", "44054006"},
                 {"DESCRIPTION", "Diabetes"}},
                "conditions"),
        R"({"resourceType":"Condition","id":")" + id +
            R"(","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},)"
            R"("code":{"coding":[{"system":"http://snomed.info/sct","code":"44054006","display":"Diabetes"}],"text":"Diabetes"},)"
            R"("subject":{"reference":"Patient/)" +
            subject + R"("},"onsetDateTime":"2019-02-03"})" + "\n");
}

TEST(Emit, ARequiredColumnWithoutAValueRejectsTheRow) {
    Mapping map(kMap);
    const std::string out = map.run({{"Id", "p1"}, {"BIRTHDATE", ""}}, "patients");
    EXPECT_THAT(out, HasSubstr("BIRTHDATE has no value; Patient.birthDate needs one (test.yaml:18:17)"));
    EXPECT_TRUE(map.machine().emitted().empty());
    EXPECT_EQ(map.machine().counts().rejects, 1U);
}

TEST(Emit, AnIdWithoutAllItsKeysRejectsTheRow) {
    Mapping map(kMap);
    EXPECT_THAT(map.run({{"START", "2019-02-03"}, {"PATIENT", "p1"}, {"CODE", "1"}}, "conditions"),
                HasSubstr("Condition.id has no value"));
}

TEST(Emit, ARejectTakesBackWhatTheRowWrote) {
    Mapping map(R"y(
map: two
source: {format: csv}
emit:
  - {resourceType: Patient, id: "=id('Patient', A)", gender: male}
  - {resourceType: Observation, id: "=id('Observation', A)", status: final, code: {text: =B!}}
)y");
    ByteBuffer out;
    out.append("before\n");
    const Program& program = *map.map().program("");
    Machine machine(program, "test");
    const auto& columns = dynamic_cast<const FlatColumns&>(*program.space);
    const std::vector<std::string_view> header{"A", "B"};
    const auto binding = columns.bind(header);
    ASSERT_TRUE(binding);
    FlatRow row(*binding);
    const std::vector<std::string_view> bad{"1", ""};
    const std::vector<std::string_view> good{"1", "x"};
    row.set(bad);
    EXPECT_FALSE(machine.run(row, out));
    EXPECT_EQ(out.view(), "before\n");
    row.set(good);
    EXPECT_TRUE(machine.run(row, out));
    EXPECT_EQ(machine.emitted().size(), 2U);
    EXPECT_EQ(machine.emitted()[1].type, "Observation");
    EXPECT_EQ(out.view().substr(machine.emitted()[1].begin + machine.emitted()[1].length), "");
}

TEST(Emit, AResourceWithAFalseConditionIsNotMade) {
    Mapping map(R"y(
map: when
source: {format: csv}
emit:
  - {resourceType: Patient, $when: "=KIND == 'P'", id: "=id('Patient', A)"}
)y");
    EXPECT_EQ(map.run({{"KIND", "Q"}, {"A", "1"}}), "");
    EXPECT_THAT(map.run({{"KIND", "P"}, {"A", "1"}}), HasSubstr("Patient"));
}

TEST(Emit, AValueThatDoesNotFitIsARejectOrDroppedAsTheMapSays) {
    const std::string body =
        "source: {format: csv, columns: {B: date(yyyyMMdd)}}\n"
        "emit: [{resourceType: Patient, id: \"=id('Patient', A)\", birthDate: =B, gender: male}]\n";
    Mapping strict("map: a\n" + body);
    EXPECT_THAT(strict.run({{"A", "1"}, {"B", "1970-01-01"}}),
                HasSubstr("B does not fit Patient.birthDate; wanted is a date written yyyyMMdd"));
    Mapping lenient("map: a\non_error: {value: drop}\n" + body);
    EXPECT_THAT(lenient.run({{"A", "1"}, {"B", "1970-01-01"}}), testing::EndsWith(R"(","gender":"male"})"
                                                                                  "\n"));
    std::uint64_t dropped = 0;
    for (const auto count : lenient.machine().counts().dropped) dropped += count;
    EXPECT_EQ(dropped, 1U);
}

}  // namespace
}  // namespace hios::map
