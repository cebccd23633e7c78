// What a path asks for that other places ask for, too: it is taken from the values that places share.

#include <algorithm>
#include <utility>

#include "stages/map/machine_paths.hpp"
#include "stages/map/path_recorder.hpp"

namespace hios::map {

// What stands around the place at hand is asked for once; the reach of all that is seen from there follows from it.
bool PathRecorder::knows_surroundings(std::uint8_t place) {
    constexpr std::uint32_t kAny = SourceView::kNobody;
    const auto [known, is_new] = surroundings_.try_emplace(place, false);
    if (is_new && tree_.tells_shapes_apart(kAny)) {
        const std::uint64_t surroundings = machine_.view_->surroundings(machine_.handles_[place]);
        known->second = surroundings != 0;
        // A view tells of all places, or of none.
        if (known->second) branch({.ask = PathNode::Ask::kAround, .handle = place, .what = kAny}, {}, surroundings);
    }
    return known->second;
}

bool PathRecorder::knows_reach(std::uint8_t handle) {
    if (handle != own_place_ || !machine_.view_->tells_reach() || !knows_surroundings(handle) || stopped_) return false;
    see_around();
    return true;
}

Reach PathRecorder::reach_of_owner(std::uint8_t handle, std::uint32_t owner) {
    if (!knows_reach(handle)) return SourceView::kOwn;
    return machine_.view_->reach_of_owner(machine_.handles_[handle], owner);
}

Reach PathRecorder::reach_of(const Op& read) {
    if (read.code == OpCode::kTextAt) return reach_of_owner(read.flags, read.a);
    if (!knows_reach(read.flags)) return SourceView::kOwn;
    return machine_.view_->reach_of_slot(machine_.handles_[read.flags], read.c);
}

// It depends on what its anchors have in common.
Reach PathRecorder::reach_of_fragment(const Op& op) {
    const FragmentCode& code = program_.fragments[op.a];
    if (!code.anchored || op.c != 0 || !knows_reach(static_cast<std::uint8_t>(op.b))) return SourceView::kOwn;
    Reach widest = 0;
    for (const Slot anchor : code.anchors)
        widest = std::max(widest, machine_.view_->reach_of_slot(machine_.handles_[op.b], anchor));
    return widest;
}

SharedValues& PathRecorder::sharing() {
    return machine_.paths_->shared;
}

Reach PathRecorder::reach_of(ValueId id) {
    const Value& value = values_[id];
    if (value.constant) return value.reach;
    return value.recipe == SharedValues::kNoRecipe ? SourceView::kOwn : sharing().reach(value.recipe);
}

SharedValues::Recipe PathRecorder::recipe_of(const Op& op, const std::vector<ValueId>& inputs,
                                             std::string_view operand) {
    if (!machine_.view_->tells_reach()) return SharedValues::kNoRecipe;
    std::vector<SharedValues::Recipe> recipes;
    for (const ValueId input : inputs) {
        const Value& value = values_[input];
        recipes.push_back(value.constant ? sharing().text(value.text, value.reach) : value.recipe);
    }
    return sharing().made(op, recipes, operand);
}

PathRecorder::ValueId PathRecorder::with_recipe(ValueId value, SharedValues::Recipe recipe) {
    if (!values_[value].constant) values_[value].recipe = recipe;
    return value;
}

// None: it is found out here.
PathRecorder::ValueId PathRecorder::shared(SharedValues::Recipe recipe) {
    if (recipe == SharedValues::kNoRecipe || stopped_ || !tree_.shares(sharing(), recipe, own_reach_)) return kNone;
    ValueId& known = shared_[recipe];
    if (known != kNone) return known;
    see_around();
    const std::uint16_t reg = take();
    emit({OpCode::kShared, sharing().reach(recipe), reg, sharing().number_of(recipe), 0, 0});
    return known = with_recipe(variable(reg), recipe);
}

void PathRecorder::see_around() {
    if (std::exchange(sees_around_, true)) return;
    tree_.wants_around = true;
    tree_.place = static_cast<std::uint8_t>(own_place_);
    own_reach_ = machine_.look_around(machine_.handles_[own_place_]);
}

// What refer(NAME) refers to, most often something around.
PathRecorder::ValueId PathRecorder::bound(const Op& op) {
    const Slot from = program_.bindings[op.a].from;
    const std::uint8_t place = handle(op.flags);
    const Op here{op.code, place, 0, op.a, op.b, op.c};
    Reach reach = SourceView::kOwn;
    if (from == kNoSlot) {
        if (machine_.view_->tells_reach()) reach = 0;
    } else if (knows_reach(place)) {
        const Handle own = machine_.handles_[place];
        reach = machine_.view_->reach_of_enclosing(own, from);
        const bool only_here = reach != SourceView::kOwn && (op.b & kBoundHere) != 0;
        if (only_here && machine_.view_->enclosing(own, from) != own) return constant({});
        if (only_here && reach != own_reach_) reach = SourceView::kOwn;
    }
    const auto recipe = sharing().read({op.code, 0, 0, op.a, op.b, kNoSlot}, reach);
    const ValueId known = shared(recipe);
    return known != kNone ? known : with_recipe(once(here), recipe);
}

}  // namespace hios::map
