// N1, "Equivalent" and "Comparison".

#include <algorithm>

#include "stages/fhirpath/machine.hpp"
#include "stages/fhirpath/units.hpp"

namespace hios::fhirpath {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Case and kind of white space do not count.
bool similar(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char left, char right) {
               return lower(left) == lower(right) || (is_blank(left) && is_blank(right));
           });
}

// To the precision of the less precise one.
bool similar(const Decimal& a, const Decimal& b) {
    const int scale = std::min(stripped(a).scale, stripped(b).scale);
    return compare(rounded(a, scale, Rounding::kHalfUp), rounded(b, scale, Rounding::kHalfUp)) == 0;
}

// The second amount in the unit of the first.
bool similar(const Quantity& a, const Quantity& b) {
    Quantity first = a;
    Quantity second = b;
    // A calendar year or month is equivalent to UCUM's.
    const auto ucum = [](Quantity& quantity) {
        const auto unit = quantity.calendar ? calendar_unit(quantity.unit) : std::nullopt;
        if (unit == CalendarUnit::kYear) quantity = {quantity.value, "a", false};
        if (unit == CalendarUnit::kMonth) quantity = {quantity.value, "mo", false};
    };
    ucum(first);
    ucum(second);
    Decimal left;
    Decimal right;
    if (!comparable(first, second, left, right)) return false;
    // left / first.value is what one unit of the first measures.
    Decimal unit;
    Decimal converted;
    if (first.value.unscaled == 0 || !divide(left, first.value, unit) || !divide(right, unit, converted)) {
        return compare(left, right) == 0;
    }
    return similar(first.value, converted);
}

}  // namespace

bool Machine::equivalent(Value a, Value b) {
    --budget_;
    const bool atom_a = atom(a);
    const bool atom_b = atom(b);
    if (!atom_a || !atom_b) {
        if (quantity(a) && quantity(b)) return equivalent(a, b);
        if (atom_a || atom_b || !a.is(Kind::kNode) || !b.is(Kind::kNode)) return false;
        return equivalent_nodes(a, b);
    }
    if (a.numeric() && b.numeric()) return similar(a.number(), b.number());
    if (a.timed() && b.timed() && a.is(Kind::kTime) == b.is(Kind::kTime)) return compare(a.moment(), b.moment()) == 0;
    if ((a.is(Kind::kQuantity) || b.is(Kind::kQuantity)) && quantity(a) && quantity(b)) {
        return similar(a.quantity(), b.quantity());
    }
    if (a.is(Kind::kString) && b.is(Kind::kString)) return similar(a.text(), b.text());
    return equal(a, b) == Truth::kTrue;
}

bool Machine::equivalent_nodes(const Value& a, const Value& b) {
    if (node(a).type != node(b).type) return false;
    const Size base = top();
    const auto push_children = [this](const Value& of) {
        for (auto id = node(of).first; id != instance::kNoNode; id = instance_->nodes[id].next) push(Value::of(id));
    };
    push_children(a);
    const Size middle = top();
    push_children(b);
    const bool result = equivalent_ranges(base, middle, top(), true);
    stack_.resize(base);
    return result;
}

// In any order: each item finds one of its own on the other side. Of two objects' children, one of the
// same element.
bool Machine::equivalent_ranges(Size a, Size b, Size end, bool children) {
    if (b - a != end - b) return false;
    Size left = end;
    for (Size i = a; i < b; ++i) {
        const Value item = stack_[i];
        Size found = b;
        for (; found < left; ++found) {
            if (budget_ < 0) return false;
            const Value other = stack_[found];
            const bool apart =
                children && model_.element_name(node(item).property) != model_.element_name(node(other).property);
            if (!apart && equivalent(item, other)) break;
        }
        if (found == left) return false;
        std::swap(stack_[found], stack_[--left]);
    }
    return true;
}

Machine::Order Machine::order(Value a, Value b) {
    if (!atom_or_quantity(a) || !atom_or_quantity(b)) return Order::kUnknown;
    const auto of = [](int sign) { return sign < 0 ? Order::kLess : sign > 0 ? Order::kGreater : Order::kEqual; };
    if (a.numeric() && b.numeric()) return of(compare(a.number(), b.number()));
    if (a.is(Kind::kString) && b.is(Kind::kString)) return of(a.text().compare(b.text()));
    if (a.timed() && b.timed() && a.is(Kind::kTime) == b.is(Kind::kTime)) {
        const auto found = compare(a.moment(), b.moment());
        return found ? of(*found) : Order::kUnknown;
    }
    if ((a.is(Kind::kQuantity) || b.is(Kind::kQuantity)) && quantity(a) && quantity(b)) {
        Decimal left;
        Decimal right;
        return comparable(a.quantity(), b.quantity(), left, right) ? of(compare(left, right)) : Order::kUnknown;
    }
    return Order::kNone;
}

}  // namespace hios::fhirpath
