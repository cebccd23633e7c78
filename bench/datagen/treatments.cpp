#include <fmt/format.h>

#include "bench/datagen/chart.hpp"

namespace hios::bench {

void write_procedures(Chart& chart, Visit& visit) {
    for (std::uint64_t left = chart.rng.below(4); left > 0; --left) {
        const Code& code = chart.rng.pick(procedures());
        JsonWriter& w = chart.begin("Procedure", code);
        profile(w, "us-core-procedure");
        w.field("status", "completed");
        concept_of(w, "code", code);
        chart.subject(w);
        chart.encounter(w, visit);
        period(w, "performedPeriod", visit.start.view(), visit.end.view());
        refer_to_location(w, chart.style, "location", *visit.provider);
        if (!visit.diagnoses.empty()) {
            const Written& reason = visit.diagnoses.front();
            w.list("reasonReference");
            reference_item(w, chart.style, reason.type, reason.id, reason.code.display);
            w.close();
        }
        chart.end();
        visit.charges.push_back({Charge::Kind::kProcedure, chart.written.back(), chart.rng.range(20'000, 120'000)});
    }
}

void write_immunizations(Chart& chart, Visit& visit) {
    for (std::uint64_t left = chart.rng.chance(350) ? 1 + chart.rng.below(3) : 0; left > 0; --left) {
        const Code& code = chart.rng.pick(vaccines());
        JsonWriter& w = chart.begin("Immunization", code);
        profile(w, "us-core-immunization");
        w.field("status", "completed");
        concept_of(w, "vaccineCode", code);
        chart.subject(w, "patient");
        chart.encounter(w, visit);
        w.field("occurrenceDateTime", visit.start.view());
        w.field_bool("primarySource", true);
        refer_to_location(w, chart.style, "location", *visit.provider);
        chart.end();
        visit.charges.push_back({Charge::Kind::kImmunization, chart.written.back(), 14'052});
    }
}

void write_medications(Chart& chart, Visit& visit) {
    for (std::uint64_t left = chart.rng.chance(380) ? 1 + chart.rng.below(2) : 0; left > 0; --left) {
        const Code& code = chart.rng.pick(drugs());
        JsonWriter& w = chart.begin("MedicationRequest", code);
        profile(w, "us-core-medicationrequest");
        w.field("status", chart.rng.chance(800) ? "stopped" : "active");
        w.field("intent", "order");
        concept_of(w, "medicationCodeableConcept", code);
        chart.subject(w);
        chart.encounter(w, visit);
        w.field("authoredOn", visit.start.view());
        refer_to_practitioner(w, chart.style, "requester", *visit.provider);
        if (!visit.diagnoses.empty()) {
            w.list("reasonReference");
            reference_item(w, chart.style, visit.diagnoses.front().type, visit.diagnoses.front().id);
            w.close();
        }
        w.list("dosageInstruction");
        w.open();
        w.field_number("sequence", 1);
        w.field("text", "Take with food \xE2\x80\x94 don\xE2\x80\x99t skip a dose.");
        w.open("timing");
        w.open("repeat");
        w.field_number("frequency", 1);
        w.field_decimal("period", 10, 1);
        w.field("periodUnit", "d");
        w.close();
        w.close();
        w.field_bool("asNeededBoolean", false);
        w.list("doseAndRate");
        w.open();
        concept_of(w, "type", {"http://terminology.hl7.org/CodeSystem/dose-rate-type", "ordered", "Ordered"});
        w.open("doseQuantity");
        w.field_decimal("value", 10, 1);
        w.close();
        w.close();
        w.close();
        w.close();
        w.close();
        chart.end();
        visit.medications.push_back(chart.written.back());
    }
}

void write_supplies(Chart& chart, const Visit& visit) {
    if (!chart.rng.chance(150)) return;
    const Code& code = chart.rng.pick(supplies());
    JsonWriter& w = chart.begin("SupplyDelivery", code);
    w.field("status", "completed");
    chart.subject(w, "patient");
    concept_of(w, "type", {"http://terminology.hl7.org/CodeSystem/supply-item-type", "device", "Device"});
    w.open("suppliedItem");
    w.open("quantity");
    w.field_number("value", chart.rng.range(1, 48));
    w.close();
    concept_of(w, "itemCodeableConcept", code);
    w.close();
    w.field("occurrenceDateTime", visit.start.view());
    chart.end();
}

void write_care_plan(Chart& chart, const Visit& visit) {
    if (!chart.rng.chance(130)) return;
    const Plan& plan = chart.rng.pick(care_plans());
    JsonWriter& team = chart.begin("CareTeam", plan.code);
    const Uuid team_id = chart.last_id();
    profile(team, "us-core-careteam");
    team.field("status", "active");
    chart.subject(team);
    chart.encounter(team, visit);
    period(team, visit.start.view(), {});
    team.list("participant");
    team.open();
    concept_list(team, "role", {kSnomed, "116154003", "Patient (person)"});
    reference(team, chart.style, "member", "Patient", chart.patient.id, chart.patient.display);
    team.close();
    team.open();
    concept_list(team, "role", {kSnomed, "223366009", "Healthcare professional (occupation)"});
    refer_to_practitioner(team, chart.style, "member", *visit.provider);
    team.close();
    team.close();
    concept_list(team, "reasonCode", plan.reason);
    team.list("managingOrganization");
    refer_to_organization(team, chart.style, {}, *visit.provider);
    team.close();
    chart.end();

    JsonWriter& w = chart.begin("CarePlan", plan.code);
    profile(w, "us-core-careplan");
    std::string activities;
    for (const Code& activity : plan.activities) activities += fmt::format("<li>{}</li>", activity.display);
    narrative(w, {"Plan of care: ", plan.code.display, "<br/>Activities: <ul>", activities,
                  "</ul>For: ", plan.reason.display, " &amp; its consequences"});
    w.field("status", "active");
    w.field("intent", "order");
    w.list("category");
    w.open();
    w.list("coding");
    w.open();
    w.field("system", "http://hl7.org/fhir/us/core/CodeSystem/careplan-category");
    w.field("code", "assess-plan");
    w.close();
    w.close();
    w.close();
    concept_of(w, plan.code);
    w.close();
    chart.subject(w);
    chart.encounter(w, visit);
    period(w, visit.start.view(), {});
    w.list("careTeam");
    reference_item(w, chart.style, "CareTeam", team_id);
    w.close();
    if (!visit.diagnoses.empty()) {
        w.list("addresses");
        reference_item(w, chart.style, visit.diagnoses.front().type, visit.diagnoses.front().id);
        w.close();
    }
    w.list("activity");
    for (const Code& activity : plan.activities) {
        w.open();
        w.open("detail");
        concept_of(w, "code", activity);
        w.field("status", "in-progress");
        w.open("location");
        w.field("display", visit.provider->organization_name);
        w.close();
        w.close();
        w.close();
    }
    w.close();
    chart.end();
}

}  // namespace hios::bench
