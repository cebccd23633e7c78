// Values on a path: known, or computed each time it is followed.

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "stages/map/machine_paths.hpp"
#include "stages/map/path_recorder.hpp"

namespace hios::map {
namespace {

constexpr std::size_t kLongestConstant = 1024;  // longer texts are values, not a way to go

}  // namespace

PathRecorder::ValueId PathRecorder::constant(std::string_view text) {
    values_.push_back({.constant = true, .text = text});
    return static_cast<ValueId>(values_.size() - 1);
}

PathRecorder::ValueId PathRecorder::kept(std::string_view text) {
    const std::string_view same = tree_.keep(text);
    if (same.size() != text.size()) no_path();
    return constant(same);
}

PathRecorder::ValueId PathRecorder::variable(std::uint16_t reg) {
    values_.push_back({.reg = reg});
    return static_cast<ValueId>(values_.size() - 1);
}

PathRecorder::ValueId PathRecorder::value_of(std::uint32_t reg) {
    ValueId& known = (*registers_)[reg];
    if (known != kNone) return known;
    if (registers_ != &program_registers_) {
        no_path();
        return constant({});
    }
    const std::uint16_t own = take();
    emit({OpCode::kGlobal, 0, own, reg, 0, 0});
    const ValueId raw = variable(own);
    values_[raw].recipe = sharing().read({OpCode::kGlobal, 0, 0, reg, 0, 0}, 0);
    const ValueId value = named(raw, kTextOfGlobal | reg);
    (*registers_)[reg] = value;
    return value;
}

std::uint16_t PathRecorder::take(std::uint32_t registers) {
    if (next_register_ + registers > most_registers_) {
        no_path();
        return 0;
    }
    next_register_ += registers;
    return static_cast<std::uint16_t>(next_register_ - registers);
}

bool PathRecorder::execute(const Op& op) {
    if (machine_.execute(&op, &op, &op + 1)) return true;
    failed_ = true;
    return no_path();
}

bool PathRecorder::emit(const Op& op) {
    if (stopped_) return false;
    pending_.push_back(op);
    return execute(op);
}

void PathRecorder::put(ValueId id, std::uint16_t reg, std::vector<Op>& ops) {
    const Value& value = values_[id];
    if (!value.constant) {
        ops.push_back({OpCode::kMove, 0, reg, value.reg, 0, 0});
        return;
    }
    const std::string_view text = tree_.keep(value.text);
    if (text.size() != value.text.size()) no_path();
    ops.push_back({OpCode::kConst, 0, reg, tree_.offset_of(text), static_cast<std::uint32_t>(text.size()), 0});
}

std::uint16_t PathRecorder::gather(const ValueId* values, std::size_t count, std::vector<Op>& ops) {
    const std::uint16_t first = take(static_cast<std::uint32_t>(std::max<std::size_t>(count, 1)));
    for (std::size_t i = 0; i < count; ++i) put(values[i], static_cast<std::uint16_t>(first + i), ops);
    return first;
}

PathRecorder::ValueId PathRecorder::result(std::vector<Op>& ops, std::uint16_t reg, bool known) {
    for (const Op& op : ops) {
        if (stopped_) break;
        if (known) {
            execute(op);
        } else {
            emit(op);
        }
    }
    if (stopped_) return constant({});
    if (!known) return variable(reg);
    const std::string_view text = machine_.r_[reg];
    if (text.size() > kLongestConstant) {
        for (const Op& op : ops) emit(op);
        return variable(reg);
    }
    return kept(text);
}

// The text is known from now on when it is one of few.
PathRecorder::ValueId PathRecorder::named(ValueId value, TextSource source) {
    if (stopped_ || !tree_.tells_apart(source, machine_.census())) return value;
    const std::uint16_t reg = values_[value].reg;
    const std::string_view text = machine_.r_[reg];
    if (text.size() > kLongestConstant) {
        failed_ = true;
        no_path();
        return value;
    }
    const ValueId known = kept(text);
    values_[known].reach = reach_of(value);
    branch({.ask = PathNode::Ask::kValue, .reg = reg, .what = source}, values_[known].text, 0);
    return known;
}

PathRecorder::ValueId PathRecorder::slot_text(std::uint8_t handle, Slot slot) {
    ValueId& known = known_[{OpCode::kSlot, handle, slot, 0, 0}];
    if (known != kNone) return known;
    const SourceView& view = *machine_.view_;
    const bool has_shape = told(handle, slot) >= Told::kTexts && view.texts_have_shape(slot);
    const std::uint16_t reg = take();
    Op read{OpCode::kSlot, handle, reg, 0, 0, slot};
    const bool is_nowhere = !find_place(read);
    if (is_nowhere || (has_shape && execute(read) && machine_.r_[reg].empty())) return known = constant({});
    const auto recipe = sharing().read(read, reach_of(read));
    ValueId text = shared(recipe);
    if (text == kNone) {
        emit(read);
        text = with_recipe(variable(reg), recipe);
    }
    const ValueId value = named(text, slot);
    if (has_shape && !values_[value].constant) values_[value].has_value = true;
    return known = value;
}

// How a text is read: from where it stands, when the shape tells that. False: the shape tells that there is none.
bool PathRecorder::find_place(Op& read) {
    const SourceView& view = *machine_.view_;
    const std::uint32_t teller = view.teller(read.c);
    if (teller == SourceView::kNobody || told_of(read.flags, teller) != Told::kPlaces) return true;
    const auto [place, owner] = owner_of(read.flags, teller);
    SourceView::Position at;
    const auto located = view.locate(machine_.handles_[place], owner, machine_.handles_[read.flags], read.c, at);
    if (located == SourceView::Located::kThere) read = {OpCode::kTextAt, place, read.reg, at.where, at.part, read.c};
    return located != SourceView::Located::kNowhere;
}

// The shape tells that nothing can be there, though not what else is.
bool PathRecorder::is_nowhere(std::uint8_t handle, Slot slot) {
    Op read{OpCode::kSlot, handle, 0, 0, 0, slot};
    return !find_place(read);
}

// What is the same wherever it is asked for.
PathRecorder::ValueId PathRecorder::once(Op op) {
    ValueId& known = known_[{op.code, op.flags, op.a, op.b, op.c}];
    if (known == kNone) {
        op.reg = take();
        emit(op);
        known = variable(op.reg);
    }
    return known;
}

PathRecorder::ValueId PathRecorder::concat(const std::vector<ValueId>& parts) {
    if (parts.empty()) return constant({});
    if (parts.size() == 1) return parts.front();
    for (const ValueId part : parts) {
        if (!has_value(part)) return constant({});
    }
    const bool known = std::all_of(parts.begin(), parts.end(), [&](ValueId one) { return values_[one].constant; });
    const auto number = static_cast<std::uint32_t>(parts.size());
    const auto recipe = known ? SharedValues::kNoRecipe : recipe_of({OpCode::kConcat, 0, 0, number, 0, 0}, parts);
    ValueId joined = shared(recipe);
    if (joined == kNone) joined = with_recipe(join_up(parts, known), recipe);
    values_[joined].has_value = true;
    return joined;
}

PathRecorder::ValueId PathRecorder::join_up(const std::vector<ValueId>& parts, bool known) {
    std::vector<Op> ops;
    const std::uint16_t reg = gather(parts.data(), parts.size(), ops);
    ops.push_back({OpCode::kConcat, 0, reg, static_cast<std::uint32_t>(parts.size()), 0, reg});
    return with_reach(result(ops, reg, known), parts);
}

// What is known is told by what it is made of.
PathRecorder::ValueId PathRecorder::with_reach(ValueId made, const std::vector<ValueId>& inputs) {
    if (!values_[made].constant) return made;
    for (const ValueId input : inputs) values_[made].reach = std::max(values_[made].reach, reach_of(input));
    return made;
}

PathRecorder::ValueId PathRecorder::call(const Op& op) {
    const Call& one = program_.calls[op.a];
    std::vector<ValueId> arguments;
    bool known = !one.of_document;
    for (std::uint32_t i = 0; i < one.arguments; ++i) {
        const ValueId argument = value_of(op.reg + i);
        if (one.needs_all && !has_value(argument)) return constant({});
        known = known && values_[argument].constant;
        arguments.push_back(argument);
    }
    // The same of the same comes out the same, wherever the map asks for it.
    const std::uint32_t like = sharing().call_like(op.a);
    std::vector<Argument> given;
    for (const ValueId argument : arguments) {
        const Value& value = values_[argument];
        const std::string_view same = value.constant ? tree_.keep(value.text) : std::string_view();
        if (same.size() != value.text.size()) no_path();
        given.push_back(value.constant ? Argument(same.data(), same.size()) : Argument(nullptr, value.reg));
    }
    ValueId& made = called_[{like, given}];
    if (made != kNone) return made;
    const auto recipe =
        known ? SharedValues::kNoRecipe : recipe_of({OpCode::kCall, kAllGiven, 0, like, 0, 0}, arguments);
    made = shared(recipe);
    if (made != kNone) return made;
    std::vector<Op> ops;
    if (arguments.size() == 1 && !values_[arguments.front()].constant) {
        const std::uint16_t reg = take();
        emit({OpCode::kCall, kAllGiven | kElsewhere, reg, op.a, 0, values_[arguments.front()].reg});
        return made = with_recipe(variable(reg), recipe);
    }
    const std::uint16_t reg = gather(arguments.data(), arguments.size(), ops);
    ops.push_back({OpCode::kCall, kAllGiven, reg, op.a, 0, 0});
    return made = with_reach(with_recipe(result(ops, reg, known), recipe), arguments);
}

PathRecorder::ValueId PathRecorder::checked(const Op& op, ValueId value) {
    const bool known = values_[value].constant;
    const auto recipe = known ? SharedValues::kNoRecipe : recipe_of({OpCode::kCheckForm, 0, 0, op.a, 0, 0}, {value});
    if (const ValueId fits = shared(recipe); fits != kNone) return fits;
    if (!known) {  // it stays as it is, or there is no path
        emit({OpCode::kCheckForm, 0, values_[value].reg, op.a, op.b, 0});
        return value;
    }
    std::vector<Op> ops;
    const std::uint16_t reg = gather(&value, 1, ops);
    ops.push_back({OpCode::kCheckForm, 0, reg, op.a, op.b, 0});
    return with_reach(result(ops, reg, known), {value});
}

PathRecorder::ValueId PathRecorder::compare(const Op& op) {
    const ValueId left = value_of(op.reg);
    const ValueId right = op.code == OpCode::kIs ? kept(program_.literal(op.a, op.b)) : value_of(op.reg + 1U);
    const bool known = values_[left].constant && values_[right].constant;
    if (op.code == OpCode::kIs && !known) return is(left, right, op.flags);
    const std::array<ValueId, 2> sides{left, right};
    std::vector<Op> ops;
    const std::uint16_t reg = gather(sides.data(), sides.size(), ops);
    // As text kIs compares, whatever the two look like.
    ops.push_back({OpCode::kCompare, op.flags, reg, op.code == OpCode::kIs ? 0 : op.a, 0, reg});
    return result(ops, reg, known);
}

// How a value that is not known and a kept one compare.
PathRecorder::ValueId PathRecorder::is(ValueId value, ValueId constant, std::uint8_t comparison) {
    const std::string_view text = values_[constant].text;
    const auto recipe = recipe_of({OpCode::kIs, comparison, 0, 0, 0, 0}, {value}, text);
    if (const ValueId known = shared(recipe); known != kNone) return known;
    const std::uint16_t reg = take();
    emit({OpCode::kIs, comparison, values_[value].reg, tree_.offset_of(text), static_cast<std::uint32_t>(text.size()),
          reg});
    return with_recipe(variable(reg), recipe);
}

PathRecorder::ValueId PathRecorder::fragment(const Op& op) {
    const FragmentCode& code = program_.fragments[op.a];
    const std::array<std::uint8_t, 2> places{handle(op.b), handle(op.c)};
    const auto key = std::tuple(OpCode::kFragment, std::uint32_t{places[0]}, std::uint32_t{places[1]}, op.a, 0U);
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
    ValueId value = kNone;
    const bool shared = code.anchored && tree_.is_shared(op.a, machine_.census());
    const bool here = places[0] == own_place_ || (places[0] >= program_.handles && places[0] < kFragmentHandle);
    const bool small = here && !code.anchored && tree_.is_small(op.a, machine_.tree_of_fragment(op.a));
    if (shared || (code.kept && places[1] == 0 && !small)) {
        // It is known from other places of the document, or asked for at other places again.
        const Op read{OpCode::kFragment, 0, 0, op.a, places[0], places[1]};
        const auto recipe = sharing().read(read, reach_of_fragment(read));
        value = this->shared(recipe);
        if (value == kNone) {
            const std::uint16_t reg = take();
            if (!emit({OpCode::kFragment, 0, reg, op.a, places[0], places[1]})) return constant({});
            value = with_recipe(variable(reg), recipe);
        }
        if (code.anchored) value = named(value, kTextOfFragment | op.a);
    } else {
        const std::array<std::uint8_t, 2> around{handles_[kFragmentHandle], handles_[kFragmentHandle + 1]};
        handles_[kFragmentHandle] = places[0];
        handles_[kFragmentHandle + 1] = places[1];
        if (code.needs.empty() || any(code.needs.data(), code.needs.size())) {
            Registers own(code.registers + std::size_t{1}, kNone);
            Registers* const outside = std::exchange(registers_, &own);
            const bool done = run(code.ops.data(), code.ops.data(), code.ops.data() + code.ops.size());
            registers_ = outside;
            value = own[0];
            if (!done || value == kNone) no_path();
        }
        if (value == kNone) value = constant({});
        handles_[kFragmentHandle] = around[0];
        handles_[kFragmentHandle + 1] = around[1];
    }
    known_[key] = value;
    return value;
}

}  // namespace hios::map
