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
    struct Cut {
        Part whole;
        std::uint32_t first = 0;   // among the places of the cache
        std::uint32_t count = 0;   // kMost + 1: there are more; 0: it is not cut yet
        std::uint32_t filled = 0;  // bit n - 1: component n has a value; it is not empty, blank or ""
        std::uint32_t plain = 0;   // ... has no subcomponents: it is its own first one
    };

    Components(const Cut& cut, const Place* places) : cut_(&cut), places_(places) {}

    // Whether the component, from 1, is one of those that the next three tell of.
    [[nodiscard]] bool knows(std::uint32_t number) const { return number <= kMost && cut_->count <= kMost; }
    [[nodiscard]] bool filled(std::uint32_t number) const { return (cut_->filled >> (number - 1) & 1U) != 0; }
    [[nodiscard]] bool plain(std::uint32_t number) const { return (cut_->plain >> (number - 1) & 1U) != 0; }
    [[nodiscard]] std::string_view text(std::uint32_t number) const {
        const Place& at = places_[cut_->first + number - 1];
        return {cut_->whole.message()->text().data() + at.begin, at.end - at.begin};
    }

    [[nodiscard]] Part part(std::uint32_t number) const {
        if (number <= cut_->count && number <= kMost) {
            const Place& at = places_[cut_->first + number - 1];
            return {*cut_->whole.message(), Level::kComponent, at.begin, at.end, at.mark};
        }
        return cut_->count <= kMost ? Part() : cut_->whole.part(number);
    }

private:
    const Cut* cut_;
    const Place* places_;
};

// Not thread-safe. Keeps its memory from message to message.
class ComponentCache {
public:
    // What was known of another message is forgotten. The message must stay as it is while the cache is used.
    void set(const Message& message);

    // Of the first repetition of a field that is there; not of those that have no parts (MSH-1 and MSH-2). `key`: as
    // for of().
    Components first(std::uint32_t segment, std::uint32_t field, std::uint64_t key) {
        const auto cut = [&] { return message_->segment(segment).field(field).part(1); };
        if (firsts_.empty()) return of(key, cut);
        Cut& known = firsts_[first_of_[segment] + field];
        if (known.count == 0) fill(known, cut(), first_places_);
        return components(known, first_places_);
    }

    // `key`: not 0, one for each repetition. `repetition`: gives its Part.
    template <class Get>
    Components of(std::uint64_t key, Get&& repetition) {
        Slot& slot = slots_[(key >> 24U ^ key >> 36U ^ key) % slots_.size()];
        if (slot.key != key) {
            if (places_.size() > kMostPlaces) forget();
            slot.key = key;
            fill(slot.cut, repetition(), places_);
        }
        return components(slot.cut, places_);
    }

private:
    using Cut = Components::Cut;
    struct Slot {
        std::uint64_t key = 0;
        Cut cut;
    };
    using Places = std::vector<Components::Place>;
    static constexpr std::size_t kMostPlaces = 4096;       // so many are forgotten together
    static constexpr std::uint32_t kMostFields = 1 << 16;  // of a message; of longer ones nothing is known for good

    void forget();
    static void fill(Cut& cut, const Part& whole, Places& places);
    [[nodiscard]] static Components components(const Cut& cut, const Places& places) { return {cut, places.data()}; }

    const Message* message_ = nullptr;
    std::vector<std::uint32_t> first_of_;  // by segment: of its field 0 in firsts_
    std::vector<Cut> firsts_;
    Places first_places_;
    std::array<Slot, 16> slots_;
    Places places_;
};

}  // namespace hios::hl7v2
