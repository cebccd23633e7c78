#pragma once
// Sizes of units, so that 4 g = 4000 mg. The part of UCUM (https://ucum.org, version 2.1, tables 1 to 4
// and the customary units in clinical use) whose factors are exact decimals; other units compare by
// their code alone.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "stages/fhirpath/decimal.hpp"
#include "stages/fhirpath/moment.hpp"
#include "stages/fhirpath/value.hpp"

namespace hios::fhirpath {

struct UnitSize {
    Decimal numerator = Decimal::of(1);  // the factor to base units is numerator / denominator
    Decimal denominator = Decimal::of(1);
    std::array<std::int8_t, 7> dimensions{};  // m, s, g, rad, K, C, cd
};

// False: no UCUM term, or one whose size is not known here.
[[nodiscard]] bool unit_size(std::string_view ucum, UnitSize& into);

// Both values as numbers of one unit. False: the units measure different things, one is a calendar
// year or month and the other is not, or a size is not known.
[[nodiscard]] bool comparable(const Quantity& a, const Quantity& b, Decimal& left, Decimal& right);

// "day", "days": nothing when it is no calendar word.
[[nodiscard]] std::optional<CalendarUnit> calendar_unit(std::string_view word);
// The same for UCUM's codes of definite length: wk, d, h, min, s, ms.
[[nodiscard]] std::optional<CalendarUnit> definite_unit(std::string_view ucum);

}  // namespace hios::fhirpath
