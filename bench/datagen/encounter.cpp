#include "bench/datagen/chart.hpp"

namespace hios::bench {

void write_encounter(Chart& chart, const Visit& visit) {
    chart.written.push_back({"Encounter", visit.encounter, visit.type});
    JsonWriter& w = chart.sink.begin("Encounter", visit.encounter);
    profile(w, "us-core-encounter");
    w.list("identifier");
    w.open();
    w.field("use", "official");
    w.field("system", kOwnIds);
    w.field("value", visit.encounter.view());
    w.close();
    w.close();
    w.field("status", "finished");
    coding(w, "class",
           visit.emergency ? Code{"http://terminology.hl7.org/CodeSystem/v3-ActCode", "EMER", "emergency"}
                           : Code{"http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB", "ambulatory"});
    concept_list(w, "type", visit.type);
    reference(w, chart.style, "subject", "Patient", chart.patient.id, chart.patient.display);
    w.list("participant");
    w.open();
    concept_list(w, "type",
                 {"http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "PPRF", "primary performer"});
    period(w, visit.start.view(), visit.end.view());
    refer_to_practitioner(w, chart.style, "individual", *visit.provider);
    w.close();
    w.close();
    period(w, visit.start.view(), visit.end.view());
    if (!chart.problems.empty()) concept_list(w, "reasonCode", chart.problems.back().code);
    w.list("location");
    w.open();
    refer_to_location(w, chart.style, "location", *visit.provider);
    w.close();
    w.close();
    refer_to_organization(w, chart.style, "serviceProvider", *visit.provider);
    chart.end();
}

void write_conditions(Chart& chart, Visit& visit) {
    if (!chart.rng.chance(380)) return;
    const Code& code = chart.rng.pick(conditions());
    const bool resolved = chart.rng.chance(450);
    JsonWriter& w = chart.begin("Condition", code);
    profile(w, "us-core-condition");
    bare_concept(w, "clinicalStatus", "http://terminology.hl7.org/CodeSystem/condition-clinical",
                 resolved ? "resolved" : "active");
    bare_concept(w, "verificationStatus", "http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed");
    concept_list(
        w, "category",
        {"http://terminology.hl7.org/CodeSystem/condition-category", "encounter-diagnosis", "Encounter Diagnosis"});
    concept_of(w, "code", code);
    chart.subject(w);
    chart.encounter(w, visit);
    w.field("onsetDateTime", visit.start.view());
    if (resolved) w.field("abatementDateTime", visit.end.view());
    w.field("recordedDate", visit.start.view());
    chart.end();
    visit.diagnoses.push_back(chart.written.back());
    visit.charges.push_back({Charge::Kind::kDiagnosis, chart.written.back(), 0});
    if (!resolved) chart.problems.push_back(chart.written.back());
}

void write_allergies(Chart& chart, const Visit& visit) {
    if (!chart.rng.chance(350)) return;
    const Code& code = chart.rng.pick(allergens());
    JsonWriter& w = chart.begin("AllergyIntolerance", code);
    profile(w, "us-core-allergyintolerance");
    bare_concept(w, "clinicalStatus", "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active");
    bare_concept(w, "verificationStatus", "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
                 "confirmed");
    w.field("type", "allergy");
    w.list("category");
    w.item(code.code == "91936005" ? "medication" : "environment");
    w.close();
    w.field("criticality", chart.rng.chance(300) ? "high" : "low");
    concept_of(w, "code", code);
    chart.subject(w, "patient");
    w.field("recordedDate", visit.start.view());
    chart.end();
}

}  // namespace hios::bench
