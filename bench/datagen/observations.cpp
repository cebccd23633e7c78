#include <array>

#include "bench/datagen/chart.hpp"

namespace hios::bench {
namespace {

constexpr std::string_view kCategories = "http://terminology.hl7.org/CodeSystem/observation-category";
constexpr Code kVitalSigns{kCategories, "vital-signs", "Vital Signs"};
constexpr Code kLaboratory{kCategories, "laboratory", "Laboratory"};
constexpr Code kSurvey{kCategories, "survey", "Survey"};
constexpr Code kSocialHistory{kCategories, "social-history", "Social History"};

void quantity(Chart& chart, JsonWriter& w, const Measure& measure) {
    w.open("valueQuantity");
    w.field_decimal("value", chart.rng.range(measure.low, measure.high), measure.digits);
    w.field("unit", measure.unit);
    w.field("system", kUcum);
    w.field("code", measure.ucum);
    w.close();
}

// Everything up to the value.
JsonWriter& begin_observation(Chart& chart, const Visit& visit, const Code& category, const Code& code,
                              std::string_view profile_name) {
    JsonWriter& w = chart.begin("Observation", code);
    if (!profile_name.empty()) profile(w, profile_name);
    w.field("status", "final");
    concept_list(w, "category", category);
    concept_of(w, "code", code);
    chart.subject(w);
    chart.encounter(w, visit);
    w.field("effectiveDateTime", visit.start.view());
    w.field("issued", visit.issued.view());
    return w;
}

void measured(Chart& chart, const Visit& visit, const Code& category, const Measure& measure,
              std::string_view profile_name) {
    JsonWriter& w = begin_observation(chart, visit, category, measure.code, profile_name);
    quantity(chart, w, measure);
    chart.end();
}

void blood_pressure(Chart& chart, const Visit& visit) {
    static constexpr std::array kParts{
        Measure{{kLoinc, "8462-4", "Diastolic blood pressure"}, "mm[Hg]", "mm[Hg]", 58, 102, 0},
        Measure{{kLoinc, "8480-6", "Systolic blood pressure"}, "mm[Hg]", "mm[Hg]", 98, 168, 0}};
    JsonWriter& w = begin_observation(chart, visit, kVitalSigns,
                                      {kLoinc, "85354-9", "Blood pressure panel with all children optional"}, {});
    w.list("component");
    for (const Measure& part : kParts) {
        w.open();
        concept_of(w, "code", part.code);
        quantity(chart, w, part);
        w.close();
    }
    w.close();
    chart.end();
}

void smoking(Chart& chart, const Visit& visit) {
    const Code& state = chart.rng.pick(smoking_states());
    JsonWriter& w = begin_observation(chart, visit, kSocialHistory, {kLoinc, "72166-2", "Tobacco smoking status"},
                                      "us-core-smokingstatus");
    concept_of(w, "valueCodeableConcept", state);
    chart.end();
}

void panel(Chart& chart, const Visit& visit, const Panel& tests) {
    const std::size_t first = chart.written.size();
    for (const Measure& test : tests.measures) measured(chart, visit, kLaboratory, test, "us-core-observation-lab");
    const std::size_t last = chart.written.size();
    JsonWriter& w = chart.begin("DiagnosticReport", tests.code);
    profile(w, "us-core-diagnosticreport-lab");
    w.field("status", "final");
    concept_list(w, "category", {"http://terminology.hl7.org/CodeSystem/v2-0074", "LAB", "Laboratory"});
    concept_of(w, "code", tests.code);
    chart.subject(w);
    chart.encounter(w, visit);
    w.field("effectiveDateTime", visit.start.view());
    w.field("issued", visit.issued.view());
    w.list("performer");
    refer_to_organization(w, chart.style, {}, *visit.provider);
    w.close();
    w.list("result");
    for (std::size_t at = first; at < last; ++at) {
        reference_item(w, chart.style, "Observation", chart.written[at].id, chart.written[at].code.display);
    }
    w.close();
    chart.end();
}

}  // namespace

void write_observations(Chart& chart, const Visit& visit) {
    if (chart.rng.chance(380)) {
        for (const Measure& vital : vital_signs()) {
            if (chart.rng.chance(600)) measured(chart, visit, kVitalSigns, vital, {});
        }
        blood_pressure(chart, visit);
    }
    if (chart.rng.chance(300)) smoking(chart, visit);
    for (const Measure& survey : surveys()) {
        if (chart.rng.chance(130)) measured(chart, visit, kSurvey, survey, {});
    }
    for (const Panel& tests : lab_panels()) {
        if (chart.rng.chance(190)) panel(chart, visit, tests);
    }
}

}  // namespace hios::bench
