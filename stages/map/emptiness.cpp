#include "stages/map/emptiness.hpp"

#include <algorithm>
#include <array>

namespace hios::map {
namespace {

// What a fragment needs, as who uses it sees it.
Guard of_caller(Guard guard, const Op& use) {
    if (guard.is_register || guard.handle < kFragmentHandle) return guard;
    guard.handle = static_cast<std::uint8_t>(guard.handle == kFragmentHandle ? use.b : use.c);
    return guard;
}

}  // namespace

void Emptiness::look_at(std::size_t begin, std::uint16_t registers, std::uint8_t handles, std::uint32_t result) {
    apart_ = false;
    result_ = result;
    begin_ = begin;
    registers_ = registers;
    handles_ = handles;
}

void Emptiness::look_at_fragment() {
    look_at(0, 1, 0xFF, 0);
    apart_ = true;
}

std::vector<Guard> Emptiness::inputs(Breadth breadth) {
    std::vector<Guard> found;
    const auto add = [&](const Guard& guard) {
        if (std::find(found.begin(), found.end(), guard) == found.end()) found.push_back(guard);
    };
    const auto add_slot = [&](std::uint8_t handle, Slot slot) {
        if (handle < handles_) add({space_.broader(slot, breadth), handle, false});
    };
    const auto add_register = [&](std::uint32_t reg) {
        if (apart_ || (reg < registers_ && reg != result_)) add({reg, 0, true});
    };
    const auto add_guard = [&](const Guard& guard) {
        guard.is_register ? add_register(guard.what) : add_slot(guard.handle, guard.what);
    };
    for (std::size_t at = begin_; at < program_.ops.size(); ++at) {
        const Op& op = program_.ops[at];
        switch (op.code) {
            case OpCode::kField:
            case OpCode::kSlot:
            case OpCode::kHasSlot:
            case OpCode::kEachSlot:
                add_slot(op.flags, op.c);
                break;
            case OpCode::kText:
            case OpCode::kBare:
                if (!apart_) add_register(op.c);
                break;
            case OpCode::kMove:
                if (!apart_) add_register(op.a);
                break;
            case OpCode::kGlobal:
                add_register(op.a);
                break;
            case OpCode::kJumpIfTrue:
            case OpCode::kJumpIfFalse:
            case OpCode::kJumpIfValue:
            case OpCode::kJumpIfNone:
            case OpCode::kEachText:
                if (!apart_) add_register(op.reg);
                break;
            case OpCode::kSkipUnless:
                for (std::uint32_t i = 0; i < op.c; ++i) add_guard(program_.guards[op.b + i]);
                at = op.a - 1U;
                break;
            case OpCode::kFragment:
                for (const Guard& guard : program_.fragments[op.a].needs) add_guard(of_caller(guard, op));
                break;
            default:
                break;
        }
    }
    return found;
}

Emptiness::State Emptiness::state(std::uint16_t reg) const {
    if (reg == result_) return states_[0];
    if (reg < registers_) return absent(Guard{reg, 0, true}) ? State::kEmpty : State::kUnknown;
    return own(reg) < states_.size() ? states_[own(reg)] : State::kUnknown;
}

void Emptiness::set(std::uint16_t reg, State state) {
    if (reg == result_) {
        states_[0] = state;
    } else if (reg < registers_) {
        leaks_ = true;
    } else {
        if (own(reg) >= states_.size()) states_.resize(own(reg) + 1, State::kUnknown);
        states_[own(reg)] = state;
    }
}

bool Emptiness::absent(const Guard& guard) const {
    return std::find(absent_->begin(), absent_->end(), guard) != absent_->end();
}

bool Emptiness::absent(std::uint8_t handle, Slot slot) {
    if (handle >= handles_) return false;
    return absent(Guard{slot, handle, false}) || absent(Guard{space_.broader(slot, Breadth::kPart), handle, false}) ||
           absent(Guard{space_.broader(slot, Breadth::kWhole), handle, false});
}

bool Emptiness::is_empty(const Guard& guard) {
    if (!guard.is_register) return absent(guard.handle, guard.what);
    return apart_ ? absent(guard) : state(static_cast<std::uint16_t>(guard.what)) == State::kEmpty;
}

void Emptiness::jump(std::size_t target) {
    const auto known =
        std::find_if(pending_.begin(), pending_.end(), [&](const Pending& one) { return one.target == target; });
    if (known == pending_.end()) {
        Pending& made = pending_.emplace_back();
        made.target = target;
        if (!spare_.empty()) {
            made.registers = std::move(spare_.back());
            spare_.pop_back();
        }
        made.registers = states_;
        next_target_ = std::min(next_target_, target);
        return;
    }
    std::vector<State>& there = known->registers;
    there.resize(std::max(there.size(), states_.size()), State::kUnknown);
    for (std::size_t i = 0; i < there.size(); ++i) {
        const State here = i < states_.size() ? states_[i] : State::kUnknown;
        if (there[i] == here) continue;
        const bool some = there[i] > State::kEmpty && here > State::kEmpty;
        there[i] = some ? State::kSome : State::kUnknown;
    }
}

void Emptiness::arrive(std::size_t at) {
    if (at != next_target_) return;
    if (live_) jump(at);
    const auto known =
        std::find_if(pending_.begin(), pending_.end(), [&](const Pending& one) { return one.target == at; });
    states_.swap(known->registers);
    spare_.push_back(std::move(known->registers));
    pending_.erase(known);
    next_target_ = kNowhere;
    for (const Pending& one : pending_) next_target_ = std::min(next_target_, one.target);
    live_ = true;
}

std::optional<Emptiness::Outcome> Emptiness::vanishes(const std::vector<Guard>& absent) {
    absent_ = &absent;
    states_.assign(1, State::kUnknown);
    for (Pending& one : pending_) spare_.push_back(std::move(one.registers));
    pending_.clear();
    next_target_ = kNowhere;
    bodies_.clear();
    frames_ = 0;
    live_ = true;
    leaks_ = false;
    std::size_t run = 0;
    const std::size_t end = program_.ops.size();
    const auto leave_bodies = [&](std::size_t at) {
        while (!bodies_.empty() && bodies_.back().end <= at) {
            if (live_) return false;  // the resource is made
            frames_ = bodies_.back().frames;
            bodies_.pop_back();
        }
        return true;
    };
    for (std::size_t at = begin_; at < end; ++at) {
        if (!live_) at = std::clamp(next_target_, at, end);  // nothing comes to what is between
        if (!leave_bodies(at)) return std::nullopt;
        arrive(at);
        if (at == end) break;
        if (!live_) continue;
        ++run;
        if (!step(program_.ops[at]) || leaks_) return std::nullopt;
    }
    if (!leave_bodies(end)) return std::nullopt;
    arrive(end);
    const State result = states_[0];
    if (result_ != kNoRegister && (result == State::kUnknown || result == State::kSome)) return std::nullopt;
    return Outcome{run, result};
}

// Whether an output operation leaves nothing behind: it has no value, or stands where all is taken back.
bool Emptiness::writes_nothing(const Op& op, State value) const {
    if (value == State::kEmpty || !bodies_.empty()) return true;
    return (op.flags & kSilent) != 0 && frames_ > 0;
}

Emptiness::State Emptiness::compare(const Op& op) const {
    const State left = state(op.reg);
    const State literal = op.b == 0 ? State::kEmpty : State::kSome;
    const State right = op.code == OpCode::kIs ? literal : state(op.reg + 1U);
    const auto how = static_cast<Comparison>(op.flags);
    const bool known = left != State::kUnknown && right != State::kUnknown;
    if (!known || (left != State::kEmpty && right != State::kEmpty)) {
        // Only equality and its opposite are ever true of no value.
        const bool one_empty = left == State::kEmpty || right == State::kEmpty;
        const bool ordered = how != Comparison::kEqual && how != Comparison::kNotEqual;
        return one_empty && ordered ? State::kFalse : State::kUnknown;
    }
    const bool both = left == right;
    if (how == Comparison::kEqual) return both ? State::kTrue : State::kFalse;
    if (how == Comparison::kNotEqual) return both ? State::kFalse : State::kTrue;
    return State::kFalse;
}

Emptiness::State Emptiness::call(const Op& op) {
    const Call& one = program_.calls[op.a];
    bool all_empty = one.arguments > 0;
    for (std::uint16_t i = 0; i < one.arguments; ++i) {
        const bool empty = state(op.reg + i) == State::kEmpty;
        if (empty && (one.needs_all || (one.needs_first && i == 0))) return State::kEmpty;
        all_empty = all_empty && empty;
    }
    if (!all_empty) return State::kUnknown;
    // What functions that can do without make of nothing at all is asked of them.
    constexpr std::size_t kMost = 16;
    if (one.arguments > kMost) return State::kUnknown;
    const std::array<std::string_view, kMost> nothing{};
    context_.begin_document();
    context_.fault = false;
    const std::string_view made = one.run(context_, one.data, {nothing.data(), one.arguments});
    return made.empty() && !context_.fault ? State::kEmpty : State::kUnknown;
}

Emptiness::State Emptiness::concat(const Op& op) const {
    State made = State::kSome;
    for (std::uint32_t i = 0; i < op.a; ++i) {
        const State part = state(static_cast<std::uint16_t>(op.reg + i));
        if (part == State::kEmpty) return State::kEmpty;
        if (part == State::kUnknown) made = State::kUnknown;
    }
    return made;
}

// False: it leaves something behind, or can.
bool Emptiness::step(const Op& op) {
    const auto to_truth = [](bool value) { return value ? State::kTrue : State::kFalse; };
    // `goes`: whether the jump is made, when that is known.
    const auto branch = [&](std::optional<bool> goes) {
        if (goes.value_or(true)) jump(op.a);
        live_ = !goes.value_or(false);
        return true;
    };
    const State here = state(op.reg);
    switch (op.code) {
        case OpCode::kLiteral:
            return frames_ > 0 || !bodies_.empty();
        case OpCode::kOpen:
            ++frames_;
            return true;
        case OpCode::kClose:
            --frames_;
            return true;
        case OpCode::kField:
            return absent(op.flags, op.c) || !bodies_.empty();
        case OpCode::kText:
        case OpCode::kBare:
            return writes_nothing(op, state(static_cast<std::uint16_t>(op.c)));
        case OpCode::kWritten:
            return !bodies_.empty();
        case OpCode::kResource:
            if ((op.flags & kAside) == 0) return false;
            set(op.reg, State::kEmpty);
            bodies_.push_back({op.a, frames_});
            return true;
        case OpCode::kNoteId:
            if (bodies_.empty()) return false;
            if (state(static_cast<std::uint16_t>(op.c)) != State::kEmpty) return true;
            jump(bodies_.back().end);
            live_ = false;
            return true;
        case OpCode::kMention:
        case OpCode::kMark:
        case OpCode::kJoinStart:
        case OpCode::kJoin:  // r[reg] is the part that was joined last: what they come to is as empty as it is
        case OpCode::kJoined:
            return true;
        case OpCode::kConst: {
            const std::string_view text = program_.literal(op.a, op.b);
            set(op.reg, text.empty()      ? State::kEmpty
                        : text == "true"  ? State::kTrue
                        : text == "false" ? State::kFalse
                                          : State::kSome);
            return true;
        }
        case OpCode::kSlot:
            set(op.reg, absent(op.flags, op.c) ? State::kEmpty : State::kUnknown);
            return true;
        case OpCode::kMove:
            set(op.reg, state(static_cast<std::uint16_t>(op.a)));
            return true;
        case OpCode::kGlobal:
            set(op.reg, absent(Guard{op.a, 0, true}) ? State::kEmpty : State::kUnknown);
            return true;
        case OpCode::kCall:
            set(op.reg, call(op));
            return true;
        case OpCode::kConcat:
            set(static_cast<std::uint16_t>(op.c), concat(op));
            return true;
        case OpCode::kCompare:
        case OpCode::kIs:
            set(static_cast<std::uint16_t>(op.c), compare(op));
            return true;
        case OpCode::kNot:
            if (here == State::kUnknown || (here == State::kSome && op.a == 0)) {
                set(op.reg, State::kUnknown);
            } else {
                set(op.reg, to_truth(op.a != 0 ? here == State::kEmpty : here != State::kTrue));
            }
            return true;
        case OpCode::kHas:
            if (here != State::kUnknown) set(op.reg, to_truth(here != State::kEmpty));
            return true;
        case OpCode::kBound:
        case OpCode::kOrdinal:
            set(op.reg, State::kUnknown);
            return true;
        case OpCode::kPlace:
        case OpCode::kCountSlot:
            set(op.reg, State::kSome);
            return true;
        case OpCode::kHasSlot:
            set(op.reg, absent(op.flags, op.c) ? State::kFalse : State::kUnknown);
            return true;
        case OpCode::kCheckForm:
            return true;
        case OpCode::kItem:
        case OpCode::kItemAt:
        case OpCode::kTextAt:
        case OpCode::kShared:
        case OpCode::kMade:
        case OpCode::kAskHas:
        case OpCode::kAskTrue:
        case OpCode::kAskOther:
        case OpCode::kAskValue:
        case OpCode::kAskNumber:
        case OpCode::kReached:
        case OpCode::kNowhere:
        case OpCode::kRequire:
            return here > State::kEmpty;
        case OpCode::kJump:
            return branch(true);
        case OpCode::kJumpIfTrue:
            if (here == State::kUnknown || here == State::kSome) return branch(std::nullopt);
            return branch(here == State::kTrue);
        case OpCode::kJumpIfFalse:
            if (here == State::kUnknown || here == State::kSome) return branch(std::nullopt);
            return branch(here != State::kTrue);
        case OpCode::kJumpIfValue:
            if (here == State::kUnknown) return branch(std::nullopt);
            return branch(here != State::kEmpty);
        case OpCode::kJumpIfNone:
            if (here == State::kUnknown) return branch(std::nullopt);
            return branch(here == State::kEmpty);
        case OpCode::kJumpIfWritten:
            return branch(std::nullopt);
        case OpCode::kSkipUnless: {
            bool all = true;
            for (std::uint32_t i = 0; i < op.c && all; ++i) {
                all = is_empty(program_.guards[op.b + i]);
            }
            if (!all) return branch(std::nullopt);
            return branch(true);
        }
        case OpCode::kFragment: {
            const std::vector<Guard>& needs = program_.fragments[op.a].needs;
            bool empty = !needs.empty();
            for (const Guard& guard : needs) empty = empty && is_empty(of_caller(guard, op));
            set(op.reg, empty ? State::kEmpty : State::kUnknown);
            return true;
        }
        case OpCode::kEachSlot:
            if (absent(op.flags, op.c)) return branch(true);
            if (op.b != kNoRegister) set(static_cast<std::uint16_t>(op.b), State::kSome);
            return branch(std::nullopt);
        case OpCode::kEachText:
            if (here == State::kEmpty) return branch(true);
            set(op.reg, State::kUnknown);
            if (op.flags != 0) set(op.reg + 1U, State::kSome);
            return branch(std::nullopt);
    }
    return false;
}

}  // namespace hios::map
