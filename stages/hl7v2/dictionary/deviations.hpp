#pragma once
// In what a message deviates from the standard of the version it states: for `strict: true`. Never needed to read it.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "stages/hl7v2/dictionary/placement.hpp"
#include "stages/hl7v2/dictionary/resolve.hpp"

namespace hios::hl7v2::dictionary {

// One deviation and its place. Numbers from 1; 0: of the whole above it.
struct Deviation {
    const Code* code = nullptr;    // codes.hpp
    std::string_view segment;      // the dictionary's name, or a name with a segment's shape; else empty
    std::uint32_t occurrence = 0;  // which of the message's segments of that name; 0: it is missing
    std::uint32_t field = 0;
    std::uint32_t repetition = 0;
    std::uint32_t component = 0;
    std::uint32_t offset = 0;  // in Message::text(); for what is missing, of what it is missing in
};

// "OBX[3]-5[2].1": where it is, without any value.
[[nodiscard]] std::string place_text(const Deviation& deviation);

// Reused for message after message. Not thread-safe.
class DeviationFinder {
public:
    // In the order of the message; what is missing stands where its group began. Valid until the next call; at most
    // kMost, so that hostile input costs no more than that.
    const std::vector<Deviation>& find(const Message& message);
    static constexpr std::size_t kMost = 1000;

private:
    void check_header(const Message& message);
    void check_place(const Message& message, std::uint32_t index, const Structure& structure);
    void check_missing(const Message& message, const Structure& structure);
    void check_segment(Segment segment);
    void check_field(const SegmentType& type, const Element& element, Part field);
    void check_value(const Type& type, Part part);
    void check_leaf(std::string_view type, Part leaf);
    void check_set_id(const SegmentType& type, Segment segment);
    void add(const Code& code, std::uint32_t offset);

    Resolved resolved_;
    Placement placement_;
    std::vector<std::string_view> names_;
    std::vector<Deviation> found_;
    std::vector<std::uint32_t> occurrences_;                    // by segment
    std::unordered_map<std::uint32_t, std::uint32_t> counts_;   // by segment_code
    std::unordered_map<std::uint32_t, std::uint32_t> set_ids_;  // by segment_code: the last one
    std::vector<std::uint64_t> held_;                           // instance and node of every placed segment, sorted
    Deviation at_;                                              // where the check is
    std::string_view observation_type_;                         // OBX-2
};

}  // namespace hios::hl7v2::dictionary
