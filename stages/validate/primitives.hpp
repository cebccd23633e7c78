#pragma once
// The lexical rules of FHIR R4's primitive types: whether one JSON value is written as its type
// demands (R4 datatypes.html#primitive, json.html#primitive). Pure functions, callable from any thread.
//
// Where the published regular expressions and the text differ, these hold:
// - date, dateTime, instant: the day must exist in the calendar; a second may be 60 (a leap second).
// - base64Binary: white space may stand anywhere, '=' only at the end, and groups must be complete.
// - code: no white space but single spaces between words.
// - string, markdown: any Unicode space is fine, also as the only content (R4: SHOULD); characters
//   below U+0020 other than tab, CR and LF are not; at most 1,048,576 characters.
// - uri, url, canonical: not empty, no ASCII white space or control characters. `urn:uuid:` and
//   `urn:oid:` must be followed by one in uri and url; canonicals are spared, for HL7's own examples
//   hold place holders there.
// - uuid: hexadecimal digits of either case.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "pipeline/error.hpp"
#include "stages/definitions/table.hpp"
#include "stages/instance/instance.hpp"

namespace hios::validate {

using instance::shape_of;

inline constexpr std::size_t kMaxStringCharacters = 1'048'576;

enum class PrimitiveFault : std::uint8_t {
    kOk,
    kEmpty,
    kTooLong,
    kControlCharacter,
    kBoolean,
    kInteger,
    kIntegerRange,
    kUnsignedInt,
    kPositiveInt,
    kDecimal,
    kDate,
    kCalendar,
    kDateTime,
    kInstant,
    kTime,
    kTimeRange,
    kZoneMissing,
    kZone,
    kBase64,
    kBase64Length,
    kId,
    kIdLength,
    kCode,
    kUri,
    kOid,
    kUuid,
};

// The first rule that `raw` breaks. `raw` is a JSON token of the type's shape that has passed JSON's
// grammar: strings without their quotes and with escapes as written, so that a character below
// U+0020 can only be an escape. `has_escapes`: whether `raw` may hold a backslash; the answer for the
// whole document will do. kXhtml is always kOk here: check_xhtml (xhtml.hpp) looks into it.
[[nodiscard]] inline PrimitiveFault check_primitive(definitions::Primitive kind, std::string_view raw,
                                                    bool has_escapes);

// Its parts. A string that is not empty, but may be too long or hold escapes for control characters:
[[nodiscard]] PrimitiveFault check_long_string(std::string_view raw, bool has_escapes);
// What is no string, markdown or XHTML:
[[nodiscard]] PrimitiveFault check_other_primitive(definitions::Primitive kind, std::string_view raw, bool has_escapes);

inline PrimitiveFault check_primitive(definitions::Primitive kind, std::string_view raw, bool has_escapes) {
    using enum definitions::Primitive;
    if (kind == kString || kind == kMarkdown) {  // most of all, and nearly always right
        if (raw.empty()) return PrimitiveFault::kEmpty;
        const bool plain = !has_escapes && raw.size() <= kMaxStringCharacters;
        return plain ? PrimitiveFault::kOk : check_long_string(raw, has_escapes);
    }
    return kind == kNone || kind == kXhtml ? PrimitiveFault::kOk : check_other_primitive(kind, raw, has_escapes);
}

// What a fault means and how to mend it; not for kOk.
[[nodiscard]] const Code& code_of(PrimitiveFault fault);
[[nodiscard]] std::span<const Code* const> primitive_codes();

}  // namespace hios::validate
