#pragma once
// How messages become JSON, and the rules that both the writer and the table definitions follow.
//
// One message is one object on one line:
//
//     {"message_structure": "ORU_R01", "message_version": "2.5.1",
//      "msh": {"field_separator": "|", ... "message_control_id": "4711"},
//      "patient_result": [{"patient": {"pid": {"patient_name": [{"given_name": "..."}]}}, "order_observation": [...]}]}
//
// Groups and segments: nested as the message structure has them. Fields: by the standard's name for the message's
// version in snake case. Components and subcomponents: objects, down to where the data type is a primitive.
//
// A path has one type in all messages of a structure and version:
//   - A field, segment or group is an array when the standard lets it repeat at this place in any version.
//   - When the data repeats what the standard does not, the first stays where it is and all others are an array of the
//     same type beside it: "administrative_sex" and "administrative_sex_repeats".
//   - What the data type has no place for (components of a primitive, fields that no version knows) is in the segment's
//     "other_fields": {"8.2": "...", "45[2].1": "..."}: the address within the segment.
//   - A segment that its group has no place for is an array under its name in the group it stands in: "zpi": [...]; one
//     that no version knows is an object of addresses, as other_fields is. What has no segment's name is in
//     "unknown_segments", its name under "0".
//   - OBX-5 is an object with one member, named by the type in OBX-2: {"nm": 5.40}, {"cwe": {...}}, {"tx": "..."};
//     {"text": "..."} where OBX-2 is empty, unknown or contradicted by the value, {"parts": {...}} if that has parts.
//
// Values: text with escapes decoded. "" is a value the sender deletes; one that was not sent is left out, in the middle
// of an array null. ST, TX and FT keep the delimiters that stand in them. NM in OBX-5 is a number with the digits sent
// ("+.50" is 0.50). Dates and times stay text.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "stages/hl7v2/dictionary/definitions.hpp"

namespace hios::hl7v2::json {

enum class Names : std::uint8_t {
    kLong,   // pid.patient_name[0].family_name.surname
    kShort,  // pid.pid_5[0].c1.s1
};

struct Options {
    Names names = Names::kLong;
    // Names and types of this version for all messages, whatever MSH-12 says: one table for many senders.
    std::optional<dictionary::Version> version;
};

inline constexpr std::string_view kStructureKey = "message_structure";
inline constexpr std::string_view kVersionKey = "message_version";
inline constexpr std::string_view kRepeats = "_repeats";
inline constexpr std::string_view kOtherFields = "other_fields";
inline constexpr std::string_view kUnknownSegments = "unknown_segments";
inline constexpr std::string_view kTextKey = "text";    // in OBX-5
inline constexpr std::string_view kPartsKey = "parts";  // in OBX-5

// Whether OBX-5 may have a member of this type.
[[nodiscard]] bool is_observation_type(std::string_view type);
[[nodiscard]] std::span<const std::string_view> observation_types();
// Those that results mostly have.
[[nodiscard]] bool is_common_observation_type(std::string_view type);

// The segment with a field that another (OBX-2) gives its type, and that field.
[[nodiscard]] inline bool is_observation(const dictionary::SegmentType& type) {
    return type.name == "OBX";
}
inline constexpr std::uint32_t kObservationValue = 5;

}  // namespace hios::hl7v2::json
