#pragma once
// What became of each entry of a document, by template. No patient data: templates, element names, places.

#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/ccda/dispatch.hpp"

namespace hios::ccda {

enum class EntryState : std::uint8_t {
    kClaimed,   // a name of the map has it
    kSkipped,   // a name with a reason to skip has it
    kPart,      // nobody's own; it lies in an entry that is claimed and is for that one's addresses to read
    kUnmapped,  // nobody's
};

struct EntryUse {
    NodeId node = 0;
    EntryState state = EntryState::kUnmapped;
    std::uint16_t claim = 0;         // rule + 1, of kClaimed and kSkipped
    std::string_view template_root;  // the first that the catalogue knows, else the first; "" when there is none
    std::string_view element;        // "observation"
};

// Every clinical statement and section, and whatever else is claimed, in document order. Texts live as long as the
// document. Document::append_path says where one stands.
void account(const Document& document, const Index& index, const Dispatch& dispatch, std::vector<EntryUse>& into);

}  // namespace hios::ccda
