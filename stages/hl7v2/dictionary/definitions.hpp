#pragma once
// What the standard says of segments, data types and message structures. All of it is advice: nothing is refused
// for not standing here.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "stages/hl7v2/dictionary/versions.hpp"

namespace hios::hl7v2::dictionary {

enum class Optionality : std::uint8_t { kOptional, kRequired, kConditional, kWithdrawn };

struct Type;

// A field of a segment or a component of a data type.
struct Element {
    std::string_view name;  // as the standard has it: "Patient Name"
    std::string_view key;   // "patient_name", unique among its neighbours
    const Type* type = nullptr;
    std::uint16_t table = 0;  // HL7's number of its code table, 0 = none
    Optionality optionality = Optionality::kOptional;
    bool repeats = false;       // in this version
    bool repeats_ever = false;  // in any version: so its shape does not change from version to version
    bool of_version = true;     // false: only another version has it
};

enum class Kind : std::uint8_t {
    kText,       // ST, TX, FT: delimiters in it are more likely text than structure
    kPrimitive,  // NM, ID, DTM ...
    kComposite,
    kOpaque,  // varies, or composed of what the standard leaves open (CM of v2.1)
};

struct Type {
    std::string_view name;  // "XPN"
    std::string_view key;   // "xpn"
    Kind kind = Kind::kPrimitive;
    bool of_version = true;
    std::vector<Element> components;  // component n at n - 1
};

struct SegmentType {
    std::string_view name;  // "PID"
    std::string_view key;   // "pid"
    bool of_version = true;
    std::vector<Element> fields;  // field n at n - 1
};

// A segment's name as a number, in any letter case; 0 for what cannot be one (more than four bytes, or none).
constexpr std::uint32_t segment_code(std::string_view name) {
    if (name.size() > 4) return 0;
    std::uint32_t code = 0;
    for (const char c : name) {
        code = code << 8 | static_cast<unsigned char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return code;
}

// A segment or group of a message structure. Nodes stand in the order of the structure, a group before what it
// holds; node 0 is the whole message.
struct Node {
    std::string_view name;
    std::uint32_t code = 0;  // segment_code(name); 0: a group
    std::string_view key;    // unique among its neighbours: the second PID of ADT_A17 is pid_2
    std::uint16_t parent = 0;
    std::uint16_t end = 0;  // behind all that it holds: its next neighbour
    bool group = false;
    bool required = false;
    bool repeats = false;
    bool repeats_ever = false;  // at this place in any version
};

struct Structure {
    std::string_view name;  // "ADT_A01"
    bool of_version = true;
    std::vector<Node> nodes;
};

}  // namespace hios::hl7v2::dictionary
