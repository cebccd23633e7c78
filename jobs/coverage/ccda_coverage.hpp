#pragma once
// What a map of C-CDA does with each section and entry template of C-CDA 5.0 and R2.1 (data/ccda/templates.tsv).
//
// What a mapped entry proves: a name of the map claims elements of the template, and resources are made of it. A
// skipped one has a name with a reason. Sections are claimed by no name of their own: Composition has all of them with
// their narrative, whatever their template.

#include <string>
#include <string_view>
#include <vector>

#include "stages/map/problem.hpp"
#include "stages/map/program.hpp"

namespace hios::jobs {

struct TemplateRow {
    enum class State : std::uint8_t { kMapped, kSkipped, kNot };
    std::string_view oid;
    std::string_view name;  // "problem-observation"
    bool section = false;
    State state = State::kNot;
    std::string rule;    // the map's name for it
    std::string reason;  // of what is skipped, or not there; "": nobody gave any
};

struct CcdaCoverage {
    std::vector<TemplateRow> rows;
    std::vector<std::string> idle_reasons;  // see Reasons::idle()
};

[[nodiscard]] CcdaCoverage ccda_coverage(const map::Program& program, map::Problems& problems);

}  // namespace hios::jobs
