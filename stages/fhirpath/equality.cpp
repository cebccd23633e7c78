// N1, "Equals".

#include "stages/fhirpath/machine.hpp"
#include "stages/fhirpath/units.hpp"

namespace hios::fhirpath {

Truth Machine::equal(Value a, Value b) {
    --budget_;
    const bool atom_a = atom(a);
    const bool atom_b = atom(b);
    if (!atom_a || !atom_b) {
        if (quantity(a) && quantity(b)) return equal(a, b);
        if (atom_a || atom_b || !a.is(Kind::kNode) || !b.is(Kind::kNode)) return Truth::kFalse;
        return equal_nodes(a, b);
    }
    if (a.numeric() && b.numeric()) {
        if (a.is(Kind::kInteger) && b.is(Kind::kInteger)) return truth_of(a.integer() == b.integer());
        return truth_of(compare(a.number(), b.number()) == 0);
    }
    if (a.timed() && b.timed() && a.is(Kind::kTime) == b.is(Kind::kTime)) {
        const auto found = compare(a.moment(), b.moment());
        return found ? truth_of(*found == 0) : Truth::kEmpty;
    }
    if ((a.is(Kind::kQuantity) || b.is(Kind::kQuantity)) && quantity(a) && quantity(b)) {
        Decimal left;
        Decimal right;
        return comparable(a.quantity(), b.quantity(), left, right) ? truth_of(compare(left, right) == 0)
                                                                   : Truth::kEmpty;
    }
    if (a.kind() != b.kind()) return Truth::kFalse;
    switch (a.kind()) {
        case Kind::kBoolean:
            return truth_of(a.boolean() == b.boolean());
        case Kind::kString:
        case Kind::kFhirType:
        case Kind::kSystemType:
            return truth_of(a.text() == b.text());
        default:
            return Truth::kFalse;
    }
}

// Objects are equal when they have the same elements with equal values; items of lists in order, elements
// in any order (JSON members have none).
Truth Machine::equal_nodes(const Value& a, const Value& b) {
    const auto& nodes = instance_->nodes;
    const instance::NodeId id_a = a.node();
    const instance::NodeId id_b = b.node();
    if (id_a == id_b) return Truth::kTrue;
    if (nodes[id_a].type != nodes[id_b].type || nodes[id_a].shape != nodes[id_b].shape) return Truth::kFalse;
    std::int64_t difference = 0;
    for (auto id = nodes[id_a].first; id != instance::kNoNode; id = nodes[id].next) ++difference;
    for (auto id = nodes[id_b].first; id != instance::kNoNode; id = nodes[id].next) --difference;
    if (difference != 0) return Truth::kFalse;
    Truth result = Truth::kTrue;
    auto other = nodes[id_b].first;
    for (auto id = nodes[id_a].first; id != instance::kNoNode; id = nodes[id].next) {
        const bool follows = other != instance::kNoNode && nodes[other].property == nodes[id].property &&
                             nodes[other].index == nodes[id].index;
        if (!follows) {
            for (other = nodes[id_b].first; other != instance::kNoNode; other = nodes[other].next) {
                --budget_;
                if (nodes[other].property == nodes[id].property && nodes[other].index == nodes[id].index) break;
            }
            if (other == instance::kNoNode || budget_ < 0) return Truth::kFalse;
        }
        const Truth same = equal(Value::of(id), Value::of(other));
        if (same == Truth::kFalse) return same;
        if (same == Truth::kEmpty) result = same;
        other = nodes[other].next;
    }
    return result;
}

Truth Machine::equal_ranges(Size a, Size b, Size end) {
    if (b - a != end - b) return Truth::kFalse;
    Truth result = Truth::kTrue;
    for (Size i = 0; i < b - a; ++i) {
        const Truth same = equal(stack_[a + i], stack_[b + i]);
        if (same == Truth::kFalse) return same;
        if (same == Truth::kEmpty) result = same;
    }
    return result;
}

}  // namespace hios::fhirpath
