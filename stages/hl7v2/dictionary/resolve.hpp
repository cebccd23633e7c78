#pragma once
// Which structure a message has. Senders leave MSH-9.3 out, fill it wrongly or invent events; the dictionary then
// asks the table of events, EVN-1, and at last the message's content (HL7 v2.9, 2.13.9 and table 0354).

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stages/hl7v2/dictionary/release.hpp"
#include "stages/hl7v2/message.hpp"

namespace hios::hl7v2::dictionary {

// What a message says of itself. Views into the message, escapes undone or not: codes have none.
struct Stated {
    std::string_view message;                    // MSH-9.1
    std::string_view event;                      // MSH-9.2
    std::string_view structure;                  // MSH-9.3
    std::string_view version;                    // MSH-12.1
    std::string_view evn_event;                  // EVN-1
    std::span<const std::string_view> segments;  // names, in the message's order
};

// By which of the messages' statements the structure was found.
enum class FoundBy : std::uint8_t { kStructure, kEvent, kEvn, kMessage, kContent, kNothing };

// The views stay as long as the message's text and `names`, which takes the names of its segments.
[[nodiscard]] Stated read_stated(const Message& message, std::vector<std::string_view>& names);

struct Resolved {
    const Release* release = nullptr;      // never null after resolve()
    bool version_known = false;            // MSH-12 states a version of the dictionary
    const Structure* structure = nullptr;  // null: none fits (FoundBy::kNothing)
    FoundBy found_by = FoundBy::kNothing;
    bool contradicts = false;  // MSH-9.3 is not the structure of the event
};

[[nodiscard]] Resolved resolve(const Stated& stated);

// The structure's name, or what the message says of itself made into one ("CUSTOM_PAT", "UNKNOWN"): letters, digits
// and '_' only, at most 32, fit for the name of a folder.
[[nodiscard]] std::string structure_name(const Resolved& resolved, const Stated& stated);

}  // namespace hios::hl7v2::dictionary
