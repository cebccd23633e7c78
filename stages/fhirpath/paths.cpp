#include "stages/fhirpath/paths.hpp"

namespace hios::fhirpath {

bool Machine::path(const Op& op) {
    const Step* step = program_->steps.data() + op.first;
    const Step* end = step + op.size;
    const auto found = [this](instance::NodeId id) {
        push(Value::of(id));
        return true;
    };
    // What type() gave has two members (N1, "Reflection").
    const auto info = [&](const Value& value) {
        if (op.size != 1 || (!value.is(Kind::kFhirType) && !value.is(Kind::kSystemType))) return;
        if (step->text == "name") push(Value::of(value.text()));
        if (step->text == "namespace") {
            push(Value::of(value.is(Kind::kFhirType) ? std::string_view("FHIR") : std::string_view("System")));
        }
    };
    if (op.source == kFocus) {
        if (focus_.item.is(Kind::kNode)) {
            (void)visit_value(focus_.item, step, end, found);
        } else {
            info(focus_.item);
        }
        return true;
    }
    const Size base = top();
    if (!run(op.source)) return false;
    const Size from = top();
    for (Size i = base; i < from; ++i) {
        const Value value = stack_[i];
        if (value.is(Kind::kNode)) {
            (void)visit(value.node(), step, end, found);
        } else {
            info(value);
        }
    }
    close_gap(base, from);
    return true;
}

bool Machine::any(OpId id, bool& found) {
    found = false;
    const Size base = top();
    if (id == kFocus) {
        found = !focus_.item.is(Kind::kNone);
        return true;
    }
    const Op& op = op_of(id);
    if (op.code == OpCode::kPath) {
        const Step* step = program_->steps.data() + op.first;
        const auto stop = [&found](instance::NodeId) {
            found = true;
            return false;
        };
        if (op.source == kFocus && focus_.item.is(Kind::kNode)) {
            (void)visit_value(focus_.item, step, step + op.size, stop);
            return true;
        }
    }
    if (op.code == OpCode::kUnion) return any(op.source, found) && (found || any(op.first, found));
    if (op.code == OpCode::kCall && op.function == Function::kWhere) return any_where(op, found);
    if (!run(id)) return false;
    found = top() > base;
    return put_none(base);
}

bool Machine::any_where(const Op& op, bool& found) {
    found = false;
    const Size base = top();
    if (!run_source(op)) return false;
    const Size end = top();
    const FocusScope scope(*this);
    for (Size i = base; i < end && !found; ++i) {
        focus_.item = stack_[i];
        focus_.index = i - base;
        const Truth holds = truth(argument(op, 0));
        if (holds == Truth::kError) return false;
        found = holds == Truth::kTrue;
    }
    return put_none(base);
}

}  // namespace hios::fhirpath
