#pragma once
// Mends XML that a parser has refused, so that one stray sign does not cost a document.

#include <string_view>

#include "pipeline/byte_buffer.hpp"

namespace hios::ccda {

struct RepairNotes {
    bool cut_off = false;   // elements were open at the end
    bool trailing = false;  // something stood behind the root
};

// `text` is clean UTF-8 (decode.hpp). Writes well-formed XML, or nothing when there is no element: what stands
// before the root and behind it, processing instructions, comments and DOCTYPEs are left out; a '<' that
// begins no tag is escaped; attributes get the quotes and values they lack; an end tag closes the nearest
// element of its name and those in between, or is left out; what is open at the end is closed. Linear time.
RepairNotes repair(std::string_view text, ByteBuffer& into);

}  // namespace hios::ccda
