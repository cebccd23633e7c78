#pragma once
// The XML of service answers: elements and text, no attributes kept, prefixes of names dropped. Document
// types are refused, so no entity can grow. Stateless.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hios::aws {

struct XmlElement {
    std::string name;
    std::string text;  // of this element alone, with entities resolved
    std::vector<XmlElement> children;

    // The first child of this name, or null.
    [[nodiscard]] const XmlElement* find(std::string_view child) const;
    // The text of the first child of this name, "" when there is none.
    [[nodiscard]] std::string_view text_of(std::string_view child) const;
};

// The root; nothing when the text is no well-formed XML, or nested deeper than any answer (32).
std::optional<XmlElement> parse_xml(std::string_view text);

// For element content.
std::string xml_escaped(std::string_view text);

}  // namespace hios::aws
