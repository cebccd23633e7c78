// N1, "Subsetting" and "Combining".

#include <algorithm>

#include "stages/fhirpath/machine.hpp"

namespace hios::fhirpath {

bool Machine::subsetting(const Op& op) {
    using enum Function;
    if (op.function == kIntersect || op.function == kExclude) return combining(op);
    const Size base = top();
    if (!run_source(op)) return false;
    const Size count = top() - base;
    Size from = 0;
    Size to = count;
    switch (op.function) {
        case kSingle:
            if (count > 1) return fail(op, "asks for a single item where there are several");
            break;
        case kFirst:
            to = std::min<Size>(count, 1);
            break;
        case kLast:
            from = count > 0 ? count - 1 : 0;
            break;
        case kTail:
            from = std::min<Size>(count, 1);
            break;
        default: {
            Value number;
            if (!single(argument(op, 0), number)) return false;
            if (!atom(number)) return put_none(base);
            if (!number.is(Kind::kInteger)) return fail(op, "counts items by what is no integer");
            const auto wanted = static_cast<Size>(std::clamp<std::int64_t>(number.integer(), 0, count));
            if (op.function == kSkip) {
                from = wanted;
            } else {
                to = wanted;
            }
        }
    }
    stack_.resize(base + to);
    close_gap(base, base + from);
    return true;
}

bool Machine::combining(const Op& op) {
    using enum Function;
    const Size base = top();
    if (!run_source(op)) return false;
    const Size others = top();
    if (!run(argument(op, 0))) return false;
    switch (op.function) {
        case kUnion:
            return keep_distinct(base);
        case kIntersect:
            return filter_by(base, others, Keep::kShared) && keep_distinct(base);
        case kExclude:
            return filter_by(base, others, Keep::kOthers);
        default:
            return true;  // combine
    }
}

}  // namespace hios::fhirpath
