#pragma once
// Tells HL7 v2 from other files by the first bytes.

#include <string_view>

namespace hios::hl7v2 {

enum class Sniffed : unsigned char {
    kNo,
    kEr7,      // as it is
    kWideEr7,  // in UTF-16 or UTF-32: decode it before it is split (Charset::kUtf16, kUtf32)
    kXml,      // the XML encoding of HL7 v2, which is not read (codes::kXml)
};

// `head`: the beginning of a file, 256 bytes are enough. A header segment must come first, behind a byte order mark,
// blanks, line ends or the bytes of a frame; or a line that begins with a segment's name and '|' (codes::kBeforeHeader
// then tells of it).
[[nodiscard]] Sniffed sniff(std::string_view head);

}  // namespace hios::hl7v2
