#pragma once
// The elements and attributes a narrative may have, for lookup by a name read byte by byte.
// Sources: txt-1's XPath as published in FHIR's schematrons (STU3, R4), and the lists of HL7's
// reference validator (address, area, bdo, kbd, map; ismap, nohref, usemap, xml:*).

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hios::validate {

// A name's first 16 bytes as two words; all names known are shorter.
struct XmlName {
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    std::uint32_t size = 0;

    constexpr void append(char c) {
        const std::uint64_t byte = static_cast<unsigned char>(c);
        if (size < 8) {
            head |= byte << (8 * size);
        } else if (size < 16) {
            tail |= byte << (8 * (size - 8));
        }
        ++size;
    }
    constexpr bool operator==(const XmlName&) const = default;
};

constexpr XmlName xml_name(std::string_view text) {
    XmlName name;
    for (const char c : text) name.append(c);
    return name;
}

// The same of `size` bytes, quicker; 16 must be readable.
inline XmlName xml_name_in_place(const char* text, std::size_t size) {
    if constexpr (std::endian::native != std::endian::little) return xml_name({text, size});
    const auto first = [](std::uint64_t word, std::size_t bytes) {
        return bytes < 8 ? word & ((1ULL << (8 * bytes)) - 1) : word;
    };
    XmlName name;
    std::memcpy(&name.head, text, 8);
    std::memcpy(&name.tail, text + 8, 8);
    name.head = first(name.head, size);
    name.tail = size > 8 ? first(name.tail, size - 8) : 0;
    name.size = static_cast<std::uint32_t>(size);
    return name;
}

// A set of names with open addressing; a name's place in the list is its number.
template <std::size_t kCount>
class XmlNames {
public:
    static constexpr std::uint8_t kNone = 0xFF;
    static constexpr std::size_t kSize = kCount;

    constexpr explicit XmlNames(const std::array<std::string_view, kCount>& names) {
        numbers_.fill(kNone);
        for (std::size_t i = 0; i < kCount; ++i) {
            names_[i] = xml_name(names[i]);
            std::size_t slot = slot_of(names_[i]);
            while (numbers_[slot] != kNone) slot = (slot + 1) % kSlots;
            numbers_[slot] = static_cast<std::uint8_t>(i);
        }
    }
    [[nodiscard]] constexpr std::uint8_t find(const XmlName& name) const {
        for (std::size_t slot = slot_of(name); numbers_[slot] != kNone; slot = (slot + 1) % kSlots) {
            if (names_[numbers_[slot]] == name) return numbers_[slot];
        }
        return kNone;
    }

private:
    static constexpr std::size_t kSlots = 256;
    static constexpr std::size_t slot_of(const XmlName& name) {
        return ((name.head + name.tail * 3 + name.size) * 0x9E3779B97F4A7C15ULL) >> 56;
    }
    std::array<XmlName, kCount> names_{};
    std::array<std::uint8_t, kSlots> numbers_{};
};

inline constexpr XmlNames<53> kXhtmlElements({
    "a",     "abbr", "acronym", "address",  "area",  "b",     "bdo",  "big",    "blockquote", "br",  "caption",
    "cite",  "code", "col",     "colgroup", "dd",    "dfn",   "div",  "dl",     "dt",         "em",  "h1",
    "h2",    "h3",   "h4",      "h5",       "h6",    "hr",    "i",    "img",    "kbd",        "li",  "map",
    "ol",    "p",    "pre",     "q",        "samp",  "small", "span", "strong", "sub",        "sup", "table",
    "tbody", "td",   "tfoot",   "th",       "thead", "tr",    "tt",   "ul",     "var",
});

inline constexpr XmlNames<56> kXhtmlAttributes({
    "abbr",        "accesskey",   "align",      "alt",     "axis",     "bgcolor",  "border",    "cellhalign",
    "cellpadding", "cellspacing", "cellvalign", "char",    "charoff",  "charset",  "cite",      "class",
    "colspan",     "compact",     "coords",     "dir",     "frame",    "headers",  "height",    "href",
    "hreflang",    "hspace",      "id",         "ismap",   "lang",     "longdesc", "name",      "nohref",
    "nowrap",      "rel",         "rev",        "rowspan", "rules",    "scope",    "shape",     "span",
    "src",         "start",       "style",      "summary", "tabindex", "title",    "type",      "usemap",
    "valign",      "value",       "vspace",     "width",   "xml:id",   "xml:lang", "xml:space", "xmlns",
});

}  // namespace hios::validate
