#include <array>
#include <cassert>

#include "stages/validate/primitives.hpp"

namespace hios::validate {
namespace {

struct PrimitiveRow {
    PrimitiveFault fault;
    Code code;
};

// In the order of PrimitiveFault, which code_of() counts on.
constexpr std::array<PrimitiveRow, 25> kPrimitiveRows{{
    {PrimitiveFault::kEmpty,
     {"primitive.empty", "The value is an empty string, which FHIR does not allow.",
      "Leave the element out, or say why there is no value with the extension data-absent-reason."}},
    {PrimitiveFault::kTooLong,
     {"primitive.string.too_long", "The string has more than 1,048,576 characters.",
      "Shorten it, or put the text into an Attachment or a Binary."}},
    {PrimitiveFault::kControlCharacter,
     {"primitive.string.control_character",
      "The string holds a character below U+0020 that is not tab, carriage return or line feed.",
      "Remove such characters (escapes like \\u0000, \\b, \\f) at the source."}},
    {PrimitiveFault::kBoolean, {"primitive.boolean", "The value is not true or false.", "Write true or false."}},
    {PrimitiveFault::kInteger,
     {"primitive.integer", "The value is not an integer.",
      "Write digits alone, with '-' before a negative number: no fraction, exponent or leading zero."}},
    {PrimitiveFault::kIntegerRange,
     {"primitive.integer.range", "The integer does not fit into 32 bits.",
      "Use a value from -2147483648 to 2147483647, or an element of type decimal or string."}},
    {PrimitiveFault::kUnsignedInt,
     {"primitive.unsignedInt", "The value is not an integer of 0 or more.",
      "Write digits alone: no sign, fraction, exponent or leading zero."}},
    {PrimitiveFault::kPositiveInt,
     {"primitive.positiveInt", "The value is not an integer of 1 or more.",
      "Write digits alone: no sign, fraction, exponent or leading zero; numbering begins at 1."}},
    {PrimitiveFault::kDecimal,
     {"primitive.decimal", "The value is not a decimal number.", "Write a JSON number such as 20.00 or 1.5e-3."}},
    {PrimitiveFault::kDate,
     {"primitive.date", "The value is not a date.", "Write YYYY, YYYY-MM or YYYY-MM-DD, without a time."}},
    {PrimitiveFault::kCalendar,
     {"primitive.date.calendar", "The calendar has no such year, month or day.",
      "Correct the date (years 0001 to 9999, February 29 in leap years only), or write only the part that is known."}},
    {PrimitiveFault::kDateTime,
     {"primitive.dateTime", "The value is not a dateTime.",
      "Write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a time zone; seconds belong to a time."}},
    {PrimitiveFault::kInstant,
     {"primitive.instant", "The value is not an instant, which is known to the second at least.",
      "Write YYYY-MM-DDThh:mm:ss with a time zone, such as 2015-02-07T13:28:17.239+02:00."}},
    {PrimitiveFault::kTime,
     {"primitive.time", "The value is not a time of day.",
      "Write hh:mm:ss, with a fraction if need be, and without a time zone."}},
    {PrimitiveFault::kTimeRange,
     {"primitive.time.range", "The clock has no such hour, minute or second.",
      "Use hours 00 to 23, minutes 00 to 59, seconds 00 to 59 (60 for a leap second); midnight is 00:00:00 of the "
      "next day."}},
    {PrimitiveFault::kZoneMissing,
     {"primitive.zone.missing", "A time of day stands without its time zone.",
      "Add Z or an offset such as +02:00; if the zone is not known, write the date alone."}},
    {PrimitiveFault::kZone,
     {"primitive.zone", "The time zone is not Z or an offset from -14:00 to +14:00.",
      "Write Z, +hh:mm or -hh:mm at the end."}},
    {PrimitiveFault::kBase64,
     {"primitive.base64Binary", "The value holds a character that base64 does not have.",
      "Encode with the standard alphabet (A-Z a-z 0-9 + /), not the URL-safe one."}},
    {PrimitiveFault::kBase64Length,
     {"primitive.base64Binary.length", "The base64 text breaks off, or '=' stands elsewhere than at its end.",
      "Encode the data as a whole: groups of four characters, the last one filled up with '='."}},
    {PrimitiveFault::kId,
     {"primitive.id", "The id holds a character that ids cannot have.",
      "Use letters A-Z a-z, digits, '-' and '.' only (no '_')."}},
    {PrimitiveFault::kIdLength,
     {"primitive.id.length", "The id is longer than 64 characters.", "Shorten or hash it to 1 to 64 characters."}},
    {PrimitiveFault::kCode,
     {"primitive.code", "The code has white space at an end, or other than single spaces inside.",
      "Trim it and write single spaces."}},
    {PrimitiveFault::kUri,
     {"primitive.uri", "The URI holds white space or a control character.",
      "Remove it, or percent-encode a space as %20."}},
    {PrimitiveFault::kOid,
     {"primitive.oid", "The value is not urn:oid: followed by an OID.",
      "Write numbers with dots between them, the first one 0, 1 or 2, none with a leading zero: urn:oid:1.2.3."}},
    {PrimitiveFault::kUuid,
     {"primitive.uuid", "The value is not urn:uuid: followed by a UUID.",
      "Write 8-4-4-4-12 hexadecimal digits, such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520."}},
}};

constexpr bool in_order() {
    for (std::size_t i = 0; i < kPrimitiveRows.size(); ++i) {
        if (static_cast<std::size_t>(kPrimitiveRows[i].fault) != i + 1) return false;
    }
    return static_cast<std::size_t>(PrimitiveFault::kUuid) == kPrimitiveRows.size();
}
static_assert(in_order());

}  // namespace

const Code& code_of(PrimitiveFault fault) {
    assert(fault != PrimitiveFault::kOk);
    return kPrimitiveRows[static_cast<std::size_t>(fault) - 1].code;
}

std::span<const Code* const> primitive_codes() {
    static constexpr auto kAll = [] {
        std::array<const Code*, kPrimitiveRows.size()> all{};
        for (std::size_t i = 0; i < kPrimitiveRows.size(); ++i) all[i] = &kPrimitiveRows[i].code;
        return all;
    }();
    return kAll;
}

}  // namespace hios::validate
