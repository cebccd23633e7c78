#include "stages/fhirpath/units.hpp"

#include <algorithm>

namespace hios::fhirpath {
namespace {

struct Atom {
    std::string_view code;
    std::string_view factor;
    std::array<std::int8_t, 7> dimensions;
    bool metric = false;  // takes prefixes
};

// UCUM 2.1: base units, the units defined from them by exact decimals, and dimensionless ones.
constexpr Atom kAtoms[] = {
    {"m", "1", {1}, true},
    {"s", "1", {0, 1}, true},
    {"g", "1", {0, 0, 1}, true},
    {"rad", "1", {0, 0, 0, 1}, true},
    {"K", "1", {0, 0, 0, 0, 1}, true},
    {"C", "1", {0, 0, 0, 0, 0, 1}, true},
    {"cd", "1", {0, 0, 0, 0, 0, 0, 1}, true},
    {"10*", "10", {}},
    {"10^", "10", {}},
    {"%", "0.01", {}},
    {"[ppth]", "0.001", {}},
    {"[ppm]", "0.000001", {}},
    {"mol", "602213670000000000000000", {}, true},
    {"Hz", "1", {0, -1}, true},
    {"N", "1000", {1, -2, 1}, true},
    {"Pa", "1000", {-1, -2, 1}, true},
    {"J", "1000", {2, -2, 1}, true},
    {"W", "1000", {2, -3, 1}, true},
    {"A", "1", {0, -1, 0, 0, 0, 1}, true},
    {"V", "1000", {2, -2, 1, 0, 0, -1}, true},
    {"l", "0.001", {3}, true},
    {"L", "0.001", {3}, true},
    {"min", "60", {0, 1}},
    {"h", "3600", {0, 1}},
    {"d", "86400", {0, 1}},
    {"wk", "604800", {0, 1}},
    {"a", "31557600", {0, 1}},
    {"mo", "2629800", {0, 1}},
    {"t", "1000000", {0, 0, 1}, true},
    {"bar", "100000000", {-1, -2, 1}, true},
    {"u", "0.00000000000000000000000166054", {0, 0, 1}, true},
    {"eq", "602213670000000000000000", {}, true},
    {"osm", "602213670000000000000000", {}, true},
    {"kat", "602213670000000000000000", {0, -1}, true},
    {"cal", "4184", {2, -2, 1}, true},
    {"[Cal]", "4184000", {2, -2, 1}},
    {"m[H2O]", "9806650", {-1, -2, 1}, true},
    {"m[Hg]", "133322000", {-1, -2, 1}, true},
    {"[in_i]", "0.0254", {1}},
    {"[ft_i]", "0.3048", {1}},
    {"[yd_i]", "0.9144", {1}},
    {"[mi_i]", "1609.344", {1}},
    {"[lb_av]", "453.59237", {0, 0, 1}},
    {"[oz_av]", "28.349523125", {0, 0, 1}},
    {"[gr]", "0.06479891", {0, 0, 1}},
    {"[stone_av]", "6350.29318", {0, 0, 1}},
};

struct Prefix {
    std::string_view code;
    int exponent;
};
constexpr Prefix kPrefixes[] = {{"da", 1}, {"Y", 24},  {"Z", 21},  {"E", 18},  {"P", 15},  {"T", 12}, {"G", 9},
                                {"M", 6},  {"k", 3},   {"h", 2},   {"d", -1},  {"c", -2},  {"m", -3}, {"u", -6},
                                {"n", -9}, {"p", -12}, {"f", -15}, {"a", -18}, {"z", -21}, {"y", -24}};

const Atom* find_atom(std::string_view code) {
    const auto* found =
        std::find_if(std::begin(kAtoms), std::end(kAtoms), [code](const Atom& atom) { return atom.code == code; });
    return found == std::end(kAtoms) ? nullptr : found;
}

bool times(UnitSize& into, const UnitSize& by, int exponent) {
    const bool inverse = exponent < 0;
    for (int i = 0; i < (inverse ? -exponent : exponent); ++i) {
        if (!multiply(into.numerator, inverse ? by.denominator : by.numerator, into.numerator)) return false;
        if (!multiply(into.denominator, inverse ? by.numerator : by.denominator, into.denominator)) return false;
        for (std::size_t k = 0; k < into.dimensions.size(); ++k) {
            const int sum = into.dimensions[k] + (inverse ? -by.dimensions[k] : by.dimensions[k]);
            if (sum < -60 || sum > 60) return false;
            into.dimensions[k] = static_cast<std::int8_t>(sum);
        }
    }
    return true;
}

bool atom_size(const Atom& atom, int exponent, UnitSize& into) {
    Decimal ten_power;
    if (!Decimal::parse(atom.factor, into.numerator)) return false;
    if (!power(Decimal::of(10), exponent < 0 ? -exponent : exponent, ten_power)) return false;
    into.dimensions = atom.dimensions;
    Decimal& side = exponent < 0 ? into.denominator : into.numerator;
    return multiply(side, ten_power, side);
}

bool simple_size(std::string_view code, UnitSize& into) {
    if (const Atom* atom = find_atom(code); atom != nullptr) return atom_size(*atom, 0, into);
    for (const Prefix& prefix : kPrefixes) {
        if (!code.starts_with(prefix.code)) continue;
        const Atom* atom = find_atom(code.substr(prefix.code.size()));
        if (atom != nullptr && atom->metric) return atom_size(*atom, prefix.exponent, into);
    }
    return false;
}

// UCUM's grammar: term = component { ("." | "/") component }, annotations in braces left out.
class TermReader {
public:
    explicit TermReader(std::string_view text) : text_(text) {}

    bool read(UnitSize& into) { return term(into, 0) && at_ == text_.size() && closed_; }

private:
    bool term(UnitSize& into, int depth) {
        if (depth > 8) return false;
        int sign = 1;
        if (take('/')) sign = -1;
        do {
            UnitSize part;
            if (!component(part, depth) || !times(into, part, sign)) return false;
            sign = take('/') ? -1 : take('.') ? 1 : 0;
        } while (sign != 0);
        return true;
    }

    bool component(UnitSize& into, int depth) {
        if (take('(')) return term(into, depth + 1) && take(')');
        const std::size_t begin = at_;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
        const bool star = at_ < text_.size() && (text_[at_] == '*' || text_[at_] == '^');
        if (at_ > begin && !star) {
            return Decimal::parse(text_.substr(begin, at_ - begin), into.numerator) && into.numerator.unscaled != 0;
        }
        at_ = begin;
        if (star) at_ = std::min(text_.find_first_of("*^", begin) + 1, text_.size());
        while (!star && at_ < text_.size() && name_byte()) ++at_;
        const std::string_view code = text_.substr(begin, at_ - begin);
        int exponent = 1;
        if (!read_exponent(exponent)) return false;
        const bool annotated = annotation();
        if (code.empty()) return annotated;
        UnitSize simple;
        return simple_size(code, simple) && times(into, simple, exponent);
    }

    // Inside brackets everything belongs to the name; outside, digits and signs end it.
    bool name_byte() {
        if (text_[at_] == '[') {
            const std::size_t close = text_.find(']', at_);
            if (close == std::string_view::npos) return false;
            at_ = close;
            return true;
        }
        return std::string_view("./()+-{}0123456789").find(text_[at_]) == std::string_view::npos;
    }

    bool read_exponent(int& exponent) {
        const bool minus = take('-');
        if (!minus) (void)take('+');
        if (at_ >= text_.size() || text_[at_] < '0' || text_[at_] > '9') return !minus;
        exponent = text_[at_++] - '0';
        if (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') exponent = exponent * 10 + text_[at_++] - '0';
        if (minus) exponent = -exponent;
        return true;
    }

    bool annotation() {
        if (!take('{')) return false;
        const std::size_t close = text_.find('}', at_);
        closed_ = closed_ && close != std::string_view::npos;
        at_ = std::min(close, text_.size() - 1) + 1;
        return true;
    }

    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool closed_ = true;  // each annotation so far
};

bool base_value(const Decimal& value, const UnitSize& mine, const UnitSize& other, Decimal& into) {
    return multiply(value, mine.numerator, into) && multiply(into, other.denominator, into);
}

constexpr std::string_view kWords[] = {"year", "month", "week", "day", "hour", "minute", "second", "millisecond"};
constexpr std::string_view kDefinite[] = {"", "", "wk", "d", "h", "min", "s", "ms"};

// Calendar months; 0 for what is no calendar year or month.
int calendar_months(const Quantity& quantity) {
    if (!quantity.calendar) return 0;
    const auto unit = calendar_unit(quantity.unit);
    return unit == CalendarUnit::kYear ? 12 : unit == CalendarUnit::kMonth ? 1 : 0;
}

std::string_view ucum_code(const Quantity& quantity) {
    if (!quantity.calendar) return quantity.unit;
    const auto unit = calendar_unit(quantity.unit);
    return unit ? kDefinite[static_cast<std::size_t>(*unit)] : std::string_view();
}

}  // namespace

bool unit_size(std::string_view ucum, UnitSize& into) {
    into = {};
    return !ucum.empty() && TermReader(ucum).read(into);
}

bool comparable(const Quantity& a, const Quantity& b, Decimal& left, Decimal& right) {
    left = a.value;
    right = b.value;
    if (a.calendar == b.calendar && a.unit == b.unit) return true;
    const int months_a = calendar_months(a);
    const int months_b = calendar_months(b);
    if (months_a != 0 && months_b != 0) {
        return multiply(left, Decimal::of(months_a), left) && multiply(right, Decimal::of(months_b), right);
    }
    if (months_a != 0 || months_b != 0) return false;
    UnitSize size_a;
    UnitSize size_b;
    if (!unit_size(ucum_code(a), size_a) || !unit_size(ucum_code(b), size_b)) return false;
    if (size_a.dimensions != size_b.dimensions) return false;
    return base_value(a.value, size_a, size_b, left) && base_value(b.value, size_b, size_a, right);
}

std::optional<CalendarUnit> calendar_unit(std::string_view word) {
    for (std::size_t i = 0; i < std::size(kWords); ++i) {
        if (word == kWords[i] || (word.ends_with('s') && word.substr(0, word.size() - 1) == kWords[i])) {
            return static_cast<CalendarUnit>(i);
        }
    }
    return std::nullopt;
}

std::optional<CalendarUnit> definite_unit(std::string_view ucum) {
    for (std::size_t i = 2; i < std::size(kDefinite); ++i) {
        if (ucum == kDefinite[i]) return static_cast<CalendarUnit>(i);
    }
    return std::nullopt;
}

}  // namespace hios::fhirpath
