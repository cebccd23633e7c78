#include "jobs/coverage/value_flow.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hios::jobs {
namespace {

using map::Op;
using map::OpCode;

bool writes(OpCode code) {
    switch (code) {
        case OpCode::kLiteral:
        case OpCode::kOpen:
        case OpCode::kClose:
        case OpCode::kField:
        case OpCode::kText:
        case OpCode::kBare:
        case OpCode::kResource:
            return true;
        default:
            return false;
    }
}

}  // namespace

// Jumps go forward only, so one pass sees every way before the place where ways meet.
ValueFlow::ValueFlow(const map::Program& program) : leaves_(program.leaves.size()), deciders_(program.leaves.size()) {
    go(program, program.ops, program.registers + 1U);
}

void ValueFlow::go(const map::Program& program, const std::vector<Op>& ops, std::size_t registers) {
    pass_ = {};
    pass_.registers.resize(registers);
    pass_.outputs.reserve(ops.size() + 1);
    pass_.outputs.push_back(0);
    for (const Op& op : ops) pass_.outputs.push_back(pass_.outputs.back() + (writes(op.code) ? 1U : 0U));
    for (std::size_t at = 0; at < ops.size(); ++at) {
        arrive(at);
        step(program, ops, at);
    }
    arrive(ops.size());
}

// It sees the values of the whole document, and those do not change: one pass for all its uses.
ValueFlow::Set ValueFlow::fragment(const map::Program& program, std::size_t number) {
    if (const auto known = fragments_.find(number); known != fragments_.end()) return known->second;
    const map::FragmentCode& code = program.fragments[number];
    Pass around = std::exchange(pass_, {});
    const bool outermost = globals_.empty();
    if (outermost) globals_ = around.registers;
    go(program, code.ops, code.registers + 1U);
    const Set value = pass_.registers.front();
    if (outermost) globals_.clear();
    pass_ = std::move(around);
    fragments_.emplace(number, value);
    return value;
}

void ValueFlow::step(const map::Program& program, const std::vector<Op>& ops, std::size_t at) {
    const Op& op = ops[at];
    switch (op.code) {
        case OpCode::kField:
            write(op.reg, of(op.c));
            break;
        case OpCode::kText:
        case OpCode::kBare:
            write(op.reg, pass_.registers[op.c]);
            break;
        case OpCode::kConst:
        case OpCode::kPlace:
        case OpCode::kBound:
            hold(op.reg, 0);
            break;
        case OpCode::kSlot:
        case OpCode::kHasSlot:
        case OpCode::kCountSlot:
            hold(op.reg, of(op.c));
            break;
        case OpCode::kMove:
            hold(op.reg, pass_.registers[op.a]);
            break;
        case OpCode::kGlobal:
            hold(op.reg, globals_[op.a]);
            break;
        case OpCode::kFragment:
            hold(op.reg, fragment(program, op.a));
            break;
        case OpCode::kOrdinal:
            hold(op.reg, fragment(program, program.ordinals[op.a].value));
            break;
        case OpCode::kCall:
            hold(op.reg, range(op.reg, program.calls[op.a].arguments));
            break;
        case OpCode::kConcat:
            hold(op.c, range(op.reg, op.a));
            break;
        case OpCode::kCompare:
            hold(op.c, range(op.reg, 2));
            break;
        case OpCode::kIs:
            hold(op.c, range(op.reg, 1));
            break;
        case OpCode::kResource:
            if ((op.flags & map::kAside) != 0) hold(op.reg, 0);
            break;
        case OpCode::kJump:
            leave(at, op.a);
            break;
        case OpCode::kJumpIfTrue:
        case OpCode::kJumpIfFalse:
        case OpCode::kJumpIfValue:
        case OpCode::kJumpIfNone:
        case OpCode::kEachSlot:
        case OpCode::kEachText:
            branch(op, at);
            break;
        default:  // the rest neither takes values to registers nor writes one
            break;
    }
}

// --- ways that part and meet

// The operations between a jump and its target depend on what the jump asks.
void ValueFlow::branch(const Op& op, std::size_t at) {
    const bool loop = op.code == OpCode::kEachSlot;
    const Set set = loop ? of(op.c) : pass_.registers[op.reg];
    pass_.arrivals.push_back({op.a, pass_.registers});
    const bool chooses = pass_.outputs[op.a] == pass_.outputs[at + 1];
    if (!chooses) deciding_ = united(deciding_, set);
    if (op.a > at + 1) pass_.regions.push_back({op.a, set, chooses});
}

// A jump over the other way: that one depends on the same question.
void ValueFlow::leave(std::size_t at, std::size_t target) {
    pass_.arrivals.push_back({target, pass_.registers});
    pass_.dead = true;
    std::vector<Region> others;
    for (const Region& region : pass_.regions) {
        if (region.end == at + 1 && target > at + 1)
            others.push_back({target, region.set, region.chooses && pass_.outputs[target] == pass_.outputs[at + 1]});
    }
    pass_.regions.insert(pass_.regions.end(), others.begin(), others.end());
}

void ValueFlow::arrive(std::size_t at) {
    std::erase_if(pass_.regions, [&](const Region& region) { return region.end <= at; });
    for (std::size_t i = 0; i < pass_.arrivals.size();) {
        if (pass_.arrivals[i].at > at) {
            ++i;
            continue;
        }
        if (pass_.arrivals[i].at == at) {
            if (pass_.dead)
                pass_.registers = pass_.arrivals[i].registers;
            else
                merge(pass_.arrivals[i].registers);
            pass_.dead = false;
        }
        pass_.arrivals.erase(pass_.arrivals.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

void ValueFlow::merge(const std::vector<Set>& other) {
    for (std::size_t i = 0; i < pass_.registers.size(); ++i) {
        if (pass_.registers[i] != other[i]) pass_.registers[i] = united(pass_.registers[i], other[i]);
    }
}

// --- sets

void ValueFlow::write(std::uint16_t leaf, Set set) {
    leaves_[leaf] = united(leaves_[leaf], set);
    for (const Region& region : pass_.regions) deciders_[leaf] = united(deciders_[leaf], region.set);
}

// A value chosen by a condition is made of the condition, too: PID-8 == 'F' ? 'female' : 'male'.
void ValueFlow::hold(std::uint32_t reg, Set set) {
    for (const Region& region : pass_.regions) {
        if (region.chooses) set = united(set, region.set);
    }
    pass_.registers[reg] = set;
}

ValueFlow::Set ValueFlow::range(std::uint32_t first, std::uint32_t count) {
    Set set = 0;
    for (std::uint32_t i = 0; i < count; ++i) set = united(set, pass_.registers[first + i]);
    return set;
}

ValueFlow::Set ValueFlow::united(Set a, Set b) {
    if (a == b || b == 0) return a;
    if (a == 0) return b;
    const auto key = std::minmax(a, b);
    const auto known = unions_.find(key);
    if (known != unions_.end()) return known->second;
    Slots both;
    std::set_union(sets_[a].begin(), sets_[a].end(), sets_[b].begin(), sets_[b].end(), std::back_inserter(both));
    const Set made = interned(std::move(both));
    unions_.emplace(key, made);
    return made;
}

ValueFlow::Set ValueFlow::interned(Slots slots) {
    const auto [place, is_new] = numbers_.try_emplace(std::move(slots), static_cast<Set>(sets_.size()));
    if (is_new) sets_.push_back(place->first);
    return place->second;
}

}  // namespace hios::jobs
