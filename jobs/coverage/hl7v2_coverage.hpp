#pragma once
// How much of the tables of the v2-to-FHIR guide a map of HL7 v2 covers: data/coverage.
//
// What a covered row proves: the map has an address of that field (of that component, of types), and its value reaches
// an element, or decides whether one is written. It does not prove that each condition of the guide holds.

#include <string>
#include <string_view>
#include <vector>

#include "jobs/coverage/hl7v2_reads.hpp"
#include "stages/map/problem.hpp"

namespace hios::jobs {

// From the best to the worst.
enum class Covered : std::uint8_t {
    kElement,   // reaches the element that the row names
    kResource,  // another element of the resource that the row names
    kValue,     // an element of another resource
    kDecides,   // decides whether or as what something is written
    kNot,
};
[[nodiscard]] constexpr bool is_covered(Covered how) {
    return how != Covered::kNot;
}

struct CoverageRow {
    std::string_view map;     // "PID[Patient]"
    std::string_view source;  // "PID-5", "XPN.7", "MSH"; "": the row says a constant
    std::string_view type;    // of HL7 v2
    std::string_view target;  // "name[1]"
    Covered covered = Covered::kNot;
    std::string reason;  // of one that is not covered; "": nobody gave any
};

// How many fields of a segment are read, against the most that other converters read.
struct FieldCount {
    std::string_view segment;
    std::uint32_t read = 0;
    std::uint32_t wanted = 0;
    std::string reason;  // when fewer are read
};

struct Hl7v2Coverage {
    std::vector<CoverageRow> segments;
    std::vector<CoverageRow> types;
    std::vector<FieldCount> fields;
    std::vector<std::string> idle_reasons;  // see Reasons::idle()
};

// The tables that the program carries against a program of documents; all texts of the tables live as long as it runs.
[[nodiscard]] Hl7v2Coverage hl7v2_coverage(const map::Program& program, map::Problems& problems);

}  // namespace hios::jobs
