#pragma once
// Where the components of a message's repetitions stand, and which of them have a value. A map asks for them over and
// over: each repetition is cut once.

#include <array>
#include <cstdint>
#include <vector>

#include "stages/hl7v2/message.hpp"

namespace hios::hl7v2 {

// The components of one repetition. Valid until the cache is asked for another one.
class Components {
public:
    // Further ones are found, but not known beforehand.
    static constexpr std::uint32_t kMost = 32;
    struct Place {
        std::uint32_t begin;
        std::uint32_t end;
        std::uint32_t mark;
    };

    Components(const Part& whole, const Place* places, std::uint32_t count, std::uint32_t filled, std::uint32_t plain)
        : whole_(&whole), places_(places), count_(count), filled_(filled), plain_(plain) {}

    // Whether the component, from 1, is one of those that the next three tell of.
    [[nodiscard]] bool knows(std::uint32_t number) const { return number <= kMost && count_ <= kMost; }
    // It has a value: it is not empty, blank or "".
    [[nodiscard]] bool filled(std::uint32_t number) const { return (filled_ >> (number - 1) & 1U) != 0; }
    // It has no subcomponents: it is its own first one.
    [[nodiscard]] bool plain(std::uint32_t number) const { return (plain_ >> (number - 1) & 1U) != 0; }
    [[nodiscard]] std::string_view text(std::uint32_t number) const {
        const Place& at = places_[number - 1];
        return whole_->message()->text().substr(at.begin, at.end - at.begin);
    }

    [[nodiscard]] Part part(std::uint32_t number) const {
        if (number <= count_ && number <= kMost) {
            const Place& at = places_[number - 1];
            return {*whole_->message(), Level::kComponent, at.begin, at.end, at.mark};
        }
        return count_ <= kMost ? Part() : whole_->part(number);
    }

private:
    const Part* whole_;
    const Place* places_;
    std::uint32_t count_;  // kMost + 1: there are more
    std::uint32_t filled_;
    std::uint32_t plain_;
};

// Not thread-safe. Keeps its memory from message to message.
class ComponentCache {
public:
    // The message may be another one from now on.
    void clear() {
        for (Slot& slot : slots_) slot.key = 0;
        places_.clear();
    }

    // `key`: not 0, one for each repetition. `repetition`: gives its Part.
    template <class Get>
    Components of(std::uint64_t key, Get&& repetition) {
        Slot& slot = slots_[(key >> 24U ^ key >> 36U ^ key) % slots_.size()];
        if (slot.key != key) fill(slot, key, repetition());
        return {slot.whole, places_.data() + slot.first, slot.count, slot.filled, slot.plain};
    }

private:
    struct Slot {
        std::uint64_t key = 0;
        Part whole;
        std::uint32_t first = 0;  // in places_
        std::uint32_t count = 0;
        std::uint32_t filled = 0;
        std::uint32_t plain = 0;
    };
    static constexpr std::size_t kMostPlaces = 4096;  // so many are forgotten together

    void fill(Slot& slot, std::uint64_t key, const Part& whole);

    std::array<Slot, 64> slots_;
    std::vector<Components::Place> places_;
};

}  // namespace hios::hl7v2
