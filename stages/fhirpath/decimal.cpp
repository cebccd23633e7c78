#include "stages/fhirpath/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "pipeline/ascii.hpp"

namespace hios::fhirpath {
namespace {

constexpr int kDigits = 38;

constexpr std::array<Int128, kDigits + 1> make_powers() {
    std::array<Int128, kDigits + 1> powers{};
    powers[0] = 1;
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
}
constexpr std::array<Int128, kDigits + 1> kPowers = make_powers();

constexpr Int128 power_of_ten(int exponent) {
    return kPowers[static_cast<std::size_t>(exponent)];
}

bool too_large(Int128 value) {
    return value >= power_of_ten(kDigits) || value <= -power_of_ten(kDigits);
}

bool scale_up(Int128& value, int digits) {
    if (value == 0) return true;
    return digits <= kDigits && !__builtin_mul_overflow(value, power_of_ten(digits), &value) && !too_large(value);
}

// Both to the larger scale.
bool align(Decimal& a, Decimal& b) {
    const int scale = std::max(a.scale, b.scale);
    if (!scale_up(a.unscaled, scale - a.scale) || !scale_up(b.unscaled, scale - b.scale)) return false;
    a.scale = b.scale = scale;
    return true;
}

}  // namespace

bool Decimal::parse(std::string_view text, Decimal& into) {
    std::size_t at = 0;
    const bool minus = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) ++at;
    Int128 unscaled = 0;
    int scale = 0;
    std::size_t seen = 0;
    bool point = false;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '.' && !point && seen > 0) {
            point = true;
            continue;
        }
        if (!ascii::is_digit(c)) break;
        ++seen;
        unscaled = unscaled * 10 + (c - '0');
        scale += point ? 1 : 0;
        if (too_large(unscaled)) return false;
    }
    if (seen == 0 || (at > 0 && text[at - 1] == '.')) return false;
    if (at < text.size()) {
        if (text[at] != 'e' && text[at] != 'E') return false;
        std::string_view digits = text.substr(at + 1);
        if (digits.size() > 1 && digits[0] == '+' && ascii::is_digit(digits[1])) digits.remove_prefix(1);
        int exponent = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
        if (error != std::errc() || end != digits.data() + digits.size()) return false;
        if (exponent < -kMaxScale || exponent > kDigits) return false;
        scale -= exponent;
    }
    if (scale < 0) {
        if (!scale_up(unscaled, -scale)) return false;
        scale = 0;
    }
    if (scale > kMaxScale) return false;
    into = {minus ? -unscaled : unscaled, scale};
    return true;
}

bool Decimal::from_float(long double value, Decimal& into) {
    if (!std::isfinite(value) || std::fabs(value) >= 1e30L) return false;
    if (value == 0 || std::fabs(value) < 1e-20L) {
        into = {};
        return true;
    }
    const int magnitude = static_cast<int>(std::floor(std::log10(std::fabs(value)))) + 1;
    const int scale = std::clamp(15 - magnitude, 0, kMaxScale);
    into = stripped({static_cast<Int128>(std::round(value * std::pow(10.0L, static_cast<long double>(scale)))), scale});
    return true;
}

bool Decimal::whole() const {
    return unscaled % power_of_ten(scale) == 0;
}

int Decimal::digits() const {
    int count = 1;
    const Int128 magnitude = unscaled < 0 ? -unscaled : unscaled;
    while (count < kDigits && magnitude >= power_of_ten(count)) ++count;
    return std::max(count, scale + 1);
}

long double Decimal::to_float() const {
    return static_cast<long double>(unscaled) / static_cast<long double>(power_of_ten(scale));
}

bool Decimal::to_integer(std::int64_t& into) const {
    const Int128 quotient = unscaled / power_of_ten(scale);
    if (quotient > INT64_MAX || quotient < INT64_MIN) return false;
    into = static_cast<std::int64_t>(quotient);
    return true;
}

bool add(const Decimal& a, const Decimal& b, Decimal& into) {
    Decimal left = a;
    Decimal right = b;
    if (!align(left, right)) return false;
    into = {left.unscaled + right.unscaled, left.scale};
    return !too_large(into.unscaled);
}

bool subtract(const Decimal& a, const Decimal& b, Decimal& into) {
    return add(a, {-b.unscaled, b.scale}, into);
}

bool multiply(const Decimal& a, const Decimal& b, Decimal& into) {
    Int128 product = 0;
    Decimal left = a;
    Decimal right = b;
    if (__builtin_mul_overflow(left.unscaled, right.unscaled, &product) || too_large(product)) {
        left = stripped(left);
        right = stripped(right);
        if (__builtin_mul_overflow(left.unscaled, right.unscaled, &product) || too_large(product)) return false;
    }
    Decimal result{product, left.scale + right.scale};
    if (result.scale > Decimal::kMaxScale) {
        const int extra = result.scale - Decimal::kMaxScale;
        result = {extra > kDigits ? 0 : result.unscaled / power_of_ten(extra), Decimal::kMaxScale};
    }
    into = result;
    return true;
}

bool divide(const Decimal& a, const Decimal& b, Decimal& into) {
    if (b.unscaled == 0) return false;
    const Decimal divisor = stripped(b);
    Int128 dividend = stripped(a).unscaled;
    int scale = stripped(a).scale - divisor.scale;
    for (int i = 0; i < 20 && dividend % divisor.unscaled != 0; ++i) {
        Int128 larger = dividend;
        if (!scale_up(larger, 1)) break;
        dividend = larger;
        ++scale;
    }
    Decimal result{dividend / divisor.unscaled, scale};
    if (result.scale < 0) {
        if (!scale_up(result.unscaled, -result.scale)) return false;
        result.scale = 0;
    }
    into = result.scale > Decimal::kMaxScale ? rounded(result, Decimal::kMaxScale, Rounding::kHalfUp) : result;
    return true;
}

bool divide_whole(const Decimal& a, const Decimal& b, Decimal& into) {
    Decimal left = a;
    Decimal right = b;
    if (b.unscaled == 0 || !align(left, right)) return false;
    into = {left.unscaled / right.unscaled, 0};
    return true;
}

bool remainder(const Decimal& a, const Decimal& b, Decimal& into) {
    Decimal left = a;
    Decimal right = b;
    if (b.unscaled == 0 || !align(left, right)) return false;
    into = {left.unscaled % right.unscaled, left.scale};
    return true;
}

bool power(const Decimal& base, std::int64_t exponent, Decimal& into) {
    const bool inverse = exponent < 0;
    Decimal result = Decimal::of(1);
    Decimal square = base;
    std::uint64_t left = inverse ? 0 - static_cast<std::uint64_t>(exponent) : static_cast<std::uint64_t>(exponent);
    while (left != 0) {
        if ((left & 1) != 0 && !multiply(result, square, result)) return false;
        left >>= 1;
        if (left != 0 && !multiply(square, square, square)) return false;
    }
    if (inverse) return divide(Decimal::of(1), result, into);
    into = result;
    return true;
}

int compare(const Decimal& a, const Decimal& b) {
    const int sign_a = (a.unscaled > 0) - (a.unscaled < 0);
    const int sign_b = (b.unscaled > 0) - (b.unscaled < 0);
    if (sign_a != sign_b) return sign_a < sign_b ? -1 : 1;
    Int128 left = a.unscaled;
    Int128 right = b.unscaled;
    // The one that does not fit at the other's scale is the larger in magnitude.
    if (a.scale < b.scale && !scale_up(left, b.scale - a.scale)) return sign_a;
    if (b.scale < a.scale && !scale_up(right, a.scale - b.scale)) return -sign_a;
    return (left > right) - (left < right);
}

Decimal rounded(const Decimal& value, int scale, Rounding rounding) {
    Decimal result = value;
    if (scale >= value.scale) {
        if (scale <= Decimal::kMaxScale && scale_up(result.unscaled, scale - value.scale)) result.scale = scale;
        return result;
    }
    const Int128 unit = power_of_ten(value.scale - scale);
    const Int128 rest = value.unscaled % unit;
    result = {value.unscaled / unit, scale};
    if (rest == 0) return result;
    const int away = rest < 0 ? -1 : 1;
    if (rounding == Rounding::kHalfUp && (rest < 0 ? -rest : rest) * 2 >= unit) result.unscaled += away;
    if (rounding == Rounding::kFloor && rest < 0) --result.unscaled;
    if (rounding == Rounding::kCeiling && rest > 0) ++result.unscaled;
    return result;
}

Decimal stripped(const Decimal& value) {
    Decimal result = value;
    while (result.scale > 0 && result.unscaled % 10 == 0) {
        result.unscaled /= 10;
        --result.scale;
    }
    return result;
}

void append_text(const Decimal& value, std::string& into) {
    std::array<char, kDigits + 2> digits{};
    std::size_t at = digits.size();
    Int128 left = value.unscaled < 0 ? -value.unscaled : value.unscaled;
    int written = 0;
    while (left != 0 || written <= value.scale) {
        digits[--at] = static_cast<char>('0' + static_cast<int>(left % 10));
        left /= 10;
        ++written;
        if (written == value.scale) digits[--at] = '.';
    }
    if (value.unscaled < 0) into += '-';
    into.append(digits.data() + at, digits.size() - at);
}

}  // namespace hios::fhirpath
