#pragma once
// References in XML text: what they mean, which are allowed.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hios::ccda {

// The character of an entity of HTML 4 that XML does not know ("nbsp"); 0 when it is none, or one of XML's five.
[[nodiscard]] std::uint32_t html_entity(std::string_view name);

// XML 1.0, production [2] Char.
[[nodiscard]] constexpr bool is_xml_char(std::uint32_t point) {
    if (point < 0x20) return point == '\t' || point == '\n' || point == '\r';
    return point < 0xD800 || (point > 0xDFFF && point < 0xFFFE) || (point > 0xFFFF && point <= 0x10FFFF);
}

// Writes `point`, 1 to 4 bytes; gives the end.
char* put_utf8(char* at, std::uint32_t point);

// Mends the references in `text` in place (see decode.hpp); gives the new size. `bad` is set when a reference
// was to a character that XML forbids.
std::size_t normalise_references(char* text, std::size_t size, bool& bad);

}  // namespace hios::ccda
