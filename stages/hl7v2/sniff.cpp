#include "stages/hl7v2/sniff.hpp"

#include <string>

#include "stages/hl7v2/delimiters.hpp"
#include "stages/hl7v2/header.hpp"
#include "stages/hl7v2/lines.hpp"

namespace hios::hl7v2 {
namespace {

constexpr std::size_t kHead = 256;
constexpr std::string_view kXmlNamespace = "urn:hl7-org:v2xml";

bool is_er7(std::string_view head) {
    const std::string_view text = head.substr(header_begin(head));
    if (begins_with_header(text)) return true;
    return text.size() > 3 && text[3] == '|' && is_segment_name(text.substr(0, 3));
}

}  // namespace

Sniffed sniff(std::string_view head) {
    head = head.substr(0, kHead);
    if (wide_characters(head) != 0) {
        std::string narrow;
        for (const char c : head) {
            if (static_cast<unsigned char>(c) < 0x80 && c != '\0') narrow += c;
        }
        return is_er7(narrow) ? Sniffed::kWideEr7 : Sniffed::kNo;
    }
    if (is_er7(head)) return Sniffed::kEr7;
    const bool xml =
        head.substr(header_begin(head)).starts_with('<') && head.find(kXmlNamespace) != std::string_view::npos;
    return xml ? Sniffed::kXml : Sniffed::kNo;
}

}  // namespace hios::hl7v2
