#pragma once
// The types of expressions, and into which FHIR primitives their values fit.

#include <string_view>

#include "stages/definitions/table.hpp"

namespace hios::map {

enum class ValueType : std::uint8_t {
    kNone,  // null
    kText,
    kDecimal,
    kInteger,
    kBoolean,
    kDate,
    kDateTime,
    kTime,
    kBase64,
    kId,         // of id(): a UUID
    kStructure,  // an object, as concept() makes; never in a register
};

// "a text", "a number" ...: for messages.
[[nodiscard]] std::string_view describe(ValueType type);

// A check that a text needs at run time before it may stand in an element; each is FHIR's own form.
enum class FormCheck : std::uint8_t {
    kAsIs,
    kNever,  // the types do not fit
    kDate,
    kDateTime,
    kInstant,
    kTime,
    kDecimal,
    kInteger,
    kUnsignedInt,
    kPositiveInt,
    kBoolean,
    kId,
    kBase64,
    kTrimmed,  // code, uri: no white space around
};

[[nodiscard]] FormCheck check_for(ValueType from, definitions::Primitive into);

// Whether a text has the form; true for kAsIs.
[[nodiscard]] bool has_form(std::string_view text, FormCheck form);

// What the form is: "a date (YYYY, YYYY-MM or YYYY-MM-DD)".
[[nodiscard]] std::string_view describe(FormCheck form);

// Whether values of the primitive are written without quotes in JSON.
[[nodiscard]] constexpr bool is_bare(definitions::Primitive kind) {
    using enum definitions::Primitive;
    return kind == kBoolean || kind == kDecimal || kind == kInteger || kind == kUnsignedInt || kind == kPositiveInt;
}

}  // namespace hios::map
