#pragma once
// The rules of a narrative's XHTML (R4 narrative.html, invariants txt-1 and txt-2): one `div` in
// XHTML's namespace, well-formed XML 1.0, basic HTML formatting only, and something to read in it.
// Elements and attributes allowed are those of txt-1's published XPath and of HL7's own validator,
// by name: which attribute goes with which element, and which element into which, is not looked at.
//
// Not allowed besides: entities other than XML's five and character references (&nbsp; must be
// &#160;), DOCTYPE and processing instructions, a prefix for XHTML's namespace, and javascript:
// links, which txt-1 counts as scripts. Comments and CDATA sections are fine.
// Not looked for: the non-characters U+FFFE and U+FFFF as raw UTF-8, repeated xmlns:prefix.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "pipeline/error.hpp"

namespace hios::validate {

inline constexpr std::size_t kMaxXhtmlDepth = 128;

enum class XhtmlFault : std::uint8_t {
    kOk,
    kNotWellFormed,
    kEndTag,
    kEntity,
    kDeclaration,
    kTooDeep,
    kRoot,
    kElement,
    kAttribute,
    kScript,
    kEmpty,
};

struct XhtmlResult {
    XhtmlFault fault = XhtmlFault::kOk;
    std::size_t offset = 0;  // in `raw`: the byte, tag or attribute that is at fault
};

// The first fault in Narrative.div. `raw` is the inside of a JSON string that has passed JSON's
// grammar, with escapes as written. Allocates nothing; callable from any thread.
[[nodiscard]] XhtmlResult check_xhtml(std::string_view raw);

// What a fault means and how to mend it; not for kOk.
[[nodiscard]] const Code& code_of(XhtmlFault fault);
[[nodiscard]] std::span<const Code* const> xhtml_codes();

}  // namespace hios::validate
