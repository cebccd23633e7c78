#include "stages/fhirpath/value.hpp"

#include <array>
#include <utility>

namespace hios::fhirpath {
namespace {

constexpr std::array<std::pair<std::string_view, Kind>, 8> kNames{{{"Boolean", Kind::kBoolean},
                                                                   {"String", Kind::kString},
                                                                   {"Integer", Kind::kInteger},
                                                                   {"Decimal", Kind::kDecimal},
                                                                   {"Date", Kind::kDate},
                                                                   {"DateTime", Kind::kDateTime},
                                                                   {"Time", Kind::kTime},
                                                                   {"Quantity", Kind::kQuantity}}};

}  // namespace

std::string_view system_name(Kind kind) {
    for (const auto& [name, named] : kNames) {
        if (named == kind) return name;
    }
    return "Any";
}

Kind system_kind(std::string_view name) {
    for (const auto& [known, kind] : kNames) {
        if (known == name) return kind;
    }
    return Kind::kNone;
}

}  // namespace hios::fhirpath
