#pragma once
// What a machine asks of the document, thousands of times.

#include "stages/map/machine.hpp"

namespace hios::map {

inline std::string_view Machine::text_of(const Op& op) {
    if (row_.columns != nullptr) {
        const std::uint32_t column = row_.columns[op.c];
        return column < row_.count ? row_.fields[column] : std::string_view();
    }
    const Handle handle = handles_[op.flags];
    Known<std::string_view>& known = known_texts_.at(handle, op.c);
    if (known.run != run_ || known.handle != handle || known.slot != op.c)
        known = {handle, op.c, run_, view_->text(handle, op.c, scratch_)};
    if (noting_) note_text(op.c, known.value);
    return known.value;
}

// What only paths have.
inline std::string_view Machine::text_there(const Op& op) {
    const std::string_view text = view_->text_at(handles_[op.flags], {op.a, op.b}, op.c, scratch_);
    if (noting_) note_text(op.c, text);
    return text;
}

inline bool Machine::exists(std::uint8_t handle_number, Slot slot) {
    const Handle handle = handles_[handle_number];
    if (quick_) return view_->exists(handle, slot, scratch_);
    Known<bool>& known = known_there_.at(handle, slot);
    if (known.run != run_ || known.handle != handle || known.slot != slot)
        known = {handle, slot, run_, view_->exists(handle, slot, scratch_)};
    return known.value;
}

inline bool Machine::anything(std::uint8_t handle_number, Slot slot) {
    const Handle handle = handles_[handle_number];
    if (quick_) return view_->anything(handle, slot, scratch_);
    Known<bool>& known = known_anything_.at(handle, slot);
    if (known.run != run_ || known.handle != handle || known.slot != slot)
        known = {handle, slot, run_, view_->anything(handle, slot, scratch_)};
    return known.value;
}

inline bool Machine::has_any(const Guard* guards, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const Guard& guard = guards[i];
        if (guard.is_register   ? !registers_[guard.what].empty()
            : guard.is_question ? view_->any(handles_[guard.handle], guard.what, scratch_)
                                : anything(guard.handle, guard.what))
            return true;
    }
    return false;
}

}  // namespace hios::map
