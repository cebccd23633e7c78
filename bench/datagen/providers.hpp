#pragma once
// The hospitals, practices and clinicians patients are seen by. Made once from the seed, then read only:
// safe from any thread.

#include <cstdint>
#include <string>
#include <vector>

#include "bench/datagen/fhir_parts.hpp"

namespace hios::bench {

// One organization with one site and one clinician, as Synthea pairs them.
struct Provider {
    Uuid organization;
    Uuid location;
    Uuid practitioner;
    Uuid role;
    std::string npi;
    std::string organization_name;
    std::string given;
    std::string family;
    std::string clinician;  // "Dr. Given Family"
    bool female = false;
    Code specialty;
    Town town;
    std::string street;
    std::string phone;
    std::int64_t visits = 0;
};

std::vector<Provider> make_providers(std::uint64_t seed, std::size_t count);

// The four resources, each written whole.
void write_organization(ResourceSink& sink, const Provider& provider);
void write_location(ResourceSink& sink, const Provider& provider);
void write_practitioner(ResourceSink& sink, const Provider& provider);
void write_practitioner_role(ResourceSink& sink, const Provider& provider);

// References in the sink's style; key empty: as an array element.
void refer_to_organization(JsonWriter& w, References style, std::string_view key, const Provider& provider);
void refer_to_location(JsonWriter& w, References style, std::string_view key, const Provider& provider);
void refer_to_practitioner(JsonWriter& w, References style, std::string_view key, const Provider& provider,
                           bool named = true);

}  // namespace hios::bench
