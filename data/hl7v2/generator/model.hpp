#pragma once
// The dictionary of HL7 v2 as it is read from its sources, before it is written as one text.

#include <array>
#include <map>
#include <string>
#include <vector>

namespace hios::hl7v2::generator {

inline constexpr std::array kVersions{"2.1", "2.2", "2.3",   "2.3.1", "2.4",   "2.5",  "2.5.1",
                                      "2.6", "2.7", "2.7.1", "2.8",   "2.8.1", "2.8.2"};

// A field of a segment or a component of a data type.
struct Element {
    std::string name;
    std::string type;
    char optionality = 'o';  // o optional, r required, c conditional, w withdrawn
    bool repeats = false;
    unsigned table = 0;  // HL7's number, 0 = none

    friend auto operator<=>(const Element&, const Element&) = default;
};

// A segment or a group in a message structure.
struct Node {
    std::string name;
    bool required = false;
    bool repeats = false;
    bool group = false;
    std::vector<Node> children;
};

struct Version {
    std::map<std::string, std::vector<Element>> segments;
    std::map<std::string, std::vector<Element>> types;  // without components: a primitive
    std::map<std::string, std::vector<Node>> structures;
    std::map<std::string, std::string> events;  // ADT_A04 -> ADT_A01
};

using Dictionary = std::array<Version, kVersions.size()>;

}  // namespace hios::hl7v2::generator
