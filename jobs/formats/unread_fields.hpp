#pragma once
// Counts what of messages no address of the map reads, by field.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "jobs/formats/read_fields.hpp"
#include "pipeline/work.hpp"
#include "stages/hl7v2/message.hpp"

namespace hios::jobs {

// For all messages of a run: fields that are empty, of one part or read whole cost a bit each, others a look at each
// of their delimiters, and nothing is allocated but for a segment's first appearance. Not thread-safe; one per worker.
class UnreadFields {
public:
    // `read` must outlive it.
    explicit UnreadFields(const ReadFields& read);

    void count(const hl7v2::Message& message);
    // Leaves that were not read since it was asked last, as "OBX-17". Lines that begin with no segment's name are "?".
    void tell(std::vector<MapTally>& tallies);

private:
    struct Segment {
        std::string name;
        const ReadFields::Segment* read = nullptr;
        std::vector<std::uint64_t> unread;  // by field
    };

    [[nodiscard]] Segment& segment(std::string_view name);
    void learn(const hl7v2::Delimiters& delimiters);
    void count_field(Segment& known, std::uint32_t number, const hl7v2::Part& part) const;
    [[nodiscard]] std::uint64_t unread_of(const hl7v2::Part& part, const ReadFields::Field& field) const;

    const ReadFields& read_;
    std::vector<Segment> segments_;
    std::unordered_map<std::uint32_t, std::uint32_t> known_;  // ReadFields::key_of() -> in segments_
    enum class Mark : std::uint8_t { kText, kRepetition, kComponent, kSubcomponent };
    std::array<Mark, 256> marks_{};  // by byte, of the delimiters at hand
    hl7v2::Delimiters delimiters_;
    std::uint32_t last_key_ = 0;
    std::uint32_t last_ = 0;
};

}  // namespace hios::jobs
