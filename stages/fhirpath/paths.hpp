#pragma once
// The steps of a path over the nodes. Machine's templates; only its rooms include this.

#include "stages/fhirpath/machine.hpp"

namespace hios::fhirpath {

// Calls found(NodeId) for each item at the path's end until it says false; so does visit then.
template <class Found>
bool Machine::visit(instance::NodeId id, const Step* step, const Step* end, Found&& found) {
    const auto& nodes = instance_->nodes;
    for (auto child = nodes[id].first; child != instance::kNoNode; child = nodes[child].next) {
        --budget_;
        const auto property = nodes[child].property;
        if (model_.element_name(property) != step->name && !(step->json && model_.json_name(property) == step->name)) {
            continue;
        }
        if (step + 1 == end) {
            if (!found(child)) return false;
        } else if (!visit(child, step + 1, end, found)) {
            return false;
        }
    }
    return true;
}

template <class Found>
bool Machine::visit_value(const Value& value, const Step* step, const Step* end, Found&& found) {
    if (!value.is(Kind::kNode)) return true;
    if (step->head != definitions::kNoType && model_.table().is_a(node(value).type, step->head)) {
        if (step + 1 == end) return found(value.node());
        ++step;
    }
    return visit(value.node(), step, end, found);
}

}  // namespace hios::fhirpath
