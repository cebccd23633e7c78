// Collections as sets: distinct, union, intersect, exclude. Few items are compared with each other, many
// are found by a hash.

#include "stages/fhirpath/machine.hpp"

namespace hios::fhirpath {
namespace {

constexpr std::uint32_t kFew = 12;
constexpr std::uint32_t kFree = 0xFFFF'FFFF;

std::uint64_t mix(std::uint64_t hash) {
    hash *= 0x9E3779B97F4A7C15ULL;
    return hash ^ hash >> 29;
}

std::uint64_t hash_text(std::string_view text) {
    std::uint64_t hash = text.size();
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return mix(hash);
}

}  // namespace

// Equal items have equal hashes. Amounts and moments have many ways to be equal: each kind shares one.
std::uint64_t Machine::hash(Value value) {
    --budget_;
    if (value.is(Kind::kNode) && model_.is_quantity(node(value).type)) return 2;
    if (!atom(value)) {
        if (!value.is(Kind::kNode)) return 3;
        std::uint64_t sum = node(value).type;
        for (auto id = node(value).first; id != instance::kNoNode; id = instance_->nodes[id].next) {
            sum += mix(hash(Value::of(id)) ^ instance_->nodes[id].property);
        }
        return mix(sum);
    }
    switch (value.kind()) {
        case Kind::kBoolean:
            return mix(value.boolean() ? 5 : 6);
        case Kind::kString:
            return hash_text(value.text());
        case Kind::kInteger:
        case Kind::kDecimal:
            return mix(static_cast<std::uint64_t>(stripped(value.number()).unscaled));
        default:
            return 4;
    }
}

bool Machine::insert(Size item) {
    const std::size_t mask = table_.size() - 1;
    const Value value = stack_[item];
    for (std::size_t slot = hash(value) & mask;; slot = (slot + 1) & mask) {
        if (table_[slot] == kFree) {
            table_[slot] = item;
            return true;
        }
        if (budget_ < 0 || equal(stack_[table_[slot]], value) == Truth::kTrue) return false;
    }
}

bool Machine::in_table(const Value& value) {
    const std::size_t mask = table_.size() - 1;
    for (std::size_t slot = hash(value) & mask; table_[slot] != kFree; slot = (slot + 1) & mask) {
        if (budget_ < 0) return false;
        if (equal(stack_[table_[slot]], value) == Truth::kTrue) return true;
    }
    return false;
}

void Machine::size_table(std::size_t items) {
    std::size_t size = 16;
    while (size < 2 * items) size *= 2;
    table_.assign(size, kFree);
}

void Machine::fill_table(Size begin, Size end) {
    size_table(end - begin);
    for (Size i = begin; i < end; ++i) (void)insert(i);
}

bool Machine::keep_distinct(Size base) {
    const Size end = top();
    Size kept = base;
    if (end - base > kFew) {
        size_table(end - base);
        for (Size i = base; i < end; ++i) {
            stack_[kept] = stack_[i];
            if (insert(kept)) ++kept;
        }
    } else {
        for (Size i = base; i < end; ++i) {
            const Value value = stack_[i];
            bool known = false;
            for (Size k = base; k < kept && !known; ++k) known = equal(stack_[k], value) == Truth::kTrue;
            if (!known) stack_[kept++] = value;
        }
    }
    stack_.resize(kept);
    return true;
}

bool Machine::filter_by(Size base, Size others, Keep keep) {
    const Size end = top();
    const bool few = end - others <= kFew;
    if (!few) fill_table(others, end);
    Size kept = base;
    for (Size i = base; i < others; ++i) {
        const Value value = stack_[i];
        bool shared = false;
        if (few) {
            for (Size k = others; k < end && !shared; ++k) shared = equal(stack_[k], value) == Truth::kTrue;
        } else {
            shared = in_table(value);
        }
        if (shared == (keep == Keep::kShared)) stack_[kept++] = value;
    }
    stack_.resize(kept);
    return true;
}

}  // namespace hios::fhirpath
