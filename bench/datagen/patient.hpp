#pragma once
// Who a patient is, and the Patient resource.

#include <cstdint>
#include <string>

#include "bench/datagen/fhir_parts.hpp"
#include "bench/datagen/timestamp.hpp"

namespace hios::bench {

struct Patient {
    Uuid id;
    std::string_view given;
    std::string_view middle;  // may be empty
    std::string_view family;
    std::string_view prefix;
    std::string display;  // "Mrs. Given Family"
    bool female = false;
    bool deceased = false;
    std::int64_t born = 0;   // seconds since 1970, may be negative
    int offset_minutes = 0;  // the clock all of this patient's times are shown in
    std::string_view payer;
    Code race;
    Town town;
    Language language;
};

Patient make_patient(Rng& rng);
void write_patient(ResourceSink& sink, Rng& rng, const Patient& patient);

}  // namespace hios::bench
