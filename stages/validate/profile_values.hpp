#pragma once
// Values of an instance beside those that a profile fixes (R4 elementdefinition.html: fixed[x],
// pattern[x], minValue[x], maxValue[x]).

#include "stages/definitions/fixed_value.hpp"
#include "stages/validate/surroundings.hpp"

namespace hios::validate {

enum class Match : std::uint8_t { kNo, kMaybe, kYes };

// Exact: the same members and items in the same order, ids and extensions too. Else a pattern: what it
// has must be there, each of its items in some item of the list. Numbers compare by value.
[[nodiscard]] bool has_value(const Subject& subject, instance::NodeId id, const definitions::FixedValues& values,
                             definitions::FixedValueId value, bool exact);

// -1, 0 or 1: a number, date, time, or Quantity of the same unit beside the limit. 0 when the two cannot
// be compared.
[[nodiscard]] int compare_value(const Subject& subject, instance::NodeId id, const definitions::FixedValues& values,
                                definitions::FixedValueId limit);

}  // namespace hios::validate
