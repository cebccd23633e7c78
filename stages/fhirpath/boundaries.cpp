// lowBoundary(), highBoundary(), precision() and comparable(): FHIRPath's 2.1 and 3.0 ballots.

#include "stages/fhirpath/machine.hpp"
#include "stages/fhirpath/units.hpp"

namespace hios::fhirpath {

using enum Function;

namespace {

constexpr int kMaxDigits = 28;

// What the number, known to half of its last digit, may be at least or at most.
bool number_boundary(const Decimal& value, int digits, bool high, Decimal& into) {
    Decimal half{5, value.scale + 1};
    if (half.scale > Decimal::kMaxScale) return false;
    if (!(high ? add(value, half, into) : subtract(value, half, into))) return false;
    // A number too small to be seen at this many digits is 0 there.
    const Decimal unit{1, digits};
    const Decimal magnitude{value.negative() ? -value.unscaled : value.unscaled, value.scale};
    const bool unseen = value.scale > digits && compare(magnitude, unit) < 0 && value.unscaled != 0;
    into = rounded(into, digits, unseen ? Rounding::kDown : high ? Rounding::kCeiling : Rounding::kFloor);
    return true;
}

}  // namespace

bool Machine::decimal_boundary(Size base, const Value& value, std::int64_t digits, bool high) {
    if (digits < 0 || digits > kMaxDigits) return put_none(base);
    Quantity amount = value.is(Kind::kQuantity) ? value.quantity() : Quantity{value.number(), {}, false};
    Decimal result;
    if (!number_boundary(amount.value, static_cast<int>(digits), high, result)) return put_none(base);
    if (!value.is(Kind::kQuantity)) return push_number(base, result, false);
    amount.value = result;
    return put(base, Value::of(arena_.make(amount)));
}

bool Machine::boundary(const Op& op) {
    const Size base = top();
    Value value;
    if (!single_source(op, value)) return false;
    if (value.is(Kind::kNone) || !atom_or_quantity(value)) return true;
    Value other;
    if (op.size == 1) {
        if (!single(argument(op, 0), other)) return false;
        if (!atom_or_quantity(other)) return true;
    }
    if (op.function == kComparable) {
        if (!quantity(value) || !quantity(other)) return fail(op, "wants two quantities");
        Decimal left;
        Decimal right;
        return put(base, Value::of(comparable(value.quantity(), other.quantity(), left, right)));
    }
    if (op.function == kPrecision) {
        if (value.timed()) return put(base, Value::of_integer(digits_of(value.moment_kind(), value.moment())));
        if (!value.numeric()) return fail(op, "wants a number, a date or a time");
        return put(base, Value::of_integer(value.number().scale));
    }
    if (op.size == 1 && !other.is(Kind::kInteger)) return fail(op, "has a number of digits that is no integer");
    const bool high = op.function == kHighBoundary;
    if (value.timed()) {
        const std::int64_t all = value.is(Kind::kDate) ? 8 : value.is(Kind::kTime) ? 9 : 17;
        const std::int64_t digits = op.size == 1 ? other.integer() : all;
        Moment result;
        if (digits < 0 || digits > 17 ||
            !hios::fhirpath::boundary(value.moment_kind(), value.moment(), static_cast<int>(digits), high, result)) {
            return true;
        }
        return put(base, Value::of(value.moment_kind(), result));
    }
    if (!value.numeric() && !value.is(Kind::kQuantity)) return fail(op, "wants a number, a date or a time");
    return decimal_boundary(base, value, op.size == 1 ? other.integer() : 8, high);
}

}  // namespace hios::fhirpath
