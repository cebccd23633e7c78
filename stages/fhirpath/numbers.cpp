// N1, "Math"; now(), today() and timeOfDay().

#include <chrono>
#include <cmath>

#include "stages/fhirpath/machine.hpp"

namespace hios::fhirpath {

using enum Function;

namespace {

bool logarithm(const Decimal& number, const Decimal& of_base, Decimal& into) {
    if (number.unscaled <= 0 || of_base.unscaled <= 0 || compare(of_base, Decimal::of(1)) == 0) return false;
    return Decimal::from_float(std::log(number.to_float()) / std::log(of_base.to_float()), into);
}

bool any_power(const Decimal& number, const Decimal& exponent, Decimal& into) {
    std::int64_t whole = 0;
    if (exponent.whole() && exponent.to_integer(whole)) {
        if (whole > 100'000 || whole < -100'000) return false;
        if (number.unscaled == 0 && whole < 0) return false;
        if (power(number, whole, into)) return true;
    }
    return Decimal::from_float(std::pow(number.to_float(), exponent.to_float()), into);
}

}  // namespace

bool Machine::number_call(const Op& op) {
    const Size base = top();
    Value value;
    if (!single_source(op, value)) return false;
    if (value.is(Kind::kNone)) return true;
    Value by;
    if (op.size == 1) {
        if (!single(argument(op, 0), by)) return false;
        if (!atom(by)) return true;
        if (!by.numeric()) return fail(op, "has an argument that is no number");
    }
    if (!atom_or_quantity(value)) return fail(op, "wants a number");
    if (op.function == kAbs && value.is(Kind::kQuantity)) {
        Quantity amount = value.quantity();
        if (amount.value.negative()) amount.value.unscaled = -amount.value.unscaled;
        return put(base, Value::of(arena_.make(amount)));
    }
    if (!value.numeric()) return fail(op, "wants a number");
    const bool integer = value.is(Kind::kInteger);
    const Decimal number = value.number();
    Decimal result;
    bool defined = true;
    switch (op.function) {
        case kAbs:
            return push_number(base, {number.negative() ? -number.unscaled : number.unscaled, number.scale}, integer);
        case kCeiling:
            return push_number(base, rounded(number, 0, Rounding::kCeiling), true);
        case kFloor:
            return push_number(base, rounded(number, 0, Rounding::kFloor), true);
        case kTruncate:
            return push_number(base, rounded(number, 0, Rounding::kDown), true);
        case kRound: {
            std::int64_t digits = 0;
            if (op.size == 1 && (!by.is(Kind::kInteger) || by.integer() < 0))
                return fail(op, "rounds to no number of digits");
            if (op.size == 1) digits = std::min<std::int64_t>(by.integer(), Decimal::kMaxScale);
            if (digits >= number.scale) return push_number(base, number, integer);
            return push_number(base, rounded(number, static_cast<int>(digits), Rounding::kHalfUp), integer);
        }
        case kExp:
            defined = Decimal::from_float(std::exp(number.to_float()), result);
            break;
        case kLn:
            defined = number.unscaled > 0 && Decimal::from_float(std::log(number.to_float()), result);
            break;
        case kSqrt:
            defined = !number.negative() && Decimal::from_float(std::sqrt(number.to_float()), result);
            break;
        case kLog:
            defined = logarithm(number, by.number(), result);
            break;
        default:
            defined = any_power(number, by.number(), result);
            if (defined && integer && by.is(Kind::kInteger)) return push_number(base, result, true);
    }
    return defined ? push_number(base, result, false) : true;
}

bool Machine::clock_call(const Op& op) {
    using namespace std::chrono;
    if (!now_) {
        const auto now = environment_->now.value_or(system_clock::now());
        now_ = duration_cast<milliseconds>(now.time_since_epoch()).count();
    }
    Moment moment = Moment::of(*now_);
    if (op.function == kNow) {
        push(Value::of(Moment::Kind::kDateTime, moment));
    } else if (op.function == kToday) {
        push(Value::of(Moment::Kind::kDate, {.year = moment.year, .month = moment.month, .day = moment.day}));
    } else {
        moment.year = 0;
        moment.month = moment.day = 1;
        moment.zoned = false;
        push(Value::of(Moment::Kind::kTime, moment));
    }
    return true;
}

}  // namespace hios::fhirpath
