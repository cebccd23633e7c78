#include "stages/validate/primitives.hpp"

#include <cstring>
#include <string>

#include "stages/json/text.hpp"
#include "stages/validate/byte_class.hpp"
#include "stages/validate/escape.hpp"
#include "stages/validate/primitive_checks.hpp"

namespace hios::validate {
namespace {

using definitions::Primitive;
using enum PrimitiveFault;

// --- numbers

PrimitiveFault integer(std::string_view text, std::int64_t least, PrimitiveFault malformed) {
    const bool negative = least < 0 && text.substr(0, 1) == "-";
    const std::string_view digits = text.substr(negative ? 1 : 0);
    if (digits.empty() || (digits.size() > 1 && digits[0] == '0')) return malformed;
    constexpr std::int64_t kTooLarge = 1LL << 32;
    std::int64_t value = 0;
    for (const char c : digits) {
        const unsigned digit = static_cast<unsigned char>(c) - static_cast<unsigned>('0');
        if (digit > 9) return malformed;
        if (value <= kTooLarge) value = value * 10 + digit;  // beyond it, the value stays out of range
    }
    if (negative) value = -value;
    if (value > INT32_MAX || value < INT32_MIN) return kIntegerRange;
    return value < least ? malformed : kOk;
}

bool decimal(std::string_view text) {
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t first = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
        return at - first;
    };
    const auto take = [&](char c) {
        if (at >= text.size() || text[at] != c) return false;
        ++at;
        return true;
    };
    take('-');
    const bool zero = at < text.size() && text[at] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) return false;
    if (take('.') && digits() == 0) return false;
    if (take('e') || take('E')) {
        if (!take('+')) take('-');
        if (digits() == 0) return false;
    }
    return at == text.size();
}

// --- strings

// Counts characters as written: an escape is one, the second half of a surrogate pair none.
std::size_t count_characters(std::string_view raw) {
    const char* const end = raw.data() + raw.size();
    std::size_t count = 0;
    for (const char* at = raw.data(); at < end;) {
        const Escape escape = *at == '\\' ? read_escape(at, end) : Escape{static_cast<unsigned char>(*at), 1};
        const bool second_half = escape.width == 6 ? (escape.unit & 0xFC00U) == 0xDC00U
                                                   : escape.width == 1 && (escape.unit & 0xC0U) == 0x80U;
        count += second_half ? 0U : 1U;
        at += escape.width == 0 ? 1 : escape.width;
    }
    return count;
}

PrimitiveFault code(std::string_view text) {
    if (text.empty()) return kEmpty;
    if (!has_white(text)) return kOk;
    bool space = true;  // the byte before; a space at the front is one after a space
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || (c == ' ' && space)) return kCode;
        space = c == ' ';
    }
    return space ? kCode : kOk;
}

[[gnu::always_inline]] inline PrimitiveFault check_plain(Primitive kind, std::string_view text) {
    switch (kind) {
        case Primitive::kBoolean:
            return text == "true" || text == "false" ? kOk : kBoolean;
        case Primitive::kInteger:
            return integer(text, INT32_MIN, kInteger);
        case Primitive::kUnsignedInt:
            return integer(text, 0, kUnsignedInt);
        case Primitive::kPositiveInt:
            return integer(text, 1, kPositiveInt);
        case Primitive::kDecimal:
            return decimal(text) ? kOk : kDecimal;
        case Primitive::kDate:
            return check_date(text);
        case Primitive::kDateTime:
            return check_date_time(text);
        case Primitive::kInstant:
            return check_instant(text);
        case Primitive::kTime:
            return check_time(text);
        case Primitive::kId:
            return check_id(text);
        case Primitive::kCode:
            return code(text);
        case Primitive::kUri:
        case Primitive::kUrl:
            return check_uri(text);
        case Primitive::kCanonical:
            return check_canonical(text);
        case Primitive::kOid:
            return check_oid(text);
        case Primitive::kUuid:
            return check_uuid(text);
        default:
            return kOk;
    }
}

// Kept apart, so that the way without escapes stays small.
[[gnu::noinline]] PrimitiveFault check_escaped(Primitive kind, std::string_view raw) {
    constexpr std::size_t kKeep = 64 << 10;
    thread_local std::string plain;
    json::unescape(raw, plain);
    const PrimitiveFault fault = check_plain(kind, plain);
    if (plain.capacity() > kKeep) std::string().swap(plain);
    return fault;
}

}  // namespace

PrimitiveFault check_long_string(std::string_view raw, bool has_escapes) {
    if (has_escapes) {
        const char* const end = raw.data() + raw.size();
        for (const char* at = raw.data(); at < end;) {
            at = static_cast<const char*>(std::memchr(at, '\\', static_cast<std::size_t>(end - at)));
            if (at == nullptr) break;
            const auto [unit, width] = read_escape(at, end);
            if (unit < 0x20 && unit != '\t' && unit != '\n' && unit != '\r') return kControlCharacter;
            at += width;
        }
    }
    return raw.size() > kMaxStringCharacters && count_characters(raw) > kMaxStringCharacters ? kTooLong : kOk;
}

PrimitiveFault check_other_primitive(Primitive kind, std::string_view raw, bool has_escapes) {
    if (kind == Primitive::kBase64Binary) return check_base64(raw);
    if (has_escapes && raw.find('\\') != std::string_view::npos) return check_escaped(kind, raw);
    return check_plain(kind, raw);
}

}  // namespace hios::validate
