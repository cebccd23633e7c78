#pragma once
// One patient's whole record while it is being written, and the writers of its parts.
// A Chart borrows its sink and providers; one thread writes one chart.

#include <cstdint>
#include <string>
#include <vector>

#include "bench/datagen/patient.hpp"
#include "bench/datagen/providers.hpp"

namespace hios::bench {

// A resource that has been written, for later references to it.
struct Written {
    std::string_view type;
    Uuid id;
    Code code;
};

// Something a claim asks money for.
struct Charge {
    enum class Kind : std::uint8_t { kVisit, kDiagnosis, kProcedure, kImmunization };
    Kind kind = Kind::kVisit;
    Written what;
    std::int64_t cents = 0;
};

// One visit: the encounter and what happened in it.
struct Visit {
    Uuid encounter;
    Code type;
    bool emergency = false;
    bool last = false;
    std::int64_t begin = 0;
    Stamp start;
    Stamp end;
    Stamp issued;  // instant of the start, with milliseconds
    const Provider* provider = nullptr;
    std::vector<Charge> charges;
    std::vector<Written> diagnoses;  // of this visit
    std::vector<Written> medications;
};

struct Chart {
    Chart(std::uint64_t seed, std::uint64_t ordinal, ResourceSink& to);

    // Opens a resource with a new id and remembers it for the Provenance.
    JsonWriter& begin(std::string_view type, const Code& code = {});
    void end() { sink.end(); }
    [[nodiscard]] const Uuid& last_id() const { return written.back().id; }

    void subject(JsonWriter& w, std::string_view key = "subject") const;
    void encounter(JsonWriter& w, const Visit& visit, std::string_view key = "encounter") const;

    Rng rng;
    ResourceSink& sink;
    References style;
    Patient patient;
    std::vector<Written> written;
    std::vector<Written> problems;  // conditions still active
    std::string note;               // reused buffer
};

// Writes one patient with about `resources` resources. Returns how many were written.
std::size_t write_chart(Chart& chart, const std::vector<Provider>& providers, std::size_t resources);

// The size a patient's record shall have when the mean is `mean`: a long-tailed spread with that mean.
std::size_t pick_resource_count(Rng& rng, std::size_t mean);

// The parts, each for one visit.
void write_encounter(Chart& chart, const Visit& visit);
void write_conditions(Chart& chart, Visit& visit);
void write_observations(Chart& chart, const Visit& visit);
void write_procedures(Chart& chart, Visit& visit);
void write_immunizations(Chart& chart, Visit& visit);
void write_medications(Chart& chart, Visit& visit);
void write_supplies(Chart& chart, const Visit& visit);
void write_care_plan(Chart& chart, const Visit& visit);
void write_notes(Chart& chart, const Visit& visit);
void write_claims(Chart& chart, const Visit& visit);
void write_allergies(Chart& chart, const Visit& visit);
void write_provenance(Chart& chart, const Provider& provider);

}  // namespace hios::bench
