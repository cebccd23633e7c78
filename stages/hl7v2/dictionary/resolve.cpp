#include "stages/hl7v2/dictionary/resolve.hpp"

#include <algorithm>
#include <array>

namespace hios::hl7v2::dictionary {
namespace {

bool is_word(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// The letters and digits at the beginning; `rest` is what follows the character after them.
std::string_view word(std::string_view text, std::string_view* rest = nullptr) {
    while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
    std::size_t end = 0;
    while (end < text.size() && is_word(text[end])) ++end;
    if (rest != nullptr) *rest = text.substr(std::min(end + 1, text.size()));
    return text.substr(0, end);
}

std::string joined(std::string_view message, std::string_view event) {
    std::string out(message);
    if (!event.empty()) out.append("_").append(event);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c; });
    return out;
}

// The structure of an event: as the table of events has it, else one of the event's own name.
const Structure* of_event(const Release& release, std::string_view message, std::string_view event) {
    if (message.empty() || event.empty()) return nullptr;
    const std::string name = joined(message, event);
    if (const Structure* own = release.structure(release.event(name)); own != nullptr) return own;
    return release.structure(name);
}

// A segment that only one kind of message has, and that kind's structures for the newest and the oldest versions.
struct Content {
    std::string_view segment;
    std::array<std::string_view, 2> structures;
};
constexpr std::array kContents{Content{"RXA", {"VXU_V04", "RAS_O17"}},
                               Content{"SCH", {"SIU_S12", ""}},
                               Content{"TXA", {"MDM_T02", ""}},
                               Content{"FT1", {"DFT_P03", ""}},
                               Content{"RXE", {"RDE_O11", "RDE_O01"}},
                               Content{"RXD", {"RDS_O13", "RDS_O01"}},
                               Content{"PRB", {"PPR_PC1", ""}},
                               Content{"RF1", {"REF_I12", ""}},
                               Content{"MFI", {"MFN_M02", "MFN_M01"}},
                               Content{"OBX", {"ORU_R01", ""}},
                               Content{"ORC", {"ORM_O01", "OMG_O19"}},
                               Content{"OBR", {"ORM_O01", "OMG_O19"}},
                               Content{"MRG", {"ADT_A39", "ADT_A40"}},
                               Content{"PID", {"ADT_A01", ""}},
                               Content{"MSA", {"ACK", ""}}};

// Messages that stand for one structure when their event is not stated. Orders and pharmacy have too many to guess.
constexpr std::pair<std::string_view, std::string_view> kOneStructure[]{
    {"ADT", "ADT_A01"}, {"ORU", "ORU_R01"}, {"ORM", "ORM_O01"}, {"VXU", "VXU_V04"}, {"MDM", "MDM_T02"},
    {"SIU", "SIU_S12"}, {"DFT", "DFT_P03"}, {"ACK", "ACK"},     {"OML", "OML_O21"}, {"OMG", "OMG_O19"},
    {"OMP", "OMP_O09"}, {"RAS", "RAS_O17"}, {"RDE", "RDE_O11"}, {"RDS", "RDS_O13"}, {"BAR", "BAR_P01"},
    {"PPR", "PPR_PC1"}, {"REF", "REF_I12"}, {"OUL", "OUL_R22"}};

const Structure* of_message(const Release& release, std::string_view message) {
    const std::string name = joined(message, {});
    for (const auto& [code, structure] : kOneStructure) {
        if (code == name) return release.structure(structure);
    }
    return nullptr;
}

const Structure* of_content(const Release& release, std::span<const std::string_view> segments) {
    for (const Content& content : kContents) {
        if (std::find(segments.begin(), segments.end(), content.segment) == segments.end()) continue;
        for (const std::string_view name : content.structures) {
            if (const Structure* structure = release.structure(name); structure != nullptr) return structure;
        }
    }
    return nullptr;
}

}  // namespace

Stated read_stated(const Message& message, std::vector<std::string_view>& names) {
    names.clear();
    Stated stated;
    const Segment header = message.header();
    stated.message = header.first(9, 1).text();
    stated.event = header.first(9, 2).text();
    stated.structure = header.first(9, 3).text();
    stated.version = header.first(12, 1).part(1).text();
    for (std::uint32_t i = 0; i < message.segment_count(); ++i) {
        const Segment segment = message.segment(i);
        names.push_back(segment.name());
        if (names.back() == "EVN" && stated.evn_event.empty()) stated.evn_event = segment.first(1, 1).text();
    }
    stated.segments = names;
    return stated;
}

Resolved resolve(const Stated& stated) {
    Resolved result;
    const StatedVersion version = read_version(stated.version);
    const Release& release = Release::of(version.version);
    result.release = &release;
    result.version_known = version.exact;
    const auto found = [&](const Structure* structure, FoundBy by) {
        if (structure == nullptr) return false;
        result.structure = structure;
        result.found_by = by;
        return true;
    };
    std::string_view behind;
    const std::string_view message = word(stated.message, &behind);
    std::string_view event = word(stated.event);
    if (event.empty()) event = word(behind);  // "ADT!A01", "ADT_A01"

    const Structure* of_stated_event = of_event(release, message, event);
    if (!stated.structure.empty()) {
        // Of use when it is of the stated message: ADT^A08^ORU_R01 is an error in 9.3, ADT^A08^ADT_A01 is right.
        const Structure* own = release.structure(stated.structure);
        const bool of_message_type = own != nullptr && (message.empty() || own->name.starts_with(message));
        result.contradicts =
            own == nullptr || !of_message_type || (of_stated_event != nullptr && of_stated_event != own);
        if (of_message_type && found(own, FoundBy::kStructure)) return result;
    }
    if (found(of_stated_event, FoundBy::kEvent)) return result;
    if (event.empty() && found(of_event(release, message, word(stated.evn_event)), FoundBy::kEvn)) return result;
    if (message == "ACK" && found(release.structure("ACK"), FoundBy::kMessage)) return result;
    if (found(of_message(release, message), FoundBy::kMessage)) return result;
    // A message type of the sender's own stays what he calls it; one that is empty or cut off is known by its content.
    const bool own_type = message.size() > 3;
    if (!own_type && found(of_content(release, stated.segments), FoundBy::kContent)) return result;
    return result;
}

std::string structure_name(const Resolved& resolved, const Stated& stated) {
    if (resolved.structure != nullptr) return std::string(resolved.structure->name);
    const std::string_view message = word(stated.message);
    return message.empty() ? "UNKNOWN" : joined(message.substr(0, 16), word(stated.event).substr(0, 15));
}

}  // namespace hios::hl7v2::dictionary
