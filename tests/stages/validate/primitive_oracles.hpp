#pragma once
// FHIR R4's published regular expressions (StructureDefinitions of the primitive types, 4.0.1, CC0), the
// standard library's calendar, and the differences that primitives.hpp names: slow, and right.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <regex>
#include <string>
#include <vector>

#include "stages/definitions/table.hpp"

namespace hios::validate::test {

using definitions::Primitive;

#define YEAR "([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)"
#define CLOCK "([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?"
#define ZONE "(Z|(\\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
#define MONTH_DAY "(0[1-9]|1[0-2])-(0[1-9]|[1-2][0-9]|3[0-1])"

using Extra = bool (*)(const std::string&);

inline bool any(const std::string&) {
    return true;
}

// What the published expression leaves open: whether the day exists.
inline bool in_calendar(const std::string& text) {
    if (text.size() < 10) return true;
    const std::chrono::year_month_day day{std::chrono::year(std::stoi(text.substr(0, 4))),
                                          std::chrono::month(static_cast<unsigned>(std::stoi(text.substr(5, 2)))),
                                          std::chrono::day(static_cast<unsigned>(std::stoi(text.substr(8, 2))))};
    return day.ok();
}

inline bool in_range(const std::string& text) {
    if (text.size() > 15) return false;
    const long long value = std::stoll(text);
    return value >= INT32_MIN && value <= INT32_MAX;
}

inline bool no_controls(const std::string& text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n';
    });
}

inline bool spaces_only(const std::string& text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

inline bool right_urn(const std::string& text) {
    static const std::regex uuid("urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}([?#].*)?");
    static const std::regex oid("urn:oid:[0-2](\\.(0|[1-9][0-9]*))+([?#].*)?");
    if (!spaces_only(text)) return false;
    if (text.starts_with("urn:uuid:")) return std::regex_match(text, uuid);
    if (text.starts_with("urn:oid:")) return std::regex_match(text, oid);
    return true;
}

struct Oracle {
    Primitive kind;
    const char* expression;
    Extra extra;
    const char* alphabet;  // what mutations put in, more often than any other character
    std::vector<std::string> seeds;
};

// \S* is \S+ here, for FHIR's JSON has no empty strings; hexadecimal digits are of either case.
inline const std::vector<Oracle>& oracles() {
    static const std::vector<Oracle> all{
        {Primitive::kBoolean, "true|false", any, "truefals", {"true", "false"}},
        {Primitive::kInteger,
         "-?([0]|([1-9][0-9]*))",
         in_range,
         "-0123456789.e",
         {"0", "-12", "2147483647", "-2147483648", "2147483650"}},
        {Primitive::kUnsignedInt,
         "[0]|([1-9][0-9]*)",
         in_range,
         "-0123456789.",
         {"0", "12", "2147483647", "2147483648"}},
        {Primitive::kPositiveInt, "[1-9][0-9]*", in_range, "-0123456789.", {"1", "12", "2147483647", "2147483648"}},
        {Primitive::kDecimal,
         "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?",
         any,
         "-+0123456789.eE",
         {"0", "-3.14", "20.00", "1e10", "1.5E-3"}},
        {Primitive::kDate,
         YEAR "(-(0[1-9]|1[0-2])(-(0[1-9]|[1-2][0-9]|3[0-1]))?)?",
         in_calendar,
         "0123456789-",
         {"2020", "2020-02", "2020-02-29", "1900-02-28", "2021-11-30", "2000-12-31"}},
        {Primitive::kDateTime,
         YEAR "(-(0[1-9]|1[0-2])(-(0[1-9]|[1-2][0-9]|3[0-1])(T" CLOCK ZONE ")?)?)?",
         in_calendar,
         "0123456789-:TZ+.",
         {"2020", "2020-02", "2020-02-29", "2020-02-29T23:59:60Z", "2021-04-30T10:11:12.123+14:00",
          "1999-12-31T00:00:00-00:30"}},
        {Primitive::kInstant,
         YEAR "-" MONTH_DAY "T" CLOCK ZONE,
         in_calendar,
         "0123456789-:TZ+.",
         {"2020-02-29T23:59:60Z", "2021-04-30T10:11:12.123+14:00", "1999-12-31T00:00:00-00:30"}},
        {Primitive::kTime, CLOCK, any, "0123456789:.Z", {"12:30:00", "23:59:60", "00:00:00.125"}},
        {Primitive::kId,
         "[A-Za-z0-9\\-\\.]{1,64}",
         any,
         "aZ0-._ ",
         {"p1", "0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", std::string(64, 'a'), std::string(63, 'b')}},
        {Primitive::kCode,
         "[^\\s]+(\\s[^\\s]+)*",
         spaces_only,
         "ab \t\n",
         {"male", "a b", "entered-in-error", "x y z"}},
        {Primitive::kUri,
         "\\S+",
         right_urn,
         "ab /:#?.0 \t",
         {"http://hl7.org/fhir", "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", "urn:oid:2.16.840.1.113883", "a"}},
        {Primitive::kUrl,
         "\\S+",
         right_urn,
         "ab /:#?.0 \t",
         {"https://www.hl7.org/fhir/datatypes.html", "mailto:a@b.c", "urn:oid:1.2"}},
        {Primitive::kCanonical,
         "\\S+",
         spaces_only,
         "ab /:#|.0 \t",
         {"http://hl7.org/fhir/ValueSet/my-valueset|0.8", "#a", "urn:oid:X.Y"}},
        {Primitive::kOid,
         "urn:oid:[0-2](\\.(0|[1-9][0-9]*))+",
         any,
         "0123.:urnoid",
         {"urn:oid:1.2.3", "urn:oid:2.0.10"}},
        {Primitive::kUuid,
         "urn:uuid:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
         any,
         "0123456789abcdefABCDEFgu-:",
         {"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"}},
        {Primitive::kBase64Binary,
         "\\s*((([A-Za-z0-9+/]\\s*){4})*(([A-Za-z0-9+/]\\s*){2}=\\s*=|([A-Za-z0-9+/]\\s*){3}=|"
         "([A-Za-z0-9+/]\\s*){4}))\\s*",
         no_controls,
         "AZaz09+/= \n",
         {"JVBERi0xLjUN", "AA==", "AAA=", "AAAA AAAA", "TWFu\nTWE="}},
        {Primitive::kString,
         "[ \\r\\n\\t\\S]+",
         no_controls,
         "ab \t\r\n\x01\x0B",
         {"text", "foo\tbar\rbaz\nquux", " "}},
        {Primitive::kMarkdown,
         "[ \\r\\n\\t\\S]+",
         no_controls,
         "ab \t\r\n\x01\x0B",
         {"I've got *a lovely* bunch", "# a"}},
    };
    return all;
}

#undef YEAR
#undef CLOCK
#undef ZONE
#undef MONTH_DAY

}  // namespace hios::validate::test
