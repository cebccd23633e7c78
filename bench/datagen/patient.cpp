#include "bench/datagen/patient.hpp"

#include <fmt/format.h>

#include <array>

#include "bench/datagen/contact.hpp"

namespace hios::bench {
namespace {

constexpr std::string_view kExtension = "http://hl7.org/fhir/us/core/StructureDefinition/";
constexpr std::string_view kCoreExtension = "http://hl7.org/fhir/StructureDefinition/";

void race_and_ethnicity(JsonWriter& w, const Patient& patient, bool hispanic) {
    const Code ethnicity = hispanic ? Code{patient.race.system, "2135-2", "Hispanic or Latino"}
                                    : Code{patient.race.system, "2186-5", "Not Hispanic or Latino"};
    const std::array<std::pair<std::string_view, const Code*>, 2> kinds{
        {{"us-core-race", &patient.race}, {"us-core-ethnicity", &ethnicity}}};
    for (const auto& [name, code] : kinds) {
        w.open();
        w.field("url", {kExtension, name});
        w.list("extension");
        w.open();
        w.field("url", "ombCategory");
        coding(w, "valueCoding", *code);
        w.close();
        w.open();
        w.field("url", "text");
        w.field("valueString", code->display);
        w.close();
        w.close();
        w.close();
    }
}

void extensions(JsonWriter& w, Rng& rng, const Patient& patient) {
    w.list("extension");
    race_and_ethnicity(w, patient, rng.chance(220));
    w.open();
    const std::string_view maiden_given = rng.pick(given_names_female());
    w.field("url", {kCoreExtension, "patient-mothersMaidenName"});
    w.field("valueString", {maiden_given, " ", rng.pick(family_names())});
    w.close();
    w.open();
    w.field("url", {kExtension, "us-core-birthsex"});
    w.field("valueCode", patient.female ? "F" : "M");
    w.close();
    w.open();
    w.field("url", {kCoreExtension, "patient-birthPlace"});
    const Town& birthplace = rng.pick(towns());
    w.open("valueAddress");
    w.field("city", birthplace.city);
    w.field("state", birthplace.state);
    w.field("country", "US");
    w.close();
    w.close();
    w.open();
    w.field("url", "https://hios.example/fhir/StructureDefinition/quality-adjusted-life-years");
    w.field_decimal("valueDecimal", rng.range(1, 80) * 1'000'000'000'000'000,
                    15);  // trailing zeros kept or lost shows here
    w.close();
    w.close();
}

void identifiers(JsonWriter& w, Rng& rng, const Patient& patient) {
    static constexpr std::string_view kTypes = "http://terminology.hl7.org/CodeSystem/v2-0203";
    w.list("identifier");
    identifier(w, kOwnIds, patient.id.view());
    w.open();
    concept_of(w, "type", {kTypes, "MR", "Medical record number"});
    w.field("system", "https://hios.example/fhir/sid/mrn");
    w.field("value", patient.id.view());
    w.close();
    w.open();
    concept_of(w, "type", {kTypes, "SS", "Social Security number"});
    w.field("system", "http://hl7.org/fhir/sid/us-ssn");
    w.field("value", fmt::format("999-{:06}", rng.below(1'000'000)).insert(6, "-"));  // 999: never issued
    w.close();
    if (rng.chance(700)) {
        w.open();
        concept_of(w, "type", {kTypes, "DL", "Driver's license number"});
        w.field("system", "urn:oid:2.16.840.1.113883.4.3.25");
        w.field("value", fmt::format("S999{:05}", rng.below(100'000)));
        w.close();
    }
    w.close();
}

void names(JsonWriter& w, const Patient& patient) {
    w.list("name");
    w.open();
    w.field("use", "official");
    w.field("family", patient.family);
    w.list("given");
    w.item(patient.given);
    if (!patient.middle.empty()) w.item(patient.middle);
    w.close();
    w.list("prefix");
    w.item(patient.prefix);
    w.close();
    w.close();
    w.close();
}

void address(JsonWriter& w, Rng& rng, const Patient& patient) {
    w.list("address");
    w.open();
    w.list("extension");
    w.open();
    w.field("url", {kCoreExtension, "geolocation"});
    w.list("extension");
    w.open();
    w.field("url", "latitude");
    w.field_decimal("valueDecimal", rng.range(41'000'000'000'000'00, 44'999'999'999'999'99), 14);
    w.close();
    w.open();
    w.field("url", "longitude");
    w.field_decimal("valueDecimal", -rng.range(70'000'000'000'000'00, 73'999'999'999'999'99), 14);
    w.close();
    w.close();
    w.close();
    w.close();
    w.list("line");
    w.item(street_address(rng));
    if (rng.chance(300)) w.item(fmt::format("Unit {}", rng.range(1, 90)));
    w.close();
    w.field("city", patient.town.city);
    w.field("state", patient.town.state);
    w.field("postalCode", patient.town.postal_code);
    w.field("country", "US");
    w.close();
    w.close();
}

}  // namespace

Patient make_patient(Rng& rng) {
    static constexpr std::array kOffsets{-300, -240, -360, -420, 60};
    Patient patient;
    patient.id = rng.uuid();
    patient.female = rng.chance(510);
    patient.given = patient.female ? rng.pick(given_names_female()) : rng.pick(given_names_male());
    if (rng.chance(600))
        patient.middle = patient.female ? rng.pick(given_names_female()) : rng.pick(given_names_male());
    patient.family = rng.pick(family_names());
    patient.prefix = patient.female ? "Mrs." : "Mr.";
    patient.display = fmt::format("{} {} {}", patient.prefix, patient.given, patient.family);
    patient.deceased = rng.chance(60);
    patient.born = kWorldEnd - rng.range(2 * kYear, 90 * kYear);
    patient.offset_minutes = rng.pick(kOffsets);
    patient.payer = rng.pick(payers());
    patient.race = rng.pick(races());
    patient.town = rng.pick(towns());
    patient.language = rng.pick(languages());
    return patient;
}

void write_patient(ResourceSink& sink, Rng& rng, const Patient& patient) {
    JsonWriter& w = sink.begin("Patient", patient.id);
    profile(w, "us-core-patient");
    narrative(w, {"Made by <a href=\"https://hios.example/datagen\">hios-datagen</a>: a person who never lived.<br/>\n",
                  patient.given, " ", patient.family, " \xC2\xB7 record ", patient.id.view()});
    extensions(w, rng, patient);
    identifiers(w, rng, patient);
    names(w, patient);
    w.list("telecom");
    w.open();
    w.field("system", "phone");
    w.field("value", phone_number(rng));
    w.field("use", "home");
    w.close();
    w.close();
    w.field("gender", patient.female ? "female" : "male");
    w.field("birthDate", date_time(patient.born, patient.offset_minutes).day());
    if (patient.deceased) w.field("deceasedDateTime", date_time(kWorldEnd - kDay, patient.offset_minutes).view());
    address(w, rng, patient);
    const bool married = rng.chance(500);
    concept_of(w, "maritalStatus",
               {"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", married ? "M" : "S",
                married ? "Married" : "Never Married"});
    w.field_bool("multipleBirthBoolean", false);
    w.list("communication");
    w.open();
    concept_of(w, "language", {"urn:ietf:bcp:47", patient.language.code, patient.language.display});
    w.close();
    w.close();
    sink.end();
}

}  // namespace hios::bench
