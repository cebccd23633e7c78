#include "stages/ccda/entities.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace hios::ccda {
namespace {

// HTML 4.01, section 24.2: U+00A0 to U+00FF in order.
constexpr std::array<std::string_view, 96> kLatin{
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

struct Entity {
    std::string_view name;
    std::uint32_t point;
};

// Section 24.3 and 24.4: those that clinical texts hold, in byte order of names.
constexpr std::array<Entity, 58> kOthers{{
    {"Alpha", 0x391},  {"Beta", 0x392},    {"Delta", 0x394},   {"Gamma", 0x393},   {"OElig", 0x152},
    {"Omega", 0x3A9},  {"Scaron", 0x160},  {"Sigma", 0x3A3},   {"Yuml", 0x178},    {"alpha", 0x3B1},
    {"asymp", 0x2248}, {"bdquo", 0x201E},  {"beta", 0x3B2},    {"bull", 0x2022},   {"circ", 0x2C6},
    {"clubs", 0x2663}, {"dagger", 0x2020}, {"darr", 0x2193},   {"delta", 0x3B4},   {"emsp", 0x2003},
    {"ensp", 0x2002},  {"epsilon", 0x3B5}, {"euro", 0x20AC},   {"fnof", 0x192},    {"gamma", 0x3B3},
    {"ge", 0x2265},    {"harr", 0x2194},   {"hearts", 0x2665}, {"hellip", 0x2026}, {"infin", 0x221E},
    {"lambda", 0x3BB}, {"larr", 0x2190},   {"ldquo", 0x201C},  {"le", 0x2264},     {"lsaquo", 0x2039},
    {"lsquo", 0x2018}, {"mdash", 0x2014},  {"minus", 0x2212},  {"mu", 0x3BC},      {"ndash", 0x2013},
    {"ne", 0x2260},    {"oelig", 0x153},   {"omega", 0x3C9},   {"permil", 0x2030}, {"pi", 0x3C0},
    {"prime", 0x2032}, {"rarr", 0x2192},   {"rdquo", 0x201D},  {"rsaquo", 0x203A}, {"rsquo", 0x2019},
    {"sbquo", 0x201A}, {"scaron", 0x161},  {"sigma", 0x3C3},   {"thinsp", 0x2009}, {"tilde", 0x2DC},
    {"trade", 0x2122}, {"uarr", 0x2191},   {"zwj", 0x200D},
}};

constexpr std::size_t kLongestName = 8;
constexpr std::size_t kLongestReference = 16;  // zeros in front may be many; nobody writes them

// The number of "#160" or "#xA0"; 0xFFFFFFFF when it is none.
std::uint32_t code_point_of(std::string_view reference) {
    constexpr std::uint32_t kNone = 0xFFFF'FFFF;
    const bool hex = reference.size() > 1 && (reference[1] == 'x' || reference[1] == 'X');
    const std::string_view digits = reference.substr(hex ? 2 : 1);
    if (digits.empty()) return kNone;
    std::uint64_t value = 0;
    for (const char c : digits) {
        const char small = static_cast<char>(c | 0x20);
        std::uint64_t digit = 99;
        if (c >= '0' && c <= '9') digit = static_cast<std::uint64_t>(c - '0');
        if (hex && small >= 'a' && small <= 'f') digit = static_cast<std::uint64_t>(small - 'a' + 10);
        if (digit == 99) return kNone;
        value = std::min<std::uint64_t>(value * (hex ? 16 : 10) + digit, 0x11'0000);
    }
    return static_cast<std::uint32_t>(value);
}

}  // namespace

std::uint32_t html_entity(std::string_view name) {
    if (name.size() < 2 || name.size() > kLongestName) return 0;
    const auto latin = std::find(kLatin.begin(), kLatin.end(), name);
    if (latin != kLatin.end()) return 0xA0U + static_cast<std::uint32_t>(latin - kLatin.begin());
    const auto other =
        std::lower_bound(kOthers.begin(), kOthers.end(), name,
                         [](const Entity& entity, std::string_view wanted) { return entity.name < wanted; });
    return other != kOthers.end() && other->name == name ? other->point : 0;
}

char* put_utf8(char* at, std::uint32_t point) {
    const auto byte = [&at](std::uint32_t value) { *at++ = static_cast<char>(value); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0U | point >> 6);
        byte(0x80U | (point & 0x3FU));
    } else if (point < 0x1'0000) {
        byte(0xE0U | point >> 12);
        byte(0x80U | (point >> 6 & 0x3FU));
        byte(0x80U | (point & 0x3FU));
    } else {
        byte(0xF0U | point >> 18);
        byte(0x80U | (point >> 12 & 0x3FU));
        byte(0x80U | (point >> 6 & 0x3FU));
        byte(0x80U | (point & 0x3FU));
    }
    return at;
}

std::size_t normalise_references(char* text, std::size_t size, bool& bad) {
    const char* const end = text + size;
    const char* from = text;  // what is not yet moved
    char* to = text;
    const auto move = [&](const char* up_to) {
        const auto count = static_cast<std::size_t>(up_to - from);
        if (to != from) std::memmove(to, from, count);
        to += count;
        from = up_to;
    };
    for (const char* at = text; at < end;) {
        at = static_cast<const char*>(std::memchr(at, '&', static_cast<std::size_t>(end - at)));
        if (at == nullptr) break;
        const std::size_t left = std::min<std::size_t>(kLongestReference, static_cast<std::size_t>(end - at));
        const auto* close = static_cast<const char*>(std::memchr(at, ';', left));
        if (close == nullptr) {
            ++at;
            continue;
        }
        const std::string_view reference(at + 1, static_cast<std::size_t>(close - at - 1));
        std::uint32_t point = 0;
        if (!reference.empty() && reference[0] == '#') {
            const std::uint32_t number = code_point_of(reference);
            if (number != 0xFFFF'FFFF && !is_xml_char(number)) {
                bad = true;
                point = 0xFFFD;
            }
        } else {
            point = html_entity(reference);
        }
        if (point == 0) {
            ++at;
            continue;
        }
        move(at);
        to = put_utf8(to, point);  // never longer than the reference: "&pi;" and "&#0;" have 4 bytes, U+FFFD 3
        from = close + 1;
        at = from;
    }
    move(end);
    return static_cast<std::size_t>(to - text);
}

}  // namespace hios::ccda
