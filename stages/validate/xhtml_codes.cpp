#include <array>
#include <cassert>

#include "stages/validate/xhtml.hpp"

namespace hios::validate {
namespace {

struct XhtmlRow {
    XhtmlFault fault;
    Code code;
};

// In the order of XhtmlFault, which code_of() counts on.
constexpr std::array<XhtmlRow, 10> kXhtmlRows{{
    {XhtmlFault::kNotWellFormed,
     {"xhtml.not_well_formed", "The narrative is not well-formed XML.",
      "Quote attribute values, name each attribute once a tag, write < as &lt;, and leave out control characters."}},
    {XhtmlFault::kEndTag,
     {"xhtml.end_tag", "An element of the narrative is not closed, or closed out of order.",
      "Close every element, the innermost first; write empty ones as <br/>."}},
    {XhtmlFault::kEntity,
     {"xhtml.entity", "An & in the narrative begins neither a character reference nor one of XML's five entities.",
      "Write & as &amp;, and HTML's named entities as characters or numbers: &nbsp; as &#160;."}},
    {XhtmlFault::kDeclaration,
     {"xhtml.declaration", "The narrative holds a DOCTYPE, another declaration or a processing instruction.",
      "Leave it out: a narrative is a fragment that begins with its div."}},
    {XhtmlFault::kTooDeep,
     {"xhtml.too_deep", "Elements of the narrative are nested more than 128 deep.", "Flatten the narrative."}},
    {XhtmlFault::kRoot,
     {"xhtml.root", "The narrative is not one div in XHTML's namespace.",
      "Put all of it into one <div xmlns=\"http://www.w3.org/1999/xhtml\">."}},
    {XhtmlFault::kElement,
     {"xhtml.element", "The narrative holds an element other than basic HTML formatting (txt-1).",
      "Use text, list, table, link and image elements of HTML 4.0 in lower case; no head, body, script, form, frame or "
      "object."}},
    {XhtmlFault::kAttribute,
     {"xhtml.attribute", "An element of the narrative has an attribute that txt-1 does not allow.",
      "Remove it: event handlers, xlink and data attributes have no place there; style and class do."}},
    {XhtmlFault::kScript, {"xhtml.script", "A link of the narrative runs a script.", "Remove the javascript: link."}},
    {XhtmlFault::kEmpty,
     {"xhtml.empty", "The narrative holds neither text nor an image (txt-2).",
      "Write some text, or leave the whole narrative out."}},
}};

constexpr bool in_order() {
    for (std::size_t i = 0; i < kXhtmlRows.size(); ++i) {
        if (static_cast<std::size_t>(kXhtmlRows[i].fault) != i + 1) return false;
    }
    return static_cast<std::size_t>(XhtmlFault::kEmpty) == kXhtmlRows.size();
}
static_assert(in_order());

}  // namespace

const Code& code_of(XhtmlFault fault) {
    assert(fault != XhtmlFault::kOk);
    return kXhtmlRows[static_cast<std::size_t>(fault) - 1].code;
}

std::span<const Code* const> xhtml_codes() {
    static constexpr auto kAll = [] {
        std::array<const Code*, kXhtmlRows.size()> all{};
        for (std::size_t i = 0; i < kXhtmlRows.size(); ++i) all[i] = &kXhtmlRows[i].code;
        return all;
    }();
    return kAll;
}

}  // namespace hios::validate
