// How far around a place stands what is read there: what a group sees is the same for all that lies in it.

#include "stages/hl7v2/message_view.hpp"

namespace hios::hl7v2 {

using map::Handle;
using map::Slot;
using Kind = Hl7v2Space::Kind;

map::SourceView::Reach MessageView::reach_of_owner(Handle place, std::uint32_t owner) const {
    if (owner == kItself || owner == notes_name_ || owner == 0 || !nearest_.known()) return kOwn;
    const auto name = static_cast<std::uint16_t>(owner);
    const Tag tag = tag_of(place);
    if (tag == Tag::kWhole) return kOwn;
    const bool is_own = tag != Tag::kGroup && names_[segment_of(place)] == name;
    if (is_own && !is_nearest(segment_of(place))) return kOwn;
    return reach_of_depth(nearest_.depth_at(instance_of(place), name));
}

map::SourceView::Reach MessageView::reach_of_slot(Handle place, Slot slot) const {
    const Plan& plan = plans_[slot];
    return plan.kind == Kind::kGroup || !plan.nearest || plan.name == 0 ? kOwn : reach_of_owner(place, plan.name);
}

map::SourceView::Reach MessageView::reach_of_enclosing(Handle place, Slot slot) const {
    const Plan& plan = plans_[slot];
    if (tag_of(place) == Tag::kWhole || !nearest_.known()) return kOwn;
    if (plan.kind == Kind::kSegment) return reach_of_slot(place, slot);
    if (plan.kind != Kind::kGroup) return kOwn;
    for (std::uint32_t at = instance_of(place); at != kMessageGroup; at = instances_[at].parent) {
        if (instances_[at].rule == plan.rule) return reach_of_depth(nearest_.depth_of(at));
    }
    return 0;
}

map::SourceView::Reach MessageView::around(Handle place, Around& into) const {
    const Tag tag = tag_of(place);
    into[0] = group_handle(kMessageGroup);
    if (tag == Tag::kWhole || !nearest_.known()) return kOwn;
    const std::uint32_t own = instance_of(place);
    for (std::uint32_t at = own;; at = instances_[at].parent) {
        const std::uint8_t depth = nearest_.depth_of(at);
        if (depth < kMostAround) into[depth] = group_handle(at);
        if (at == kMessageGroup) break;
    }
    return tag == Tag::kGroup ? reach_of_depth(nearest_.depth_of(own)) : kOwn;
}

}  // namespace hios::hl7v2
