#include "stages/ccda/decode.hpp"

#include <algorithm>
#include <cstring>
#include <initializer_list>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "pipeline/ascii.hpp"
#include "stages/ccda/entities.hpp"
#include "stages/flat/decode.hpp"
#include "stages/json/text.hpp"
#include "stages/json/utf8.hpp"

namespace hios::ccda {
namespace {

using flat::Encoding;

bool one_of(std::string_view text, std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return ascii::same_without_case(text, name); });
}

bool has_high_byte(std::string_view text) {
    unsigned char all = 0;
    for (const char c : text) all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
    return all >= 0x80;
}

bool is_forbidden(char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

// Whether the text has control characters that XML 1.0 forbids. Every document is looked through, so 16 bytes at once.
bool has_controls(const char* text, std::size_t size) {
    std::size_t at = 0;
#if defined(__SSE2__)
    const __m128i last = _mm_set1_epi8(0x1F);
    const __m128i tab = _mm_set1_epi8('\t');
    const __m128i line = _mm_set1_epi8('\n');
    const __m128i carriage = _mm_set1_epi8('\r');
    __m128i found = _mm_setzero_si128();
    for (; at + 16 <= size; at += 16) {
        __m128i bytes;
        std::memcpy(&bytes, text + at, sizeof bytes);
        const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last), bytes);
        const __m128i allowed = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, tab), _mm_cmpeq_epi8(bytes, line)),
                                             _mm_cmpeq_epi8(bytes, carriage));
        found = _mm_or_si128(found, _mm_andnot_si128(allowed, control));
    }
    if (_mm_movemask_epi8(found) != 0) return true;
#endif
    return std::any_of(text + at, text + size, is_forbidden);
}

// To blanks.
bool blank_controls(char* text, std::size_t size) {
    if (!has_controls(text, size)) return false;
    std::replace_if(text, text + size, is_forbidden, ' ');
    return true;
}

// U+FFFE and U+FFFF, the only characters of well-formed UTF-8 that XML forbids.
bool blank_non_characters(char* text, std::size_t size) {
    bool found = false;
    for (char* at = text;
         (at = static_cast<char*>(std::memchr(at, '\xEF', size - static_cast<std::size_t>(at - text)))) != nullptr;
         ++at) {
        if (at + 2 < text + size && at[1] == '\xBF' && (at[2] == '\xBE' || at[2] == '\xBF')) {
            at[2] = '\xBD';
            found = true;
        }
        if (at + 1 >= text + size) break;
    }
    return found;
}

bool convert(std::string_view bytes, Encoding encoding, std::string_view mark, ByteBuffer& into) {
    flat::Decoder decoder(encoding, flat::Invalid::kReplace);
    if (!mark.empty()) into.append(decoder.decode(mark, false));
    into.append(decoder.decode(bytes, true));
    return into.view().find("\xEF\xBF\xBD") != std::string_view::npos;
}

}  // namespace

std::string_view declared_encoding(std::string_view head) {
    head = head.substr(0, 1024);
    const std::size_t begin = head.find("<?xml");
    if (begin == std::string_view::npos) return {};
    head = head.substr(begin, head.find("?>", begin) - begin);
    std::size_t at = head.find("encoding");
    if (at == std::string_view::npos) return {};
    at = head.find_first_of("\"'", at);
    if (at == std::string_view::npos) return {};
    const std::size_t end = head.find(head[at], at + 1);
    return end == std::string_view::npos ? std::string_view() : head.substr(at + 1, end - at - 1);
}

DecodeNotes decode(std::string_view bytes, ByteBuffer& into) {
    DecodeNotes notes;
    into.clear();
    into.reserve(bytes.size() + 16);
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        notes.replaced = convert(bytes, Encoding::kUtf16, {}, into);
    } else if (bytes.starts_with(std::string_view("<\0", 2))) {
        notes.replaced = convert(bytes, Encoding::kUtf16, "\xFF\xFE", into);
    } else if (bytes.starts_with(std::string_view("\0<", 2))) {
        notes.replaced = convert(bytes, Encoding::kUtf16, "\xFE\xFF", into);
    } else {
        if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
        const std::string_view declared = declared_encoding(bytes);
        const bool declares_bytes =
            one_of(declared, {"windows-1252", "cp1252", "cp-1252", "iso-8859-1", "iso8859-1", "latin1", "latin-1"});
        if (json::is_utf8(bytes)) {
            into.append(bytes);
            const bool plain = declared.empty() || one_of(declared, {"utf-8", "utf8", "us-ascii", "ascii"});
            notes.wrong_encoding = !plain && (!declares_bytes || has_high_byte(bytes));
        } else if (declares_bytes || !has_high_byte(bytes.substr(0, json::first_invalid_utf8(bytes)))) {
            notes.replaced = convert(bytes, Encoding::kWindows1252, {}, into);
            notes.wrong_encoding = !declares_bytes;
        } else {
            // Characters of UTF-8 before the first bad byte: it is UTF-8 that was damaged.
            convert(bytes, Encoding::kUtf8, {}, into);
            notes.replaced = true;
        }
    }
    char* const text = into.data();
    notes.replaced |= blank_controls(text, into.size());
    if (!into.empty()) {
        notes.replaced |= blank_non_characters(text, into.size());
        bool bad = false;
        into.truncate(normalise_references(text, into.size(), bad));
        notes.replaced |= bad;
    }
    return notes;
}

}  // namespace hios::ccda
