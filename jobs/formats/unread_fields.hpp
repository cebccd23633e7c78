#pragma once
// Counts what of messages no address of the map reads, by field.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pipeline/work.hpp"
#include "stages/hl7v2/hl7v2_space.hpp"
#include "stages/hl7v2/message.hpp"

namespace hios::jobs {

// Says the same of each leaf as hl7v2::ReadAddresses does, but for all messages of a run: a field that is read whole
// costs one look, and nothing is allocated but for a segment's first appearance. Not thread-safe; one per worker.
class UnreadFields {
public:
    explicit UnreadFields(const hl7v2::Hl7v2Space& space);

    void count(const hl7v2::Message& message);
    // Leaves that were not read since it was asked last, as "OBX-17". Lines that begin with no segment's name are "?".
    void tell(std::vector<MapTally>& tallies);

private:
    // Which subcomponents of each component are read: bit n - 1 of number n, the last bit of all beyond.
    struct Repetition {
        std::vector<std::uint32_t> components;  // by number - 1
        std::uint32_t others = 0;               // of components beyond
    };
    struct Field {
        bool whole = false;                   // all of it is read
        std::vector<Repetition> repetitions;  // by number - 1; the last holds for all beyond
        std::uint64_t unread = 0;
    };
    struct Segment {
        std::string name;
        std::vector<Field> fields;  // by number
    };

    [[nodiscard]] Segment& segment(std::string_view name);
    static void add(Field& field, const hl7v2::Hl7v2Space::Read& read);
    void learn(const hl7v2::Delimiters& delimiters);
    [[nodiscard]] std::uint64_t unread_of(const hl7v2::Part& part, const Field& field) const;
    static std::uint64_t unread_of_long(const hl7v2::Part& part, const Field& field);
    [[nodiscard]] static const Repetition& repetition(const Field& field, std::size_t index);
    [[nodiscard]] static std::uint32_t mask(const Repetition& read, std::size_t index);

    std::vector<Segment> segments_;
    std::unordered_map<std::uint32_t, std::uint32_t> known_;  // its three characters -> in segments_
    enum class Mark : std::uint8_t { kText, kBlank, kRepetition, kComponent, kSubcomponent };
    std::array<Mark, 256> marks_{};  // by byte, of the delimiters at hand
    hl7v2::Delimiters delimiters_;
    std::uint32_t last_key_ = 0;
    std::uint32_t last_ = 0;
};

}  // namespace hios::jobs
