#pragma once
// The values of fixed[x], pattern[x], minValue[x] and maxValue[x], parsed, so that a checker compares
// without allocating.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "stages/definitions/arena.hpp"

namespace hios::definitions {

using FixedValueId = std::uint32_t;
inline constexpr FixedValueId kNoFixedValue = 0;

struct FixedValue {
    enum class Kind : std::uint8_t { kObject, kArray, kString, kScalar };  // scalar: number, true, false
    Kind kind = Kind::kScalar;
    std::string_view name;               // of a member of an object
    std::string_view text;               // of a string: unescaped; of a scalar: as written
    FixedValueId first = kNoFixedValue;  // member or item
    FixedValueId next = kNoFixedValue;   // of the same object or array
};

// Filled once, then only read: safe to share.
class FixedValues {
public:
    // Parses compact JSON that outlives this; kNoFixedValue when it is none.
    FixedValueId add(std::string_view json);
    [[nodiscard]] const FixedValue& operator[](FixedValueId id) const { return values_[id]; }

private:
    bool parse(std::string_view& rest, FixedValueId into, int depth);
    bool parse_list(std::string_view& rest, FixedValueId into, int depth);
    bool parse_string(std::string_view& rest, std::string_view& text);

    std::vector<FixedValue> values_{1};
    Arena<char> unescaped_;
};

}  // namespace hios::definitions
