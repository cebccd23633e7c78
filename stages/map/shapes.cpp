#include "stages/map/shapes.hpp"

#include <array>
#include <cstdlib>
#include <map>

namespace hios::map {
namespace {

constexpr std::string_view kFragments = R"(map: shapes
fragments:
  period(start, end): {start: =start, end: =end}
  coding(system, code, display): {~system: =system, code: =code, display: =display}
  concept(system, code, display, text): {coding: [{~system: =system, code: =code, display: =display}], text: =text}
  quantity(value, unit, system, code): {value: =value, ~unit: =unit, ~system: =system, ~code: =code}
  identifier(system, value, type):
    ~type: {coding: [{system: "http://terminology.hl7.org/CodeSystem/v2-0203", code: =type}]}
    ~system: =system
    value: =value
  name(family, given1, given2, given3, given4, given5):
    family: =family
    given: [=given1, =given2, =given3, =given4, =given5]
  address(line, city, state, postalCode, country):
    {line: [=line], city: =city, state: =state, postalCode: =postalCode, country: =country}
  telecom(system, value, use): {~system: =system, value: =value, ~use: =use}
  narrative(text): {status: generated, div: =narrative_div(text)}
  ref(reference): {reference: =reference}
  refer(reference): {reference: =reference}
)";

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kTypes{{{"period", "Period"},
                                                                                {"coding", "Coding"},
                                                                                {"concept", "CodeableConcept"},
                                                                                {"quantity", "Quantity"},
                                                                                {"identifier", "Identifier"},
                                                                                {"name", "HumanName"},
                                                                                {"address", "Address"},
                                                                                {"telecom", "ContactPoint"},
                                                                                {"narrative", "Narrative"},
                                                                                {"ref", "Reference"},
                                                                                {"refer", "Reference"}}};

struct Shapes {
    std::vector<MapFile> files;
    std::map<std::string_view, Shape, std::less<>> by_name;

    Shapes() {
        Problems problems;
        files = read_map_file(kFragments, "shapes", problems);
        if (problems.failed()) std::abort();  // the text above is ours
        for (const Fragment& fragment : files.at(0).fragments) {
            for (const auto& [name, type] : kTypes) {
                if (name == fragment.name) by_name[name] = {type, &fragment};
            }
        }
    }
};

}  // namespace

const Shape& shape_of(std::string_view function) {
    static const Shapes shapes;
    return shapes.by_name.find(function)->second;
}

}  // namespace hios::map
