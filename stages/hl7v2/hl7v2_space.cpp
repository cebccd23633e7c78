#include "stages/hl7v2/hl7v2_space.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "stages/hl7v2/lines.hpp"

namespace hios::hl7v2 {

using map::AddressError;
using map::kNoSlot;
using map::Resolved;
using map::Slot;

// What a number behind a variable counts.
Relative Hl7v2Space::relative_to(Slot within) const {
    for (; within != kNoSlot; within = entries_[within].within) {
        switch (entries_[within].kind) {
            case Kind::kGroup:
                return Relative::kNone;
            case Kind::kSegment:
                return Relative::kField;
            case Kind::kText:
                return Relative::kComponent;
            case Kind::kScope:
                break;
        }
    }
    return Relative::kNone;
}

std::uint16_t Hl7v2Space::name_of(const std::string& segment) {
    const std::uint16_t number = numbers_.add(segment);
    if (number > names_.size()) names_.push_back(segment);
    return number;
}

tl::expected<Resolved, AddressError> Hl7v2Space::resolve(std::string_view text, Slot within) {
    const std::optional<Address> address = read_address(text, relative_to(within));
    if (!address)
        return tl::unexpected(
            AddressError{fmt::format("\"{}\" is no address into an HL7 v2 message", text),
                         "Addresses look like PID-5[2].1.2, OBX-5.whole, OBX, or the name of a group."});
    Entry entry{*address, within, Kind::kText, kNoRule, 0};
    entry.rule = address->head.empty() ? kNoRule : walk_->rule_named(address->head);
    if (entry.rule != kNoRule) {
        entry.kind = Kind::kGroup;
        if (address->field != 0 || address->occurrence != 0)
            return tl::unexpected(
                AddressError{fmt::format("{} is a group, it has no fields", address->head),
                             "Go over its instances: $each: \"x in " + address->head + "\", then x.OBR-4."});
    } else if (!address->head.empty()) {
        if (!is_segment_name(address->head))
            return tl::unexpected(AddressError{fmt::format("there is no group or segment \"{}\"", address->head),
                                               "Segments have three characters; groups are those of the walk."});
        entry.kind = address->field == 0 ? Kind::kSegment : Kind::kText;
        entry.name = name_of(address->head);
    } else if (address->field == 0 && address->component == 0 && address->take == Address::Take::kFirst) {
        entry.kind = Kind::kScope;
    }
    Resolved resolved;
    resolved.slot = slot_of(std::move(entry));
    Entry& found = entries_[resolved.slot];
    found.asked = true;
    const Address& known = found.address;
    resolved.repeats = found.kind == Kind::kGroup || (found.kind == Kind::kSegment && known.occurrence == 0) ||
                       (found.kind == Kind::kText && known.field != 0 && known.repetition == 0 &&
                        known.component == 0 && known.take == Address::Take::kFirst);
    return resolved;
}

std::size_t Hl7v2Space::HashOfPlace::operator()(const Place& place) const {
    const Address& address = place.address;
    std::size_t hash = std::hash<std::string_view>()(address.head);
    for (const std::uint32_t number :
         {place.within, address.occurrence, address.field, address.repetition, address.key, address.component,
          address.subcomponent, static_cast<std::uint32_t>(address.take)})
        hash = (hash ^ number) * 0x9E37'79B9'7F4A'7C15U;
    return hash ^ hash >> 32U;
}

Slot Hl7v2Space::slot_of(Entry entry) {
    const auto [known, is_new] = known_.try_emplace({entry.within, entry.address}, entries_.size());
    if (is_new) entries_.push_back(std::move(entry));
    return known->second;
}

Slot Hl7v2Space::broader(Slot slot, map::Breadth breadth) {
    const auto column = static_cast<std::size_t>(breadth);
    if (slot < broader_.size() && broader_[slot][column] != kNoSlot) return broader_[slot][column];
    Entry made = entries_[slot];
    const bool in_field = made.kind == Kind::kText && made.address.field != 0;
    const bool in_segment = in_field || made.kind == Kind::kSegment;
    Slot found = slot;
    if (breadth == map::Breadth::kWhole && in_segment && made.name != 0) {
        made.kind = Kind::kSegment;
        made.address = {made.address.head};
    } else if (breadth == map::Breadth::kPart && in_field && made.address.take != Address::Take::kDeleted) {
        made.address = {made.address.head, made.address.occurrence, made.address.field};
    }
    if (!(made.address == entries_[slot].address)) {
        made.asked = false;
        found = slot_of(std::move(made));
    }
    broader_.resize(std::max(broader_.size(), entries_.size()), {kNoSlot, kNoSlot, kNoSlot});
    broader_[slot][column] = found;
    return found;
}

Slot Hl7v2Space::anchor(Slot slot) {
    Entry made = entries_[slot];
    if (made.name == 0 || (made.kind != Kind::kText && made.kind != Kind::kSegment)) return kNoSlot;
    if (made.kind == Kind::kSegment) return slot;
    made.kind = Kind::kSegment;
    made.asked = false;
    made.address = {made.address.head, made.address.occurrence};
    return slot_of(std::move(made));
}

std::optional<std::uint32_t> Hl7v2Space::question(const std::vector<Slot>& slots) {
    const auto [known, is_new] = known_questions_.try_emplace(slots, questions_.size());
    if (is_new) questions_.push_back(slots);
    return known->second;
}

std::string Hl7v2Space::describe(Slot slot) const {
    const Entry& entry = entries_[slot];
    std::string text = to_text(entry.address);
    if (!entry.address.head.empty() || entry.within == kNoSlot) return text;
    return describe(entry.within) + text;
}

std::optional<Hl7v2Space::Read> Hl7v2Space::read_by(Slot slot) const {
    const Entry& entry = entries_[slot];
    const Address& address = entry.address;
    if (!entry.asked || entry.kind == Kind::kGroup || entry.kind == Kind::kSegment ||
        address.take == Address::Take::kDeleted)
        return std::nullopt;
    Read read{address.head, address.field, address.repetition == 0 ? 1 : address.repetition, address.component,
              address.subcomponent};
    Slot outer = entry.within;
    bool in_repetition = address.field == 0;
    while (outer != kNoSlot && (read.segment.empty() || read.field == 0)) {
        const Entry& at = entries_[outer];
        if (at.kind == Kind::kGroup) return std::nullopt;
        if (read.field == 0) read.field = at.address.field;
        if (read.segment.empty()) read.segment = at.address.head;
        outer = at.within;
    }
    if (read.segment.empty() || read.field == 0) return std::nullopt;
    if (in_repetition) read.repetition = 0;
    if (address.take == Address::Take::kWhole) {
        if (!in_repetition && address.repetition == 0 && address.component == 0) read.repetition = 0;
        return read;
    }
    if (read.component == 0) read.component = 1;
    if (read.subcomponent == 0) read.subcomponent = 1;
    return read;
}

}  // namespace hios::hl7v2
