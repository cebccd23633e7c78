// N1, "Types": is, as, ofType, type().

#include "stages/fhirpath/machine.hpp"

namespace hios::fhirpath {

// `exact`: as() and ofType() take a code for no string, though a code is one.
bool Machine::has_type(const Value& value, const TypeName& type, bool exact) const {
    if (!value.is(Kind::kNode) && !value.is(Kind::kTyped)) {
        return type.system != Kind::kNone && value.kind() == type.system;
    }
    if (type.fhir == definitions::kNoType) return false;
    const auto own = value.is(Kind::kTyped) ? value.type() : instance_->nodes[value.node()].type;
    if (own == type.fhir) return true;
    if (exact && model_.is_primitive(own)) return false;
    return model_.table().is_a(own, type.fhir);
}

Truth Machine::is_type(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return Truth::kError;
    const Size count = top() - base;
    if (count == 0) return Truth::kEmpty;
    if (count > 1) return wrong(op, "asks for the type of several items");
    const Value value = stack_[base];
    stack_.resize(base);
    return truth_of(has_type(value, program_->types[op.first], false));
}

bool Machine::of_type(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    if (op.code == OpCode::kAs && program_->strict && top() - base > 1) {
        return fail(op, "takes several items as one type; use ofType()");
    }
    Size kept = base;
    for (Size i = base; i < top(); ++i) {
        if (has_type(stack_[i], program_->types[op.first], true)) stack_[kept++] = stack_[i];
    }
    stack_.resize(kept);
    return true;
}

bool Machine::type_of(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    for (Size i = base; i < top(); ++i) {
        const Value value = stack_[i];
        const bool fhir = value.is(Kind::kNode) || value.is(Kind::kTyped);
        stack_[i] = Value::of(type_name(value), fhir ? Kind::kFhirType : Kind::kSystemType);
    }
    return true;
}

}  // namespace hios::fhirpath
