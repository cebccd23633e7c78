// N1, "Math" and "Date/Time arithmetic".

#include "stages/fhirpath/machine.hpp"
#include "stages/fhirpath/units.hpp"

namespace hios::fhirpath {

bool Machine::push_number(Size base, const Decimal& value, bool integer) {
    std::int64_t whole = 0;
    if (integer && value.scale == 0 && value.to_integer(whole)) return put(base, Value::of_integer(whole));
    return put(base, Value::of(arena_.make(value)));
}

bool Machine::negate(const Op& op) {
    const Size base = top();
    Value value;
    if (!single_source(op, value)) return false;
    if (value.is(Kind::kNone)) return true;
    if (!atom_or_quantity(value)) return fail(op, "puts a sign before what is no number");
    const bool minus = op.code == OpCode::kNegate;
    if (value.is(Kind::kQuantity)) {
        Quantity quantity = value.quantity();
        if (minus) quantity.value.unscaled = -quantity.value.unscaled;
        return put(base, Value::of(arena_.make(quantity)));
    }
    if (!value.numeric()) return fail(op, "puts a sign before what is no number");
    Decimal number = value.number();
    if (minus) number.unscaled = -number.unscaled;
    return push_number(base, number, value.is(Kind::kInteger));
}

bool Machine::arithmetic(const Op& op) {
    const Size base = top();
    Value a;
    Value b;
    if (!single(op.source, a) || !single(op.first, b)) return false;
    const bool known_a = atom_or_quantity(a);
    const bool known_b = atom_or_quantity(b);
    if ((!known_a && !a.is(Kind::kNone) && node(a).shape == instance::Shape::kObject) ||
        (!known_b && !b.is(Kind::kNone) && node(b).shape == instance::Shape::kObject)) {
        return fail(op, "calculates with an object");
    }
    if (op.code == OpCode::kConcatenate) {
        std::string text;
        if (known_a && !text_of(a, text)) return fail(op, "joins what is no text");
        if (known_b && !text_of(b, text)) return fail(op, "joins what is no text");
        return put_text(base, text);
    }
    if (!known_a || !known_b) return put_none(base);
    if (a.is(Kind::kString) && b.is(Kind::kString) && op.code == OpCode::kAdd) {
        std::string text(a.text());
        text += b.text();
        return put_text(base, text);
    }
    if (a.numeric() && b.numeric()) return number_result(op, base, a, b);
    const bool sum = op.code == OpCode::kAdd || op.code == OpCode::kSubtract;
    if (sum && a.timed() && b.is(Kind::kQuantity)) {
        return add_moment(op, base, a, b.quantity(), op.code == OpCode::kSubtract);
    }
    if ((a.is(Kind::kQuantity) || b.is(Kind::kQuantity)) && quantity(a) && quantity(b)) {
        return quantity_result(op, base, a.quantity(), b.quantity());
    }
    return fail(op, "calculates with values of types that do not go together");
}

bool Machine::number_result(const Op& op, Size base, const Value& a, const Value& b) {
    const Decimal left = a.number();
    const Decimal right = b.number();
    const bool integers = a.is(Kind::kInteger) && b.is(Kind::kInteger);
    Decimal result;
    bool fits = false;
    switch (op.code) {
        case OpCode::kAdd:
            fits = add(left, right, result);
            break;
        case OpCode::kSubtract:
            fits = subtract(left, right, result);
            break;
        case OpCode::kMultiply:
            fits = multiply(left, right, result);
            break;
        case OpCode::kDivide:
            fits = divide(left, right, result);
            break;
        case OpCode::kWholeDivide:
            fits = divide_whole(left, right, result);
            break;
        default:
            fits = remainder(left, right, result);
            break;
    }
    // N1: division by zero, and what does not fit, is empty.
    if (!fits) return put_none(base);
    return push_number(base, result, op.code == OpCode::kWholeDivide || (integers && op.code != OpCode::kDivide));
}

bool Machine::quantity_result(const Op& op, Size base, const Quantity& a, const Quantity& b) {
    Decimal right;
    Quantity result{{}, a.unit, a.calendar};
    switch (op.code) {
        case OpCode::kAdd:
        case OpCode::kSubtract: {
            // In the unit of the left side.
            Decimal unit;
            Decimal converted = b.value;
            if (a.unit != b.unit || a.calendar != b.calendar) {
                if (!comparable({Decimal::of(1), a.unit, a.calendar}, b, unit, right) ||
                    !divide(right, unit, converted)) {
                    return put_none(base);
                }
            }
            const bool fits = op.code == OpCode::kAdd ? add(a.value, converted, result.value)
                                                      : subtract(a.value, converted, result.value);
            return fits ? put(base, Value::of(arena_.make(result))) : put_none(base);
        }
        case OpCode::kMultiply:
        case OpCode::kDivide: {
            const bool times = op.code == OpCode::kMultiply;
            if (!(times ? multiply(a.value, b.value, result.value) : divide(a.value, b.value, result.value))) {
                return put_none(base);
            }
            if (b.unit == "1") return put(base, Value::of(arena_.make(result)));
            std::string unit;
            const auto part = [&unit](std::string_view text) { ((unit += '(') += text) += ')'; };
            part(a.unit);
            unit += times ? '.' : '/';
            part(b.unit);
            result.unit = times && a.unit == "1" ? b.unit : !times && a.unit == b.unit ? "1" : arena_.copy(unit);
            result.calendar = false;
            return put(base, Value::of(arena_.make(result)));
        }
        default:
            return fail(op, "divides quantities into whole parts");
    }
}

bool Machine::add_moment(const Op& op, Size base, const Value& moment, const Quantity& amount, bool minus) {
    auto unit = calendar_unit(amount.unit);
    if (!unit && !amount.calendar) unit = definite_unit(amount.unit);
    if (!unit) return fail(op, "moves a date by what is no calendar unit");
    Decimal count = amount.value;
    CalendarUnit by = *unit;
    if (by == CalendarUnit::kSecond && !count.whole()) {
        if (!multiply(count, Decimal::of(1000), count)) return put_none(base);
        by = CalendarUnit::kMillisecond;
    }
    std::int64_t whole = 0;
    Moment result;
    if (!count.to_integer(whole) || !add(moment.moment_kind(), moment.moment(), minus ? -whole : whole, by, result)) {
        return put_none(base);
    }
    return put(base, Value::of(moment.moment_kind(), result));
}

}  // namespace hios::fhirpath
