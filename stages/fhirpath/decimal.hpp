#pragma once
// Exact decimal numbers that keep their precision: 1.50 stays 1.50. Up to 38 digits; what does not fit
// is refused. FHIRPath N1, "Decimal" and "Math operators".

#include <cstdint>
#include <string>
#include <string_view>

namespace hios::fhirpath {

__extension__ using Int128 = __int128;

// unscaled / 10^scale. Trivially copyable; all functions are pure.
struct Decimal {
    Int128 unscaled = 0;
    int scale = 0;  // 0..kMaxScale

    static constexpr int kMaxScale = 36;

    [[nodiscard]] static Decimal of(std::int64_t whole) { return {whole, 0}; }
    // JSON's number syntax, also with a leading '+' and leading zeros. False: no number, or too large.
    [[nodiscard]] static bool parse(std::string_view text, Decimal& into);
    // Of a floating point result, with 15 significant digits; for roots and logarithms only.
    [[nodiscard]] static bool from_float(long double value, Decimal& into);

    [[nodiscard]] bool negative() const { return unscaled < 0; }
    [[nodiscard]] bool whole() const;
    // Digits before and after the point, as the number is written.
    [[nodiscard]] int digits() const;
    [[nodiscard]] long double to_float() const;
    // False when the whole part does not fit.
    [[nodiscard]] bool to_integer(std::int64_t& into) const;
};

// False when the result needs more than 38 digits (or, for division and remainder, b is 0).
[[nodiscard]] bool add(const Decimal& a, const Decimal& b, Decimal& into);
[[nodiscard]] bool subtract(const Decimal& a, const Decimal& b, Decimal& into);
[[nodiscard]] bool multiply(const Decimal& a, const Decimal& b, Decimal& into);
// Where the result is not exact: 20 digits more than the operands have, as far as 38 allow.
[[nodiscard]] bool divide(const Decimal& a, const Decimal& b, Decimal& into);
[[nodiscard]] bool divide_whole(const Decimal& a, const Decimal& b, Decimal& into);  // truncated
[[nodiscard]] bool remainder(const Decimal& a, const Decimal& b, Decimal& into);
[[nodiscard]] bool power(const Decimal& base, std::int64_t exponent, Decimal& into);

// -1, 0 or 1. Never fails.
[[nodiscard]] int compare(const Decimal& a, const Decimal& b);

enum class Rounding : std::uint8_t { kHalfUp, kDown, kFloor, kCeiling };  // kHalfUp: half away from 0
// To `scale` digits after the point; a number with fewer digits gets zeros where they fit.
[[nodiscard]] Decimal rounded(const Decimal& value, int scale, Rounding rounding);
// Without zeros at the end of the fraction.
[[nodiscard]] Decimal stripped(const Decimal& value);

void append_text(const Decimal& value, std::string& into);

}  // namespace hios::fhirpath
