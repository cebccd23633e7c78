#include "stages/fhirpath/machine.hpp"

#include <algorithm>

#include "stages/fhirpath/codes.hpp"

namespace hios::fhirpath {

void Machine::begin(const Program& program, const instance::Instance& instance, instance::NodeId context,
                    const Environment& environment) {
    program_ = &program;
    instance_ = &instance;
    environment_ = &environment;
    context_ = context;
    stack_.clear();
    arena_.reset();
    fault_ = {};
    budget_ = environment.budget;
    now_.reset();
    focus_ = {Value::of(context)};
}

const Code& Machine::codes_evaluation() {
    return codes::kEvaluation;
}

bool Machine::fail(const Op& op, const char* what, const Code& code) {
    if (fault_.what == nullptr) fault_ = {what, &code, op.column};
    return false;
}

bool Machine::within_limits(const Op& op) {
    if (budget_ < 0) return fail(op, "looks at too many items", codes::kLimit);
    if (stack_.size() > kMaxStack) return fail(op, "makes too many items", codes::kLimit);
    if (arena_.total() > Arena::kMost) return fail(op, "makes too much text", codes::kLimit);
    return true;
}

bool Machine::end() {
    return within_limits(op_of(program_->root));
}

bool Machine::push_truth(Truth truth) {
    if (truth == Truth::kError) return false;
    if (truth != Truth::kEmpty) push(Value::of(truth == Truth::kTrue));
    return true;
}

bool Machine::put(Size base, const Value& value) {
    stack_.resize(base);
    push(value);
    return true;
}

bool Machine::put_none(Size base) {
    stack_.resize(base);
    return true;
}

void Machine::close_gap(Size base, Size from) {
    stack_.erase(stack_.begin() + base, stack_.begin() + from);
}

bool Machine::run_source(const Op& op) {
    if (op.source != kFocus) return run(op.source);
    if (!focus_.item.is(Kind::kNone)) push(focus_.item);
    return true;
}

bool Machine::run(OpId id) {
    const Op& op = op_of(id);
    budget_ -= 1;
    if (!within_limits(op)) return false;
    switch (op.code) {
        case OpCode::kConstant: {
            const auto first = program_->constants.begin() + op.first;
            stack_.insert(stack_.end(), first, first + op.size);
            budget_ -= op.size;
            return true;
        }
        case OpCode::kThis:
            if (!focus_.item.is(Kind::kNone)) push(focus_.item);
            return true;
        case OpCode::kIndex:
            push(Value::of_integer(focus_.index));
            return true;
        case OpCode::kTotal:
            budget_ -= focus_.total_end - focus_.total_begin;
            for (Size i = focus_.total_begin; i < focus_.total_end; ++i) push(Value(stack_[i]));
            return true;
        case OpCode::kVariable:
            push(Value::of(variable(static_cast<Variable>(op.first))));
            return true;
        case OpCode::kPath:
            return path(op);
        case OpCode::kIndexer:
            return indexer(op);
        case OpCode::kCall:
            return call(op);
        case OpCode::kAs:
            return of_type(op);
        case OpCode::kNegate:
        case OpCode::kPositive:
            return negate(op);
        case OpCode::kMultiply:
        case OpCode::kDivide:
        case OpCode::kWholeDivide:
        case OpCode::kModulo:
        case OpCode::kAdd:
        case OpCode::kSubtract:
        case OpCode::kConcatenate:
            return arithmetic(op);
        case OpCode::kUnion: {
            const Size base = top();
            return run(op.source) && run(op.first) && keep_distinct(base);
        }
        default:
            return push_truth(truth(id));
    }
}

Truth Machine::truth(OpId id) {
    const Op& op = op_of(id);
    switch (op.code) {
        case OpCode::kAnd:
        case OpCode::kOr:
        case OpCode::kXor:
        case OpCode::kImplies:
            return logic(op);
        case OpCode::kEqual:
        case OpCode::kNotEqual:
        case OpCode::kEquivalent:
        case OpCode::kNotEquivalent:
        case OpCode::kLess:
        case OpCode::kLessEqual:
        case OpCode::kGreater:
        case OpCode::kGreaterEqual:
            return comparison(op);
        case OpCode::kIn:
        case OpCode::kContains:
            return membership(op);
        case OpCode::kIs:
            return is_type(op);
        case OpCode::kCall:
            if (op.function <= Function::kHasValue && op.function != Function::kCount &&
                op.function != Function::kDistinct) {
                return truth_call(op);
            }
            break;
        default:
            break;
    }
    const Size base = top();
    if (!run(id)) return Truth::kError;
    return singleton(op, base);
}

// N1, "Singleton evaluation of collections".
Truth Machine::singleton(const Op& op, Size base) {
    const Size count = top() - base;
    if (count == 0) return Truth::kEmpty;
    if (count > 1) return wrong(op, "gives several items where one condition is asked for");
    Value value = stack_[base];
    stack_.resize(base);
    return truth_of(!(atom(value) && value.is(Kind::kBoolean)) || value.boolean());
}

Truth Machine::logic(const Op& op) {
    const Truth left = truth(op.source);
    if (left == Truth::kError) return left;
    if (op.code == OpCode::kAnd && left == Truth::kFalse) return Truth::kFalse;
    if (op.code == OpCode::kOr && left == Truth::kTrue) return Truth::kTrue;
    if (op.code == OpCode::kImplies && left == Truth::kFalse) return Truth::kTrue;
    const Truth right = truth(op.first);
    if (right == Truth::kError) return right;
    const bool unknown = left == Truth::kEmpty || right == Truth::kEmpty;
    switch (op.code) {
        case OpCode::kAnd:
            if (right == Truth::kFalse) return Truth::kFalse;
            return unknown ? Truth::kEmpty : Truth::kTrue;
        case OpCode::kXor:
            return unknown ? Truth::kEmpty : truth_of(left != right);
        default:  // or, implies: the left side did not decide
            if (right == Truth::kTrue) return Truth::kTrue;
            return unknown ? Truth::kEmpty : Truth::kFalse;
    }
}

Truth Machine::comparison(const Op& op) {
    const Size base = top();
    if (!run(op.source)) return Truth::kError;
    const Size middle = top();
    if (!run(op.first)) return Truth::kError;
    const Size end = top();
    const Size left = middle - base;
    const Size right = end - middle;
    const auto negated = [](Truth truth) {
        return truth == Truth::kTrue ? Truth::kFalse : truth == Truth::kFalse ? Truth::kTrue : truth;
    };
    Truth result = Truth::kEmpty;
    if (op.code == OpCode::kEqual || op.code == OpCode::kNotEqual) {
        if (left != 0 && right != 0) {
            result = left == 1 && right == 1 ? equal(stack_[base], stack_[middle]) : equal_ranges(base, middle, end);
        }
        if (op.code == OpCode::kNotEqual) result = negated(result);
    } else if (op.code == OpCode::kEquivalent || op.code == OpCode::kNotEquivalent) {
        result = truth_of(equivalent_ranges(base, middle, end) == (op.code == OpCode::kEquivalent));
    } else if (left > 1 || right > 1) {
        return wrong(op, "compares several items; only one can be smaller or larger than another");
    } else if (left == 1 && right == 1) {
        const Order found = order(stack_[base], stack_[middle]);
        if (found == Order::kNone) return wrong(op, "compares items of types that have no order");
        const bool or_equal = op.code == OpCode::kLessEqual || op.code == OpCode::kGreaterEqual;
        const bool less = op.code == OpCode::kLess || op.code == OpCode::kLessEqual;
        if (found != Order::kUnknown) {
            result = truth_of(found == Order::kEqual ? or_equal : less == (found == Order::kLess));
        }
    }
    stack_.resize(base);
    return result;
}

Truth Machine::membership(const Op& op) {
    const bool in = op.code == OpCode::kIn;
    const Size base = top();
    Value item;
    if (!single(in ? op.source : op.first, item)) return Truth::kError;
    if (item.is(Kind::kNone)) return Truth::kEmpty;
    if (!run(in ? op.first : op.source)) return Truth::kError;
    (void)atom(item);
    bool found = false;
    for (Size i = base; i < top() && !found; ++i) found = equal(stack_[i], item) == Truth::kTrue;
    stack_.resize(base);
    return truth_of(found);
}

bool Machine::single(OpId id, Value& into) {
    const Size base = top();
    if (!run(id)) return false;
    if (top() - base > 1) return fail(op_of(id), "gives several items where one is asked for");
    into = top() == base ? Value() : stack_[base];
    stack_.resize(base);
    return true;
}

bool Machine::single_source(const Op& op, Value& into) {
    if (op.source != kFocus) return single(op.source, into);
    into = focus_.item;
    return true;
}

instance::NodeId Machine::variable(Variable variable) const {
    if (variable == Variable::kResource) return environment_->resource;
    return variable == Variable::kRootResource ? environment_->root_resource : context_;
}

bool Machine::indexer(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    const Size end = top();
    Value index;
    if (!single(op.first, index)) return false;
    if (!atom(index)) return put_none(base);
    if (!index.is(Kind::kInteger)) return fail(op, "has an index that is no integer");
    if (index.integer() < 0 || index.integer() >= end - base) return put_none(base);
    return put(base, Value(stack_[base + static_cast<Size>(index.integer())]));
}

bool Machine::call(const Op& op) {
    using enum Function;
    const Function f = op.function;
    if (f == kCount) {
        const Size base = top();
        return run_source(op) && put(base, Value::of_integer(top() - base));
    }
    if (f == kDistinct) {
        const Size base = top();
        return run_source(op) && keep_distinct(base);
    }
    if (f <= kHasValue) return push_truth(truth_call(op));
    if (f == kOfType) return of_type(op);
    if (f == kSort) return sort(op);
    if (f <= kSort || f == kIif || f == kTrace || f == kAggregate) return filter(op);
    if (f <= kTake) return subsetting(op);
    if (f <= kCombine) return combining(op);
    if (f <= kConvertsToQuantity) return convert(op);
    if (f <= kUnescape) return string_call(op);
    if (f >= kNow && f <= kTimeOfDay) return clock_call(op);
    if (f == kLowBoundary || f == kHighBoundary || f == kPrecision || f == kComparable) return boundary(op);
    if (f <= kComparable) return number_call(op);
    switch (f) {
        case kChildren:
        case kDescendants:
            return children(op);
        case kType:
            return type_of(op);
        case kExtension:
            return extension(op);
        case kGetValue: {
            Value value;
            if (!single_source(op, value)) return false;
            if (atom(value)) push(value);
            return true;
        }
        case kResolve:
            return resolve(op);
        case kMemberOf:
            return push_truth(member_of(op));
        case kHtmlChecks:
            return push_truth(html_checks(op));
        default:
            return push_truth(conforms_to(op));
    }
}

}  // namespace hios::fhirpath
