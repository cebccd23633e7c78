// N1, "Filtering and projection", aggregate(), iif() and trace().

#include <string>

#include "stages/fhirpath/machine.hpp"

namespace hios::fhirpath {

bool Machine::filter(const Op& op) {
    using enum Function;
    switch (op.function) {
        case kWhere:
            return where(op);
        case kSelect:
            return select(op);
        case kRepeat:
            return repeat(op);
        case kAggregate:
            return aggregate(op);
        case kIif:
            return iif(op);
        default:
            return trace(op);
    }
}

bool Machine::where(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    const Size end = top();
    const FocusScope scope(*this);
    Size kept = base;
    for (Size i = base; i < end; ++i) {
        focus_.item = stack_[i];
        focus_.index = i - base;
        const Truth holds = truth(argument(op, 0));
        if (holds == Truth::kError) return false;
        if (holds == Truth::kTrue) stack_[kept++] = stack_[i];
    }
    stack_.resize(kept);
    return true;
}

bool Machine::select(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    const Size end = top();
    const FocusScope scope(*this);
    for (Size i = base; i < end; ++i) {
        focus_.item = stack_[i];
        focus_.index = i - base;
        if (!run(argument(op, 0))) return false;
    }
    close_gap(base, end);
    return true;
}

// Breadth first; an item that was seen is not looked at again.
bool Machine::repeat(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    const Size sources = top();
    const FocusScope scope(*this);
    Size looked_at = base;
    Size round_end = sources;
    while (looked_at < round_end) {
        for (; looked_at < round_end; ++looked_at) {
            focus_.item = stack_[looked_at];
            focus_.index = looked_at - base;
            if (!run(argument(op, 0))) return false;
        }
        const Size before = round_end;
        if (!within_limits(op)) return false;
        // Nodes of a tree come once each; computed values may come again.
        bool computed = false;
        for (Size i = before; i < top() && !computed; ++i) computed = !stack_[i].is(Kind::kNode);
        if (computed || op_of(argument(op, 0)).code != OpCode::kPath) {
            if (!keep_distinct(sources)) return false;
        }
        round_end = top();
        looked_at = before;
    }
    close_gap(base, sources);
    return true;
}

bool Machine::aggregate(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    const Size end = top();
    if (op.size == 2 && !run(argument(op, 1))) return false;
    const FocusScope scope(*this);
    focus_.total_begin = end;
    focus_.total_end = top();
    for (Size i = base; i < end; ++i) {
        focus_.item = stack_[i];
        focus_.index = i - base;
        const Size from = top();
        if (!run(argument(op, 0))) return false;
        close_gap(end, from);
        focus_.total_end = top();
    }
    close_gap(base, end);
    return true;
}

bool Machine::iif(const Op& op) {
    Value item;
    if (!single_source(op, item)) return false;
    const FocusScope scope(*this);
    if (op.source != kFocus) focus_.item = item;
    const OpId criterion = argument(op, 0);
    const Size base = top();
    if (!run(criterion)) return false;
    if (top() - base > 1) return fail(op, "has a condition of several items");
    Value condition = top() > base ? stack_[base] : Value();
    stack_.resize(base);
    if (!condition.is(Kind::kNone) && (!atom(condition) || !condition.is(Kind::kBoolean))) {
        return fail(op, "has a condition that is no boolean");
    }
    if (condition.is(Kind::kBoolean) && condition.boolean()) return run(argument(op, 1));
    return op.size < 3 || run(argument(op, 2));
}

bool Machine::trace(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    if (environment_->services == nullptr) return true;
    const Size end = top();
    Value name;
    if (!single(argument(op, 0), name)) return false;
    std::string text;
    (void)text_of(name, text);
    if (op.size == 2) {
        const FocusScope scope(*this);
        for (Size i = base; i < end; ++i) {
            focus_.item = stack_[i];
            focus_.index = i - base;
            if (!run(argument(op, 1))) return false;
        }
        environment_->services->trace(text, std::span<const Value>(stack_).subspan(end));
        stack_.resize(end);
    } else {
        environment_->services->trace(text, std::span<const Value>(stack_).subspan(base));
    }
    return true;
}

}  // namespace hios::fhirpath
