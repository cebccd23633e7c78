// sort(key, -key): FHIRPath's 3.0 ballot. Items without a key come after those with one.

#include <algorithm>
#include <numeric>

#include "stages/fhirpath/machine.hpp"

namespace hios::fhirpath {

bool Machine::sort(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    const Size end = top();
    const Size keys = std::max<Size>(op.size, 1);
    {
        const FocusScope scope(*this);
        for (Size i = base; i < end; ++i) {
            focus_.item = stack_[i];
            focus_.index = i - base;
            for (Size k = 0; k < keys; ++k) {
                Value key = focus_.item;
                // A sign before a key is its direction.
                if (op.size > 0) {
                    const OpId id = argument(op, k);
                    const bool signed_key = op_of(id).code == OpCode::kNegate;
                    if (signed_key ? !single_source(op_of(id), key) : !single(id, key)) return false;
                }
                if (!key.is(Kind::kNone) && !atom_or_quantity(key)) return fail(op, "sorts by what has no order");
                push(key);
            }
        }
    }
    const auto descending = [&](Size k) { return op.size > 0 && op_of(argument(op, k)).code == OpCode::kNegate; };
    // -1: the first item comes before the second.
    const auto by_keys = [&](Size a, Size b) {
        for (Size k = 0; k < keys; ++k) {
            --budget_;
            const Value left = stack_[end + a * keys + k];
            const Value right = stack_[end + b * keys + k];
            const bool none_left = left.is(Kind::kNone);
            const bool none_right = right.is(Kind::kNone);
            int sign = 0;
            if (none_left || none_right) {
                sign = static_cast<int>(none_left) - static_cast<int>(none_right);
            } else {
                const Order found = order(left, right);
                sign = found == Order::kLess ? -1 : found == Order::kGreater ? 1 : 0;
            }
            if (sign != 0) return descending(k) ? -sign : sign;
        }
        return 0;
    };
    // Insertion by binary search needs no strict weak order of the values, which half-known dates lack.
    table_.clear();
    for (Size i = 0; i < end - base; ++i) {
        std::size_t low = 0;
        std::size_t high = table_.size();
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (by_keys(i, table_[middle]) < 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        table_.insert(table_.begin() + static_cast<std::ptrdiff_t>(low), i);
        budget_ -= static_cast<std::int64_t>((table_.size() - low) / 64);
        if (!within_limits(op)) return false;
    }
    const Size sorted = top();
    for (const Size i : table_) push(Value(stack_[base + i]));
    close_gap(base, sorted);
    return true;
}

}  // namespace hios::fhirpath
