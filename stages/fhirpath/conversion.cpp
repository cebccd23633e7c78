// N1, "Conversion": toX() gives a value or nothing, convertsToX() says which.

#include <charconv>

#include "stages/fhirpath/machine.hpp"
#include "stages/fhirpath/units.hpp"

namespace hios::fhirpath {
namespace {

using enum Function;

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words) {
        const bool same =
            text.size() == word.size() && std::equal(text.begin(), text.end(), word.begin(), [](char a, char b) {
                return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
            });
        if (same) return true;
    }
    return false;
}

bool to_boolean(const Value& value, Value& into) {
    bool yes = false;
    bool no = false;
    if (value.is(Kind::kBoolean)) {
        yes = value.boolean();
        no = !yes;
    } else if (value.numeric()) {
        yes = compare(value.number(), Decimal::of(1)) == 0;
        no = compare(value.number(), Decimal::of(0)) == 0;
    } else if (value.is(Kind::kString)) {
        yes = one_of(value.text(), {"true", "t", "yes", "y", "1", "1.0"});
        no = one_of(value.text(), {"false", "f", "no", "n", "0", "0.0"});
    }
    into = Value::of(yes);
    return yes || no;
}

bool to_integer(const Value& value, Value& into) {
    std::int64_t whole = 0;
    if (value.is(Kind::kInteger)) {
        into = value;
        return true;
    }
    if (value.is(Kind::kBoolean)) {
        into = Value::of_integer(value.boolean() ? 1 : 0);
        return true;
    }
    if (!value.is(Kind::kString)) return false;
    std::string_view text = value.text();
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    into = Value::of_integer(whole);
    return error == std::errc() && end == text.data() + text.size() && whole >= INT32_MIN && whole <= INT32_MAX;
}

bool to_moment(Moment::Kind kind, const Value& value, Value& into) {
    if (value.is(Kind::kString)) {
        Moment moment;
        if (!Moment::parse(kind, value.text(), moment)) return false;
        into = Value::of(kind, moment);
        return true;
    }
    if (!value.timed()) return false;
    Moment moment = value.moment();
    const bool from_time = value.is(Kind::kTime);
    if (from_time != (kind == Moment::Kind::kTime)) return false;
    if (kind == Moment::Kind::kDate && moment.precision > Moment::kDay) {
        moment = {.year = moment.year, .month = moment.month, .day = moment.day};
    }
    into = Value::of(kind, moment);
    return true;
}

// N1, toQuantity(): '4.5 day', "4 'mg'", '4'.
bool parse_quantity(std::string_view text, Quantity& into) {
    const std::size_t number_end = std::min(text.find_first_not_of("+-0123456789.eE"), text.size());
    if (!Decimal::parse(text.substr(0, number_end), into.value)) return false;
    std::string_view rest = text.substr(number_end);
    const std::size_t begin = rest.find_first_not_of(" \t\n\r");
    if (begin == std::string_view::npos) {
        into.unit = "1";
        return rest.empty();
    }
    rest.remove_prefix(begin);
    if (rest.size() > 2 && rest.front() == '\'' && rest.back() == '\'') {
        into.unit = rest.substr(1, rest.size() - 2);
        return into.unit.find('\'') == std::string_view::npos;
    }
    into.unit = rest;
    into.calendar = true;
    return calendar_unit(rest).has_value() && begin > 0;
}

bool tests_only(Function function) {
    switch (function) {
        case kConvertsToBoolean:
        case kConvertsToInteger:
        case kConvertsToDecimal:
        case kConvertsToString:
        case kConvertsToDate:
        case kConvertsToDateTime:
        case kConvertsToTime:
        case kConvertsToQuantity:
            return true;
        default:
            return false;
    }
}

}  // namespace

bool Machine::converted(Function to, Value value, Value& into) {
    if (value.is(Kind::kNode) && (to == kToString || to == kConvertsToString)) {
        // A primitive's text is what the document says.
        const instance::Shape shape = node(value).shape;
        if (shape == instance::Shape::kObject && !quantity(value)) return false;
        if (shape == instance::Shape::kAbsent) return false;
        if (value.is(Kind::kNode)) value = Value::of(string_of(node(value)));
    }
    if (!atom_or_quantity(value)) return false;
    switch (to) {
        case kToBoolean:
        case kConvertsToBoolean:
            return to_boolean(value, into);
        case kToInteger:
        case kConvertsToInteger:
            return to_integer(value, into);
        case kToDecimal:
        case kConvertsToDecimal: {
            Decimal number;
            if (value.numeric()) {
                number = value.number();
            } else if (value.is(Kind::kBoolean)) {
                number = {value.boolean() ? 10 : 0, 1};
            } else if (!value.is(Kind::kString) || !Decimal::parse(value.text(), number)) {
                return false;
            }
            into = Value::of(arena_.make(number));
            return true;
        }
        case kToString:
        case kConvertsToString: {
            if (value.is(Kind::kString)) {
                into = value;
                return true;
            }
            std::string text;
            if (!text_of(value, text)) return false;
            into = Value::of(arena_.copy(text));
            return true;
        }
        case kToDate:
        case kConvertsToDate:
            return to_moment(Moment::Kind::kDate, value, into);
        case kToDateTime:
        case kConvertsToDateTime:
            return to_moment(Moment::Kind::kDateTime, value, into);
        case kToTime:
        case kConvertsToTime:
            return to_moment(Moment::Kind::kTime, value, into);
        default: {
            Quantity amount;
            if (value.is(Kind::kString)) {
                if (!parse_quantity(value.text(), amount)) return false;
            } else if (value.is(Kind::kBoolean)) {
                amount = {{value.boolean() ? 10 : 0, 1}, "1", false};
            } else {
                into = value;
                return quantity(into);
            }
            into = Value::of(arena_.make(amount));
            return true;
        }
    }
}

bool Machine::convert(const Op& op) {
    Value value;
    if (!single_source(op, value)) return false;
    if (value.is(Kind::kNone)) return true;
    Value result;
    const bool converts = converted(op.function, value, result);
    if (tests_only(op.function)) {
        push(Value::of(converts));
    } else if (converts) {
        push(result);
    }
    return true;
}

}  // namespace hios::fhirpath
