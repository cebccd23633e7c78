#include "stages/map/path_recorder.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "stages/map/machine.hpp"

namespace hios::map {
namespace {

constexpr std::uint32_t kMostRepeats = 64;  // of a loop: each time around is written down by itself

}  // namespace

PathRecorder::PathRecorder(Machine& machine, PathTree& tree, std::uint32_t registers)
    : machine_(machine),
      program_(machine.program_),
      tree_(tree),
      most_registers_(registers - 1),
      next_handle_(program_.handles),
      program_registers_(program_.registers + std::size_t{1}, kNone),
      registers_(&program_registers_),
      handles_(kFragmentHandle + std::size_t{2}),
      marks_(program_.frames + std::size_t{1}),
      joined_(program_.frames + std::size_t{1}) {
    std::iota(handles_.begin(), handles_.end(), std::uint8_t{0});
}

const PathNode* PathRecorder::record(const Op* from, const Op* to) {
    own_place_ = (from - 1)->reg;  // of the loop
    if (run(program_.ops.data(), from, to) && !stopped_) finish(kNone);
    return end();
}

const PathNode* PathRecorder::record(const FragmentCode& code) {
    own_place_ = kFragmentHandle;
    ValueId value = kNone;
    if (code.needs.empty() || any(code.needs.data(), code.needs.size())) {
        Registers own(code.registers + std::size_t{1}, kNone);
        registers_ = &own;
        if (run(code.ops.data(), code.ops.data(), code.ops.data() + code.ops.size())) value = own[0];
        if (value == kNone) no_path();
    } else {
        value = constant({});
    }
    if (!stopped_) finish(value);
    return end();
}

const PathNode* PathRecorder::record(const Binding& binding) {
    own_place_ = binding.handle;
    program_registers_[binding.reg] = constant({});
    const Op* const ops = program_.ops.data();
    if (!run(ops, ops + binding.begin, ops + binding.end) || !made_.empty()) no_path();
    if (!stopped_) finish(program_registers_[binding.reg]);
    return end();
}

const PathNode* PathRecorder::end() {
    PathNode& node = tree_.nodes[node_];
    if (!stopped_) return &node;
    // What failed may fit the next time.
    const bool unfinished = node.ask == PathNode::Ask::kNothing || node.ask == PathNode::Ask::kEnd;
    if (!failed_ && unfinished) {
        node = {.ask = PathNode::Ask::kNoPath, .ops = static_cast<std::uint32_t>(tree_.ops.size())};
        tree_.ops.push_back({OpCode::kReached, 0, 0, 0, 0, node_});
    }
    return nullptr;
}

bool PathRecorder::no_path() {
    stopped_ = true;
    return false;
}

bool PathRecorder::no_id() {
    no_id_ = true;
    return false;
}

bool PathRecorder::run(const Op* ops, const Op* from, const Op* to) {
    for (const Op* next = from; next != to;) {
        if (stopped_) return false;
        const Op& op = *next++;
        switch (op.code) {
            case OpCode::kLiteral:
                writing().units.back().literal += program_.literal(op.a, op.b);
                break;
            case OpCode::kOpen:
                marks_[op.reg] = here();
                writing().units.back().literal += program_.literal(op.a, op.b);
                break;
            case OpCode::kClose:
                close(op);
                break;
            case OpCode::kField: {
                const ValueId text = slot_text(handle(op.flags), op.c);
                if (!has_value(text)) break;
                write(op, text);
                ++written_;
                break;
            }
            case OpCode::kText:
            case OpCode::kBare: {
                const ValueId text = value_of(op.c);
                if (!has_value(text)) break;
                write(op, text);
                written_ += (op.flags ^ kSilent);
                break;
            }
            case OpCode::kWritten:
                ++written_;
                break;
            case OpCode::kResource:
                if (!resource(ops, op, next)) return false;
                next = ops + op.a;
                break;
            case OpCode::kNoteId: {
                const ValueId id = value_of(op.c);
                if (!has_value(id)) return no_id();
                writing().id = id;
                Unit& unit = writing().units.back();
                unit.kind = Unit::Kind::kNoteId;
                unit.value = id;
                unit.spot = op.b;
                writing().units.emplace_back();
                break;
            }
            case OpCode::kMention: {
                Unit& unit = writing().units.back();
                unit.kind = Unit::Kind::kMention;
                unit.value = constant(truth(is_true(value_of(op.reg))));
                writing().units.emplace_back();
                break;
            }
            case OpCode::kConst:
                set(op.reg, constant(program_.literal(op.a, op.b)));
                break;
            case OpCode::kSlot:
                set(op.reg, slot_text(handle(op.flags), op.c));
                break;
            case OpCode::kMove:
                set(op.reg, value_of(op.a));
                break;
            case OpCode::kGlobal: {
                Registers* const around = std::exchange(registers_, &program_registers_);
                const ValueId value = value_of(op.a);
                registers_ = around;
                set(op.reg, value);
                break;
            }
            case OpCode::kCall:
                set(op.reg, call(op));
                break;
            case OpCode::kFragment:
                set(op.reg, fragment(op));
                break;
            case OpCode::kConcat: {
                std::vector<ValueId> parts;
                for (std::uint32_t i = 0; i < op.a; ++i) parts.push_back(value_of(op.reg + i));
                set(op.c, concat(parts));
                break;
            }
            case OpCode::kCompare:
            case OpCode::kIs:
                set(op.c, compare(op));
                break;
            case OpCode::kNot: {
                const ValueId value = value_of(op.reg);
                set(op.reg, constant(truth(!(op.a != 0 ? has_value(value) : is_true(value)))));
                break;
            }
            case OpCode::kHas:
                set(op.reg, constant(truth(has_value(value_of(op.reg)))));
                break;
            case OpCode::kBound:
                set(op.reg, bound(op));
                break;
            case OpCode::kPlace:
                set(op.reg, once({op.code, handle(op.flags), 0, 0, 0, 0}));
                break;
            case OpCode::kOrdinal: {
                // Nearly all are the first.
                const ValueId ordinal = once({op.code, handle(op.flags), 0, op.a, 0, op.c});
                const ValueId first = kept("1");
                set(op.reg, is_true(is(ordinal, first)) ? first : ordinal);
                break;
            }
            case OpCode::kJoinStart:
                joined_[op.c].clear();
                break;
            case OpCode::kJoin: {
                const ValueId part = value_of(op.reg);
                if (!has_value(part)) break;
                if (!joined_[op.c].empty()) joined_[op.c].push_back(constant(program_.literal(op.a, op.b)));
                joined_[op.c].push_back(part);
                break;
            }
            case OpCode::kJoined:
                std::erase_if(joined_[op.c],
                              [&](ValueId one) { return values_[one].constant && values_[one].text.empty(); });
                set(op.reg, concat(joined_[op.c]));
                break;
            case OpCode::kHasSlot:
                set(op.reg, constant(truth(exists(handle(op.flags), op.c))));
                break;
            case OpCode::kCountSlot: {
                const fmt::format_int digits(count(handle(op.flags), op.c));
                set(op.reg, kept({digits.data(), digits.size()}));
                break;
            }
            case OpCode::kCheckForm: {
                const ValueId value = value_of(op.reg);
                if (!has_value(value)) break;
                const ValueId fits = checked(op, value);
                if (!stopped_ && !values_[fits].constant) values_[fits].has_value = true;
                set(op.reg, fits);
                break;
            }
            case OpCode::kRequire:
                if (!has_value(value_of(op.reg))) return no_path();
                break;
            case OpCode::kJump:
                next = ops + op.a;
                break;
            case OpCode::kJumpIfTrue:
                if (is_true(value_of(op.reg))) next = ops + op.a;
                break;
            case OpCode::kJumpIfFalse:
                if (!is_true(value_of(op.reg))) next = ops + op.a;
                break;
            case OpCode::kJumpIfValue:
                if (has_value(value_of(op.reg))) next = ops + op.a;
                break;
            case OpCode::kJumpIfNone:
                if (!has_value(value_of(op.reg))) next = ops + op.a;
                break;
            case OpCode::kSkipUnless:
                if (!any(program_.guards.data() + op.b, op.c)) next = ops + op.a;
                break;
            case OpCode::kMark:
                marks_[op.reg] = here();
                break;
            case OpCode::kJumpIfWritten: {
                const Mark& mark = marks_[op.reg];
                const Mark now = here();
                if (now.units != mark.units || now.literal != mark.literal) next = ops + op.a;
                break;
            }
            case OpCode::kEachSlot:
                if (!each_slot(ops, op, next)) return false;
                next = ops + op.a;
                break;
            case OpCode::kEachText:
                if (!each_text(ops, op, next)) return false;
                next = ops + op.a;
                break;
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
                return no_path();  // only paths have them
        }
    }
    return !stopped_;
}

bool PathRecorder::each_slot(const Op* ops, const Op& op, const Op* body) {
    const std::uint8_t from = handle(op.flags);
    const std::uint32_t number = count(from, op.c);
    const Told what = machine_.view_->counts_have_shape(op.c) ? told(from, op.c) : Told::kNothing;
    if (number > kMostRepeats) return no_path();
    for (std::uint32_t i = 0; i < number; ++i) {
        if (next_handle_ >= kSharedHandle) return no_path();
        const auto item = static_cast<std::uint8_t>(next_handle_++);
        tree_.items = std::max(tree_.items, next_handle_ - program_.handles);
        if (!take_item(from, item, op.c, i, what == Told::kPlaces)) return false;
        handles_[op.reg] = item;
        if (SourceView::Owners owners; what != Told::kNothing && machine_.view_->owners(op.c, owners))
            stands_in_.insert_or_assign(item, owner_of(from, owners.front()));
        if (op.b != kNoRegister) {
            const fmt::format_int digits(i + 1);
            set(op.b, kept({digits.data(), digits.size()}));
        }
        if (!run(ops, body, ops + op.a)) return false;
    }
    return true;
}

// h[item]: the i-th item of a slot.
bool PathRecorder::take_item(std::uint8_t from, std::uint8_t item, Slot slot, std::uint32_t i, bool places_told) {
    const SourceView& view = *machine_.view_;
    Op take{OpCode::kItem, from, item, i, 0, slot};
    if (const std::uint32_t teller = view.teller(slot); places_told && teller != SourceView::kNobody) {
        const auto [place, owner] = owner_of(from, teller);
        SourceView::Position at;
        if (view.locate_item(machine_.handles_[place], owner, machine_.handles_[from], slot, i, at))
            take = {OpCode::kItemAt, place, item, at.where, at.part, slot};
    }
    return emit(take);
}

bool PathRecorder::each_text(const Op* ops, const Op& op, const Op* body) {
    const ValueId whole = value_of(op.reg);
    if (!has_value(whole)) return true;
    if (!values_[whole].constant) return no_path();
    const std::string_view separator = program_.literal(op.b, op.c);
    std::string_view rest = values_[whole].text;
    for (std::uint32_t i = 1; !rest.empty(); ++i) {
        const std::size_t cut = rest.find(separator);
        const std::string_view part = rest.substr(0, cut);
        rest = cut == std::string_view::npos ? std::string_view() : rest.substr(cut + separator.size());
        set(op.reg, kept(part));
        if (op.flags != 0) {
            const fmt::format_int digits(i);
            set(op.reg + 1U, kept({digits.data(), digits.size()}));
        }
        if (!part.empty() && !run(ops, body, ops + op.a)) return false;
    }
    return true;
}

// What is made aside is made before what it stands in: it goes behind all others anyway.
bool PathRecorder::resource(const Op* ops, const Op& op, const Op* body) {
    const bool aside = (op.flags & kAside) != 0;
    const std::uint64_t written = written_;
    writings_.push_back({op, std::vector<Unit>(1), kNone});
    const bool done = run(ops, body, ops + op.a);
    Writing made = std::move(writings_.back());
    writings_.pop_back();
    if (stopped_ || (!done && !(aside && no_id_))) return no_path();
    no_id_ = false;
    const bool empty = !done || (made.units.size() == 1 && made.units.front().literal.empty());
    if (aside) {
        written_ = written;
        set(op.reg, constant({}));
        if (!empty && made.id != kNone) {
            set(op.reg, concat({kept(fmt::format("{}/", program_.resource_types[op.c])), made.id}));
        }
    }
    if (empty) {
        count_leaves(made.units.begin(), made.units.end());
    } else {
        made_.push_back(std::move(made));
    }
    return true;
}

}  // namespace hios::map
