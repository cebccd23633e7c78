// Which slices an item belongs to. R4 profiling.html#slicing.

#include <algorithm>

#include "stages/validate/profile_bindings.hpp"
#include "stages/validate/profile_rules.hpp"
#include "stages/validate/profile_walk.hpp"

namespace hios::validate {

using definitions::Membership;
using definitions::SliceRules;
using instance::kNoNode;
using instance::Node;
using instance::NodeId;
using instance::Shape;

namespace {

// In Tally::maybe of an element whose slices have an order: an item of no slice came by.
constexpr std::uint32_t kLooseItem = 0x8000'0000;

}  // namespace

void ProfileWalk::place(const Plan& plan, const PlanNode& element, std::size_t tally, NodeId id) {
    const std::size_t base = matches_.size();
    matches_.resize(base + element.slices);
    bool none = true;
    for (std::uint32_t i = 0; i < element.slices; ++i) {
        const PlanNode& slice = plan.nodes[element.first_slice + i];
        Match found = match(slice, id);
        if (slice.within != 0) found = std::min(found, matches_[base + slice.within - 1]);
        matches_[base + i] = found;
        none = none && found == Match::kNo;
        if (found == Match::kMaybe) ++tallies_[tally + 1 + i].maybe;
        if (found != Match::kYes) continue;
        ++tallies_[tally + 1 + i].sure;
        keep_order(element, tallies_[tally], i, id);
        item(plan, slice, id);
    }
    matches_.resize(base);
    if (!none) return;
    if (element.node->slice_rules == SliceRules::kClosed)
        subject_->report(profile_rules::kSliceClosed, id, element.detail);
    tallies_[tally].maybe |= kLooseItem;
}

void ProfileWalk::keep_order(const PlanNode& element, Tally& tally, std::uint32_t slice, NodeId id) {
    const bool late = element.node->slice_rules == SliceRules::kOpenAtEnd && (tally.maybe & kLooseItem) != 0;
    const std::uint32_t before = tally.maybe & ~kLooseItem;
    const bool back = element.node->ordered && slice < before;
    if (late || back) subject_->report(profile_rules::kSliceOrder, id, element.detail);
    tally.maybe = (tally.maybe & kLooseItem) | std::max(before, slice);
}

Match ProfileWalk::match(const PlanNode& slice, NodeId id) {
    Match all = Match::kYes;
    for (const Condition& condition : slice.conditions) {
        all = std::min(all, match(condition, 0, id));
        if (all == Match::kNo) break;
    }
    return all;
}

Match ProfileWalk::match(const Condition& condition, std::size_t step, NodeId id) {
    if (condition.kind == Condition::Kind::kUnknown) return Match::kMaybe;
    if (step == condition.path.size()) return match_value(condition, id);
    const PathStep& here = condition.path[step];
    if (here.kind == PathStep::Kind::kResolve) return match_target(condition, step, id);
    if (here.kind == PathStep::Kind::kType) {
        const bool fits = subject_->table.is_a(subject_->instance.node(id).type, here.type);
        if (fits) return match(condition, step + 1, id);
        return condition.kind == Condition::Kind::kAbsent ? Match::kYes : Match::kNo;
    }
    // One value that does is enough; for kAbsent there must be none.
    const bool absent = condition.kind == Condition::Kind::kAbsent;
    Match best = absent ? Match::kYes : Match::kNo;
    for (NodeId child = subject_->instance.node(id).first; child != kNoNode;
         child = subject_->instance.node(child).next) {
        if (model_.element_name(subject_->instance.node(child).property) != here.name) continue;
        if (here.kind == PathStep::Kind::kExtension && !has_url(child, here.url)) continue;
        const Match found = match(condition, step + 1, child);
        best = absent ? std::min(best, found) : std::max(best, found);
        if (best == (absent ? Match::kNo : Match::kYes)) break;
    }
    return best;
}

Match ProfileWalk::match_value(const Condition& condition, NodeId id) {
    const Node& node = subject_->instance.node(id);
    const auto sure = [](bool holds) { return holds ? Match::kYes : Match::kNo; };
    switch (condition.kind) {
        case Condition::Kind::kFixed:
            if (condition.value == definitions::kNoFixedValue)
                return sure(node.shape == Shape::kString && subject_->text(node) == condition.text);
            return sure(has_value(*subject_, id, *condition.values, condition.value, true));
        case Condition::Kind::kPattern:
            return sure(has_value(*subject_, id, *condition.values, condition.value, false));
        case Condition::Kind::kBinding: {
            const CodesFound found = find_codes(*subject_, id, condition.codes);
            if (found.text_only) return Match::kNo;
            return found.in == Membership::kUnknown ? Match::kMaybe : sure(found.in == Membership::kIn);
        }
        case Condition::Kind::kType:
            return sure(
                std::ranges::any_of(condition.types, [&](auto type) { return subject_->table.is_a(node.type, type); }));
        case Condition::Kind::kExists:
            return Match::kYes;
        case Condition::Kind::kAbsent:
            return Match::kNo;
        case Condition::Kind::kProfile:
            return sure(std::ranges::any_of(condition.profiles, [&](const Plan* plan) { return conforms(*plan, id); }));
        case Condition::Kind::kUnknown:
            break;
    }
    return Match::kMaybe;
}

// Beyond a reference: a contained resource is here; of others at most the type is known.
Match ProfileWalk::match_target(const Condition& condition, std::size_t step, NodeId id) {
    const Target target = targets_.of(*subject_, id);
    if (target.node != kNoNode) return match(condition, step + 1, target.node);
    const bool last = step + 1 == condition.path.size();
    if (!last || condition.kind != Condition::Kind::kType || target.type == definitions::kNoType) return Match::kMaybe;
    const bool fits =
        std::ranges::any_of(condition.types, [&](auto type) { return subject_->table.is_a(target.type, type); });
    return fits ? Match::kYes : Match::kNo;
}

bool ProfileWalk::has_url(NodeId extension, std::string_view url) const {
    for (NodeId id = subject_->instance.node(extension).first; id != kNoNode; id = subject_->instance.node(id).next) {
        const Node& node = subject_->instance.node(id);
        if (model_.element_name(node.property) == extension_url_) return subject_->text(node) == url;
    }
    return false;
}

}  // namespace hios::validate
