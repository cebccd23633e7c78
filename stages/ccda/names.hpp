#pragma once
// Names of elements and of attributes as numbers, each kind for itself. Known are those this folder asks for and those
// the addresses of maps name; every other name has the number 0.

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hios::ccda {

using Symbol = std::uint16_t;

// clang-format off
inline constexpr std::array kFixedNames = std::to_array<std::string_view>({
    "", "ClinicalDocument", "component", "structuredBody", "nonXMLBody", "section", "entry", "text", "templateId", "id",
    "code", "title", "reference", "translation", "originalText", "effectiveTime", "value", "low", "high", "center",
    "act", "encounter", "observation", "observationMedia", "organizer", "procedure", "regionOfInterest",
    "substanceAdministration", "supply", "recordTarget", "entryRelationship", "time", "statusCode", "participant",
    "content", "paragraph", "list", "item", "caption", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "col",
    "colgroup", "br", "sub", "sup", "linkHtml", "footnote", "footnoteRef", "renderMultiMedia", "width", "consumable",
    "manufacturedProduct", "manufacturedMaterial", "name", "author", "period", "event",
    // HTML, which some write in narratives
    "b", "i", "em", "strong", "p", "div", "span", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd",
    "pre", "a"});

inline constexpr std::array kFixedAttributes = std::to_array<std::string_view>({
    "", "xmlns", "code", "codeSystem", "extension", "ID", "mediaType", "moodCode", "nullFlavor", "representation", "root",
    "type", "unit", "value",
    // of narratives
    "styleCode", "listType", "href", "referencedObject", "summary", "width", "border", "frame", "rules", "cellspacing",
    "cellpadding", "span", "align", "char", "charoff", "valign", "abbr", "axis", "rowspan", "colspan"});
// clang-format on

namespace names {
template <std::size_t Size>
consteval Symbol number_in(const std::array<std::string_view, Size>& fixed, std::string_view name) {
    for (std::size_t i = 1; i < Size; ++i) {
        if (fixed[i] == name) return static_cast<Symbol>(i);
    }
    throw "no fixed name";
}
consteval Symbol of(std::string_view name) {
    return number_in(kFixedNames, name);
}
consteval Symbol attribute(std::string_view name) {
    return number_in(kFixedAttributes, name);
}
// Of a set of names in 64 bits; several names share one.
constexpr std::uint64_t bit(Symbol name) {
    return std::uint64_t{1} << (name % 64U);
}
}  // namespace names

// Names of one kind. Filled while maps are compiled, then only read: shared between threads.
class NameTable {
public:
    NameTable() : NameTable(std::span<const std::string_view>()) {}
    explicit NameTable(std::span<const std::string_view> fixed);
    // The number of a name, a new one when it is not known. 0 when there are too many (65 535), or it is too long.
    Symbol add(std::string_view name);
    // 0: not known. Eight bytes at `name` must be readable.
    [[nodiscard]] Symbol find(const char* name, std::size_t size) const {
        const Ends ends = ends_of(name, size);
        for (std::size_t at = slot_of(ends, size);; at = (at + 1) & mask_) {
            const Entry& entry = table_[at];
            if (entry.symbol == 0) return 0;
            if (entry.size != size || entry.ends.head != ends.head || entry.ends.tail != ends.tail) continue;
            if (size <= 16 || std::memcmp(entry.text, name, size) == 0) return entry.symbol;
        }
    }
    [[nodiscard]] std::string_view text(Symbol symbol) const { return texts_[symbol]; }
    [[nodiscard]] std::size_t size() const { return texts_.size(); }
    static constexpr std::size_t kLongest = 44;  // bytes of a name

private:
    // The first and, of more than eight, the last eight bytes: most names are no more than these.
    struct Ends {
        std::uint64_t head = 0;
        std::uint64_t tail = 0;
    };
    struct Entry {
        Ends ends;
        char text[kLongest] = {};
        std::uint16_t size = 0;
        Symbol symbol = 0;
    };
    [[nodiscard]] static Ends ends_of(const char* name, std::size_t size) {
        Ends ends;
        std::memcpy(&ends.head, name, 8);
        if (size < 8) ends.head &= (1ULL << (8 * size)) - 1;
        if (size > 8) std::memcpy(&ends.tail, name + size - 8, 8);
        return ends;
    }
    [[nodiscard]] std::size_t slot_of(const Ends& ends, std::size_t size) const {
        const std::uint64_t mixed =
            (ends.head ^ (ends.tail * 0x9E37'79B9'7F4A'7C15ULL) ^ size) * 0xD6E8'FEB8'6659'FD93ULL;
        return static_cast<std::size_t>(mixed >> 40) & mask_;
    }
    void place(Symbol symbol);

    std::vector<std::string> texts_;
    std::vector<Entry> table_;
    std::size_t mask_ = 0;
};

struct Names {
    NameTable elements{kFixedNames};
    NameTable attributes{kFixedAttributes};
};

}  // namespace hios::ccda
