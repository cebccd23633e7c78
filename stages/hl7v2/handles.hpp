#pragma once
// Places in a message as the mapping language carries them.

#include <cstdint>

#include "stages/map/address_space.hpp"

namespace hios::hl7v2 {

// A handle: what it is in the upper 2 bits; then the group's instance, or segment (26), field (12) and repetition
// (24 bits).
enum class Tag : std::uint8_t { kWhole, kGroup, kSegment, kRepetition };
inline constexpr int kTagShift = 62;
inline constexpr int kSegmentShift = 36;
inline constexpr int kFieldShift = 24;
inline constexpr std::uint64_t kSegments = 1U << 26;
inline constexpr std::uint64_t kFields = 1U << 12;
inline constexpr std::uint64_t kRepetitions = 1U << 24;

inline Tag tag_of(map::Handle handle) {
    return static_cast<Tag>(handle >> kTagShift);
}
inline map::Handle group_handle(std::uint32_t instance) {
    return static_cast<map::Handle>(Tag::kGroup) << kTagShift | instance;
}
inline map::Handle segment_handle(std::uint64_t segment) {
    return static_cast<map::Handle>(Tag::kSegment) << kTagShift | segment << kSegmentShift;
}
inline map::Handle repetition_handle(std::uint64_t segment, std::uint64_t field, std::uint64_t index) {
    return static_cast<map::Handle>(Tag::kRepetition) << kTagShift | segment << kSegmentShift | field << kFieldShift |
           index;
}
inline std::uint32_t segment_of(map::Handle handle) {
    return static_cast<std::uint32_t>(handle >> kSegmentShift & (kSegments - 1));
}
inline std::uint32_t field_of(map::Handle handle) {
    return static_cast<std::uint32_t>(handle >> kFieldShift & (kFields - 1));
}

}  // namespace hios::hl7v2
