#pragma once
// What of each field of a message a map reads, down to subcomponents.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "stages/hl7v2/hl7v2_space.hpp"

namespace hios::jobs {

// Says the same of each leaf as hl7v2::ReadAddresses does, as tables of bits. Immutable: one for all workers.
class ReadFields {
public:
    static constexpr std::uint32_t kAll = 0xFFFF'FFFF;
    // Numbers beyond are counted as these: no standard has that many, and a hostile line must not size a table.
    static constexpr std::uint32_t kMostFields = 4096;

    // Which subcomponents of each component are read: bit n - 1 of number n, the last bit of all beyond.
    struct Repetition {
        std::vector<std::uint32_t> components;  // by number - 1
        std::uint32_t others = 0;               // of components beyond

        [[nodiscard]] std::uint32_t component(std::size_t index) const {
            return index < components.size() ? components[index] : others;
        }
    };
    struct Field {
        std::vector<Repetition> repetitions;  // by number - 1; the last holds for all beyond

        [[nodiscard]] const Repetition& repetition(std::size_t index) const;
    };
    struct Segment {
        std::vector<Field> fields;  // by number
        // Bit n: of field n, below 64.
        std::uint64_t whole = 0;  // all of it is read
        std::uint64_t first = 0;  // ... at least its first subcomponent
    };

    explicit ReadFields(const hl7v2::Hl7v2Space& space);

    // By key_of() its name; one of which nothing is read has no fields.
    [[nodiscard]] const Segment& segment(std::uint32_t key) const;
    // Three characters as a number; 0: that is no segment's name.
    [[nodiscard]] static std::uint32_t key_of(std::string_view name);
    [[nodiscard]] static std::uint32_t bit_of(std::uint32_t subcomponent) {
        return 1U << (subcomponent <= kLastBit ? subcomponent - 1 : kLastBit);
    }
    [[nodiscard]] static const Field& nothing();

private:
    static constexpr std::uint32_t kLastBit = 31;

    static void add(Field& field, const hl7v2::Hl7v2Space::Read& read);

    std::unordered_map<std::uint32_t, Segment> segments_;
};

}  // namespace hios::jobs
