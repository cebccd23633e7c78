#pragma once
// The codes and names the made-up world is built from. Constant tables; safe from any thread.

#include <cstdint>
#include <span>
#include <string_view>

namespace hios::bench {

struct Code {
    std::string_view system;
    std::string_view code;
    std::string_view display;
};

// A measured quantity: its value is low..high in steps of 10^-digits.
struct Measure {
    Code code;
    std::string_view unit;  // shown
    std::string_view ucum;
    std::int64_t low;
    std::int64_t high;
    unsigned digits;
};

// A panel of measures reported together.
struct Panel {
    Code code;
    std::span<const Measure> measures;
};

struct Plan {
    Code code;
    Code reason;
    std::span<const Code> activities;
};

struct Town {
    std::string_view city;
    std::string_view state;
    std::string_view postal_code;
};

struct Language {
    std::string_view code;
    std::string_view display;
};

inline constexpr std::string_view kSnomed = "http://snomed.info/sct";
inline constexpr std::string_view kLoinc = "http://loinc.org";
inline constexpr std::string_view kRxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
inline constexpr std::string_view kCvx = "http://hl7.org/fhir/sid/cvx";
inline constexpr std::string_view kUcum = "http://unitsofmeasure.org";
inline constexpr std::string_view kNpi = "http://hl7.org/fhir/sid/us-npi";
// Business identifiers of everything the generator makes up.
inline constexpr std::string_view kOwnIds = "https://hios.example/fhir/sid/synthetic";

std::span<const std::string_view> family_names();
std::span<const std::string_view> given_names_female();
std::span<const std::string_view> given_names_male();
std::span<const std::string_view> streets();
std::span<const std::string_view> facility_names();
std::span<const std::string_view> payers();
std::span<const Town> towns();
std::span<const Language> languages();
std::span<const Code> races();
std::span<const Code> specialties();

std::span<const Code> visit_types();
std::span<const Code> conditions();
std::span<const Code> procedures();
std::span<const Code> drugs();
std::span<const Code> vaccines();
std::span<const Code> allergens();
std::span<const Code> supplies();
std::span<const Code> smoking_states();
std::span<const Measure> vital_signs();
std::span<const Measure> surveys();
std::span<const Panel> lab_panels();
std::span<const Plan> care_plans();

}  // namespace hios::bench
