// Where something stands in a segment, as the segment's shape (shapes.cpp) tells it.

#include "stages/hl7v2/message_view.hpp"

namespace hios::hl7v2 {
namespace {

constexpr std::uint32_t kToldRepetitions = 1U << 16;

}  // namespace

using map::Handle;
using map::Slot;
using Kind = Hl7v2Space::Kind;

std::uint32_t MessageView::teller(Slot slot) const {
    Owners owner;
    return plans_[slot].kind != Kind::kSegment && owners(slot, owner) ? owner.front() : kNobody;
}

map::SourceView::Located MessageView::locate(Handle place, std::uint32_t owner, Handle scope, Slot slot,
                                             Position& at) const {
    const Entry& entry = space_.entries()[slot];
    const std::uint32_t segment = owner_at(place, owner);
    if (segment == kNoSegment || entry.address.take == Address::Take::kDeleted) return Located::kNotTold;
    const Part part = part_at(scope, entry, entry.address.take != Address::Take::kFirst);
    const Segment whole = message_->segment(segment);
    const bool has_text = !part.blank() && !part.is_delete();  // else text() says that there is none
    if (!has_text || part.mark() <= whole.first_mark()) return Located::kNotTold;
    at = {owner, part.mark() - whole.first_mark() - 1};
    const std::string_view text = whole.between_marks(at.part);
    return text.data() == part.text().data() && text.size() == part.text().size() ? Located::kThere : Located::kNotTold;
}

bool MessageView::locate_item(Handle place, std::uint32_t owner, Handle scope, Slot slot, std::uint32_t index,
                              Position& at) const {
    const Plan& plan = plans_[slot];
    if (plan.kind != Kind::kText || plan.field == 0 || index >= kToldRepetitions) return false;
    at = {owner, plan.field * kToldRepetitions + index};
    return item_at(place, at) == item(scope, slot, index);
}

Handle MessageView::item_at(Handle place, Position at) const {
    const std::uint32_t segment = owner_at(place, at.where);
    if (segment == kNoSegment) return map::kWholeDocument;
    return repetition_handle(segment, at.part / kToldRepetitions, at.part % kToldRepetitions);
}

// Told only of segments of which no part needs decoding.
std::string_view MessageView::text_at(Handle place, Position at, Slot /*slot*/, map::Scratch& /*scratch*/) const {
    const std::uint32_t segment = owner_at(place, at.where);
    return segment == kNoSegment ? std::string_view()
                                 : without_blanks(message_->segment(segment).between_marks(at.part));
}

}  // namespace hios::hl7v2
