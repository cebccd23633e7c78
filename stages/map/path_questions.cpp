// Questions on a path: asked once, and not at all when other answers, or a shape, tell.

#include <algorithm>
#include <tuple>
#include <utility>

#include "stages/map/machine_paths.hpp"
#include "stages/map/path_recorder.hpp"

namespace hios::map {

namespace {

Op asking(const PathNode& question, std::uint32_t node) {
    switch (question.ask) {
        case PathNode::Ask::kHasValue:
            return {OpCode::kAskHas, kNeverStraight, question.reg, 0, 0, node};
        case PathNode::Ask::kIsTrue:
            return {OpCode::kAskTrue, kNeverStraight, question.reg, 0, 0, node};
        case PathNode::Ask::kValue:
            return {OpCode::kAskValue, 0, question.reg, 0, kNoText, node};
        case PathNode::Ask::kCount:
        case PathNode::Ask::kShape:
        case PathNode::Ask::kAround:
            return {OpCode::kAskNumber, kNeverStraight, 0, 0, 0, node};
        case PathNode::Ask::kEnd:
        case PathNode::Ask::kNoPath:
            return {OpCode::kReached, 0, 0, 0, 0, node};
        default:
            return {OpCode::kAskOther, kNeverStraight, 0, 0, 0, node};
    }
}

}  // namespace

PathNode& PathRecorder::settle(PathNode question) {
    PathNode& node = tree_.nodes[node_];
    std::vector<Op>& ops = tree_.ops;
    const std::uint32_t asked_at = std::exchange(asked_at_, 0);
    if (node.ask == PathNode::Ask::kNothing) {
        // Only now is it sure that what follows the question before stands behind it.
        if (asked_at != 0 && asked_at + 1 == ops.size()) ops[asked_at] = asked_;
        question.ops = static_cast<std::uint32_t>(ops.size());
        question.op_count = static_cast<std::uint32_t>(pending_.size());
        ops.insert(ops.end(), pending_.begin(), pending_.end());
        asked_at_ = static_cast<std::uint32_t>(ops.size());
        ops.push_back(asked_ = asking(question, node_));
        node = question;
    } else if (!node.same_question(question) || node.op_count != pending_.size()) {
        no_path();  // the same answers, and yet another way: it must not be
    }
    pending_.clear();
    return node;
}

bool PathRecorder::ask(PathNode question) {
    if (stopped_) return false;
    PathNode& node = settle(question);
    if (stopped_) return false;
    const bool yes = machine_.answer(tree_, question);
    asked_.flags = yes ? 1 : 0;
    std::uint32_t next = node.next[yes ? 1 : 0];
    if (next == 0) {
        const std::uint32_t from = node_;
        next = tree_.add_node();
        tree_.nodes[from].next[yes ? 1 : 0] = next;
    }
    node_ = next;
    return yes;
}

bool PathRecorder::has_value(ValueId id) {
    if (values_[id].constant) return !values_[id].text.empty();
    if (values_[id].has_value) return true;
    const bool yes = ask({.ask = PathNode::Ask::kHasValue, .reg = values_[id].reg});
    if (yes) {
        values_[id].has_value = true;
    } else {
        values_[id] = {.constant = true, .reach = reach_of(id)};
    }
    return yes;
}

bool PathRecorder::is_true(ValueId id) {
    if (values_[id].constant) return values_[id].text == "true";
    if (values_[id].not_true) return false;
    const bool yes = ask({.ask = PathNode::Ask::kIsTrue, .reg = values_[id].reg});
    if (yes) {
        values_[id] = {.constant = true, .text = truth(true), .reach = reach_of(id)};
    } else {
        values_[id].not_true = true;
    }
    return yes;
}

bool PathRecorder::exists(std::uint8_t handle, Slot slot) {
    const auto key = std::tuple(false, handle, slot);
    if (const auto found = answers_.find(key); found != answers_.end()) return found->second;
    const PathNode question{.ask = PathNode::Ask::kExists, .handle = handle, .what = slot};
    const bool is_told = told(handle, slot) != Told::kNothing || is_nowhere(handle, slot);
    const bool yes = is_told ? machine_.answer(tree_, question) : ask(question);
    if (yes) answers_[{true, handle, slot}] = true;
    return answers_[key] = yes;
}

std::uint32_t PathRecorder::count(std::uint8_t handle, Slot slot) {
    const auto key = std::pair(handle, slot);
    if (const auto found = counts_.find(key); found != counts_.end()) return found->second;
    const std::uint32_t number = machine_.view_->count(machine_.handles_[handle], slot);
    if (!machine_.view_->counts_have_shape(slot) || told(handle, slot) == Told::kNothing)
        branch({.ask = PathNode::Ask::kCount, .handle = handle, .what = slot}, {}, number);
    return counts_[key] = number;
}

std::uint32_t PathRecorder::branch(PathNode question, std::string_view text, std::uint64_t number) {
    if (stopped_) return 0;
    PathNode& node = settle(question);
    if (stopped_) return 0;
    if (question.ask == PathNode::Ask::kValue) {
        asked_.a = tree_.offset_of(text);
        asked_.b = static_cast<std::uint32_t>(text.size());
    } else {
        asked_.flags = 0;
        asked_.a = static_cast<std::uint32_t>(number);
        asked_.b = static_cast<std::uint32_t>(number >> 32U);
    }
    const std::uint32_t from = node_;
    node_ = tree_.next(node, text, number);
    if (node_ == 0) node_ = tree_.add_edge(from, text, number);
    if (node_ == 0) no_path();
    return node_;
}

PathRecorder::Owner PathRecorder::owner_of(std::uint8_t handle, std::uint32_t owner) const {
    const auto found = stands_in_.find(handle);
    const bool same = found != stands_in_.end() && (owner == SourceView::kItself || found->second.second == owner);
    return same ? found->second : Owner{handle, owner};
}

PathRecorder::Told PathRecorder::told(std::uint8_t handle, std::uint32_t what, bool is_question) {
    SourceView::Owners owners;
    const SourceView& view = *machine_.view_;
    if (!(is_question ? view.owners_of_question(what, owners) : view.owners(what, owners))) return Told::kNothing;
    Told told = Told::kPlaces;
    for (const std::uint32_t owner : owners) told = std::min(told, told_of(handle, owner));
    return stopped_ ? Told::kNothing : told;
}

PathRecorder::Told PathRecorder::told_of(std::uint8_t handle, std::uint32_t what) {
    const Owner owner = owner_of(handle, what);
    const auto [known, is_new] = shapes_.try_emplace(owner, Told::kNothing);
    if (is_new && is_absent(owner.first, owner.second)) {
        known->second = Told::kTexts;
    } else if (is_new && tree_.tells_shapes_apart(owner.second)) {
        const std::uint64_t shape = machine_.view_->shape(machine_.handles_[owner.first], owner.second);
        PathNode question{.ask = PathNode::Ask::kShape, .handle = owner.first, .what = owner.second};
        if (const Reach reach = reach_of_owner(owner.first, owner.second); reach != SourceView::kOwn) {
            question.reg = static_cast<std::uint16_t>(sharing().number_of_shape(owner.second, reach));
            question.count = reach;
        }
        branch(question, {}, shape);
        const bool texts = (shape & SourceView::kTellsTexts) != 0;
        const bool places = texts && (shape & SourceView::kTellsPlaces) != 0;
        known->second = shape == 0 ? Told::kNothing : places ? Told::kPlaces : texts ? Told::kTexts : Told::kParts;
    }
    return stopped_ ? Told::kNothing : known->second;
}

// Most owners that a map asks for are nowhere around: one question tells that of all of them.
bool PathRecorder::is_absent(std::uint8_t place, std::uint32_t owner) {
    if (owner == SourceView::kItself || !knows_surroundings(place)) return false;
    return machine_.view_->shape(machine_.handles_[place], owner) == SourceView::kAbsent;
}

// One question for all that is not known yet.
bool PathRecorder::any(const Guard* guards, std::size_t number) {
    // Questions have numbers of their own; here they stand behind the slots.
    constexpr std::uint32_t kQuestion = 0x8000'0000;
    std::vector<Guard> open;
    for (std::size_t i = 0; i < number; ++i) {
        Guard guard = guards[i];
        if (guard.is_register) {
            Registers* const around = std::exchange(registers_, &program_registers_);
            const bool yes = has_value(value_of(guard.what));
            registers_ = around;
            if (yes) return true;
            continue;
        }
        guard.handle = handle(guard.handle);
        const std::uint32_t what = guard.what | (guard.is_question ? kQuestion : 0);
        const auto found = answers_.find({true, guard.handle, what});
        if (found != answers_.end()) {
            if (found->second) return true;
        } else if (told(guard.handle, guard.what, guard.is_question) != Told::kNothing ||
                   (!guard.is_question && is_nowhere(guard.handle, guard.what))) {
            const bool yes = machine_.has_any(&guard, 1);
            answers_[{true, guard.handle, what}] = yes;
            if (yes) return true;
        } else {
            open.push_back(guard);
        }
    }
    if (open.empty() || stopped_) return false;
    PathNode question{.ask = PathNode::Ask::kAny, .count = static_cast<std::uint32_t>(open.size())};
    const PathNode& node = tree_.nodes[node_];
    const bool is_same = node.ask == PathNode::Ask::kAny && node.count == open.size() &&
                         std::equal(open.begin(), open.end(), tree_.guards.begin() + node.what);
    question.what = is_same ? node.what : static_cast<std::uint32_t>(tree_.guards.size());
    if (!is_same) tree_.guards.insert(tree_.guards.end(), open.begin(), open.end());
    const bool yes = ask(question);
    if (yes && open.size() > 1) return true;
    for (const Guard& guard : open)
        answers_[{true, guard.handle, guard.what | (guard.is_question ? kQuestion : 0)}] = yes;
    return yes;
}

}  // namespace hios::map
