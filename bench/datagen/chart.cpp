#include "bench/datagen/chart.hpp"

#include <algorithm>
#include <array>

namespace hios::bench {
namespace {

// What a visit adds on average; steers only how far apart the visits lie.
constexpr std::size_t kResourcesPerVisit = 15;

Visit make_visit(Chart& chart, const std::vector<Provider>& providers, std::size_t home, std::int64_t begin) {
    Visit visit;
    visit.type = chart.rng.pick(visit_types());
    visit.emergency = visit.type.code == "50849002";
    visit.begin = begin;
    const std::int64_t length = chart.rng.range(12, 95) * kMinute;
    const int offset = chart.patient.offset_minutes;
    visit.start = date_time(begin, offset);
    visit.end = date_time(begin + length, offset);
    visit.issued = instant(begin, offset, static_cast<unsigned>(chart.rng.below(1000)));
    // Mostly the patient's own practice, now and then somebody else's.
    visit.provider = chart.rng.chance(750) ? &providers[home] : &chart.rng.pick(providers);
    return visit;
}

void write_visit(Chart& chart, Visit& visit) {
    visit.encounter = chart.rng.uuid();
    write_encounter(chart, visit);
    visit.charges.push_back({Charge::Kind::kVisit, {"Encounter", visit.encounter, visit.type}, 12'916});
    write_conditions(chart, visit);
    write_care_plan(chart, visit);
    write_observations(chart, visit);
    write_procedures(chart, visit);
    write_immunizations(chart, visit);
    write_medications(chart, visit);
    write_supplies(chart, visit);
    write_notes(chart, visit);
    write_claims(chart, visit);
}

}  // namespace

Chart::Chart(std::uint64_t seed, std::uint64_t ordinal, ResourceSink& to)
    : rng(seed, ordinal), sink(to), style(to.references()), patient(make_patient(rng)) {}

JsonWriter& Chart::begin(std::string_view type, const Code& code) {
    written.push_back({type, rng.uuid(), code});
    return sink.begin(type, written.back().id);
}

void Chart::subject(JsonWriter& w, std::string_view key) const {
    reference(w, style, key, "Patient", patient.id);
}

void Chart::encounter(JsonWriter& w, const Visit& visit, std::string_view key) const {
    reference(w, style, key, "Encounter", visit.encounter);
}

std::size_t pick_resource_count(Rng& rng, std::size_t mean) {
    // Tenths of the distribution, in percent of the mean; their own mean is 100.
    static constexpr std::array<std::uint64_t, 10> kDeciles{15, 30, 45, 60, 75, 85, 100, 120, 160, 310};
    const std::uint64_t decile = rng.pick(kDeciles);
    const std::uint64_t percent = decile * static_cast<std::uint64_t>(rng.range(90, 110)) / 100;
    return std::max<std::size_t>(8, mean * percent / 100);
}

std::size_t write_chart(Chart& chart, const std::vector<Provider>& providers, std::size_t resources) {
    write_patient(chart.sink, chart.rng, chart.patient);
    chart.written.push_back({"Patient", chart.patient.id, {}});
    const auto home = static_cast<std::size_t>(chart.rng.below(providers.size()));
    const auto visits = static_cast<std::int64_t>(resources / kResourcesPerVisit + 1);
    const std::int64_t since = std::max(chart.patient.born, kWorldEnd - 12 * kYear);
    const std::int64_t step = (kWorldEnd - 30 * kDay - since) / (visits * 3 / 2 + 1);
    std::int64_t moment = since + kDay;
    // The Patient and the Provenance stand around the visits.
    while (chart.written.size() + 1 < resources) {
        Visit visit = make_visit(chart, providers, home, moment);
        visit.last = chart.written.size() + kResourcesPerVisit + 1 >= resources;
        if (chart.written.size() == 1) write_allergies(chart, visit);
        write_visit(chart, visit);
        // A record that outgrows the estimate keeps its visits before the end of the made-up world.
        moment = std::min(moment + chart.rng.range(step / 2, step * 3 / 2), kWorldEnd - 2 * kDay);
    }
    write_provenance(chart, providers[home]);
    return chart.written.size();
}

void write_provenance(Chart& chart, const Provider& provider) {
    const std::size_t targets = chart.written.size();
    JsonWriter& w = chart.begin("Provenance");
    profile(w, "us-core-provenance");
    w.list("target");
    for (std::size_t at = 0; at < targets; ++at) {
        reference_item(w, chart.style, chart.written[at].type, chart.written[at].id);
    }
    w.close();
    w.field("recorded", instant(kWorldEnd - kDay, chart.patient.offset_minutes, 721).view());
    w.list("agent");
    const std::array roles{
        Code{"http://terminology.hl7.org/CodeSystem/provenance-participant-type", "author", "Author"},
        Code{"http://hl7.org/fhir/us/core/CodeSystem/us-core-provenance-participant-type", "transmitter",
             "Transmitter"}};
    for (const Code& role : roles) {
        w.open();
        concept_of(w, "type", role);
        refer_to_practitioner(w, chart.style, "who", provider);
        refer_to_organization(w, chart.style, "onBehalfOf", provider);
        w.close();
    }
    w.close();
    chart.end();
}

}  // namespace hios::bench
