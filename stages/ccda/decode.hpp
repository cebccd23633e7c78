#pragma once
// Bytes of an XML document to clean UTF-8 that a parser may work in: whatever encoding they really are in,
// without characters that XML and JSON forbid.

#include <string_view>

#include "pipeline/byte_buffer.hpp"

namespace hios::ccda {

struct DecodeNotes {
    bool wrong_encoding = false;  // not what the XML declaration or the lack of one says
    bool replaced = false;        // bytes that are no text, control characters, references to such
};

// Replaces what `into` holds. Order: byte order mark, zero bytes of UTF-16, then the declared encoding as far
// as the bytes agree: text that is UTF-8 is UTF-8 whatever it declares, other text is windows-1252 (of which
// ISO 8859-1 is a part), single bad bytes in UTF-8 become U+FFFD. Control characters become blanks, named
// entities of HTML the character they mean, character references that XML forbids U+FFFD. A '&' that begins
// no reference stays: the parser takes it for text. Time is linear; not larger than twice the input.
[[nodiscard]] DecodeNotes decode(std::string_view bytes, ByteBuffer& into);

// The encoding of the XML declaration, "" when there is none. For texts whose ASCII is plain.
[[nodiscard]] std::string_view declared_encoding(std::string_view head);

}  // namespace hios::ccda
