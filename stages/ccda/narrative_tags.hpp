#pragma once
// What the elements and attributes of CDA's narrative block are called in FHIR's XHTML, by their numbers.

#include <array>
#include <string_view>

#include "stages/ccda/names.hpp"

namespace hios::ccda {

// A start tag without its '>', and the end tag; "": it has no content.
struct Tag {
    std::string_view open = "<span";  // footnote, footnoteRef and what is unknown
    std::string_view close = "</span>";
    bool has_table_attributes = false;  // may have them
};

struct KnownTag {
    std::string_view element;
    Tag tag;
};

// What is the same in both, what has another name, and what some write although CDA has it not.
inline constexpr std::array kKnownTags = std::to_array<KnownTag>({
    {"content", {"<span", "</span>"}},
    {"paragraph", {"<p", "</p>"}},
    {"item", {"<li", "</li>"}},
    {"table", {"<table", "</table>", true}},
    {"thead", {"<thead", "</thead>", true}},
    {"tbody", {"<tbody", "</tbody>", true}},
    {"tfoot", {"<tfoot", "</tfoot>", true}},
    {"tr", {"<tr", "</tr>", true}},
    {"td", {"<td", "</td>", true}},
    {"th", {"<th", "</th>", true}},
    {"col", {"<col", "", true}},
    {"colgroup", {"<colgroup", "</colgroup>", true}},
    {"sub", {"<sub", "</sub>", true}},
    {"sup", {"<sup", "</sup>", true}},
    {"b", {"<b", "</b>", true}},
    {"i", {"<i", "</i>", true}},
    {"em", {"<em", "</em>", true}},
    {"strong", {"<strong", "</strong>", true}},
    {"p", {"<p", "</p>", true}},
    {"div", {"<div", "</div>", true}},
    {"span", {"<span", "</span>", true}},
    {"ul", {"<ul", "</ul>", true}},
    {"ol", {"<ol", "</ol>", true}},
    {"li", {"<li", "</li>", true}},
    {"h1", {"<h1", "</h1>", true}},
    {"h2", {"<h2", "</h2>", true}},
    {"h3", {"<h3", "</h3>", true}},
    {"h4", {"<h4", "</h4>", true}},
    {"h5", {"<h5", "</h5>", true}},
    {"h6", {"<h6", "</h6>", true}},
    {"dl", {"<dl", "</dl>", true}},
    {"dt", {"<dt", "</dt>", true}},
    {"dd", {"<dd", "</dd>", true}},
    {"pre", {"<pre", "</pre>", true}},
});
inline constexpr std::array<Tag, kFixedNames.size()> kTags = [] {
    std::array<Tag, kFixedNames.size()> made{};
    for (const KnownTag& known : kKnownTags) {
        for (std::size_t name = 0; name < made.size(); ++name) {
            if (kFixedNames[name] == known.element) made[name] = known.tag;
        }
    }
    return made;
}();

inline constexpr std::array<std::string_view, 16> kTableAttributes{
    "summary", "width", "border",  "frame",  "rules", "cellspacing", "cellpadding", "span",
    "align",   "char",  "charoff", "valign", "abbr",  "axis",        "rowspan",     "colspan"};
inline constexpr std::array<bool, kFixedAttributes.size()> kIsTableAttribute = [] {
    std::array<bool, kFixedAttributes.size()> made{};
    for (const std::string_view wanted : kTableAttributes) {
        for (std::size_t name = 0; name < made.size(); ++name) made[name] |= kFixedAttributes[name] == wanted;
    }
    return made;
}();

}  // namespace hios::ccda
