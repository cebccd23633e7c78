// The ordinals of places: all of one kind are numbered when the first is asked for, in one pass.

#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include "stages/map/machine.hpp"

namespace hios::map {

void Machine::ordinal(const Op& op) {
    const Ordinal& one = program_.ordinals[op.a];
    const Handle around = handles_[op.flags];
    const Handle place = op.c == one.places ? around : view_->enclosing(around, one.places);
    r_[op.reg] = {};
    if (place == kWholeDocument) return;
    NumberedPlaces& numbered = ordinals_[op.a];
    if (numbered.run != run_) {
        numbered.run = run_;
        number_places(one, numbered);
    }
    const HandleMap::Entry* const known = numbered.of_places.known(0, place);
    r_[op.reg] = known == nullptr ? "1" : known->text();
}

// Remembered are those that are not the first of their value. A value that fails is no value.
void Machine::number_places(const Ordinal& ordinal, NumberedPlaces& numbered) {
    numbered.of_places.clear();
    numbered.of_values.clear();
    const std::uint32_t count = view_->count(kWholeDocument, ordinal.places);
    for (std::uint32_t i = 0; count > 1 && i < count; ++i) {
        const Handle place = view_->item(kWholeDocument, ordinal.places, i);
        std::string_view value;
        const bool trying = std::exchange(trying_, false);  // it is remembered, whoever asks first
        if (!run_fragment(program_.fragments[ordinal.value], {place, kWholeDocument}, value)) value = {};
        trying_ = trying;
        const std::uint64_t hash = XXH3_64bits(value.data(), value.size());
        std::uint32_t before = 0;  // places with this value
        bool is_new = false;
        for (std::uint32_t number = 0;; ++number) {
            HandleMap::Entry& entry = numbered.of_values.at(number, hash, is_new);
            if (is_new) entry.set_text(value);
            if (entry.text() != value) continue;  // another of the same hash
            before = entry.value++;
            break;
        }
        if (before == 0) continue;
        const fmt::format_int digits(before + 1);
        numbered.of_places.at(0, place, is_new).set_text(scratch_.copy({digits.data(), digits.size()}));
    }
}

}  // namespace hios::map
