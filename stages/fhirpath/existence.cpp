// N1, "Existence"; hasValue() of FHIR.

#include "stages/fhirpath/machine.hpp"

namespace hios::fhirpath {

Truth Machine::truth_call(const Op& op) {
    using enum Function;
    switch (op.function) {
        case kEmpty:
        case kExists: {
            bool found = false;
            // exists(criteria) is where(criteria).exists()
            if (!(op.size == 1 ? any_where(op, found) : any(op.source, found))) return Truth::kError;
            return truth_of(found == (op.function == kExists));
        }
        case kNot: {
            if (op.source == kFocus) {
                Value value = focus_.item;
                if (value.is(Kind::kNone)) return Truth::kEmpty;
                return truth_of(atom(value) && value.is(Kind::kBoolean) && !value.boolean());
            }
            const Truth inner = truth(op.source);
            return inner == Truth::kTrue ? Truth::kFalse : inner == Truth::kFalse ? Truth::kTrue : inner;
        }
        case kHasValue: {
            const Size base = top();
            if (!run_source(op)) return Truth::kError;
            const bool holds = top() - base == 1 && (!stack_[base].is(Kind::kNode) ||
                                                     (node(stack_[base]).shape != instance::Shape::kAbsent &&
                                                      node(stack_[base]).shape != instance::Shape::kObject));
            stack_.resize(base);
            return truth_of(holds);
        }
        case kAll: {
            const Size base = top();
            if (!run_source(op)) return Truth::kError;
            const Size end = top();
            const FocusScope scope(*this);
            bool holds = true;
            for (Size i = base; i < end && holds; ++i) {
                focus_.item = stack_[i];
                focus_.index = i - base;
                const Truth one = truth(argument(op, 0));
                if (one == Truth::kError) return one;
                holds = one == Truth::kTrue;
            }
            stack_.resize(base);
            return truth_of(holds);
        }
        case kIsDistinct: {
            const Size base = top();
            if (!run_source(op)) return Truth::kError;
            const Size count = top();
            (void)keep_distinct(base);
            const bool holds = top() == count;
            stack_.resize(base);
            return truth_of(holds);
        }
        case kSubsetOf:
        case kSupersetOf:
            return subset(op);
        default:
            return all_booleans(op);
    }
}

Truth Machine::subset(const Op& op) {
    const Size base = top();
    const bool source_first = op.function == Function::kSubsetOf;
    if (!(source_first ? run_source(op) : run(argument(op, 0)))) return Truth::kError;
    const Size middle = top();
    if (!(source_first ? run(argument(op, 0)) : run_source(op))) return Truth::kError;
    (void)filter_by(base, middle, Keep::kOthers);
    const bool holds = top() == base;
    stack_.resize(base);
    return truth_of(holds);
}

// allTrue, anyTrue, allFalse, anyFalse
Truth Machine::all_booleans(const Op& op) {
    using enum Function;
    const bool all = op.function == kAllTrue || op.function == kAllFalse;
    const bool wanted = op.function == kAllTrue || op.function == kAnyTrue;
    const Size base = top();
    if (!run_source(op)) return Truth::kError;
    bool holds = all;
    for (Size i = base; i < top(); ++i) {
        Value value = stack_[i];
        if (!atom(value) || !value.is(Kind::kBoolean)) return wrong(op, "looks at an item that is no boolean");
        const bool matches = value.boolean() == wanted;
        holds = all ? holds && matches : holds || matches;
    }
    stack_.resize(base);
    return truth_of(holds);
}

}  // namespace hios::fhirpath
