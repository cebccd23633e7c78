#include "stages/hl7v2/header.hpp"

#include <optional>

#include "pipeline/block64.hpp"
#include "stages/hl7v2/codes.hpp"
#include "stages/hl7v2/delimiters.hpp"
#include "stages/hl7v2/lines.hpp"
#include "stages/hl7v2/message.hpp"
#include "stages/json/utf8.hpp"

namespace hios::hl7v2 {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kAroundMessages("\r\n\x0B\x1C\x1A\0", 6);

bool is_ascii(std::string_view text) {
    std::size_t at = 0;
    for (; at + sizeof(Block64) <= text.size(); at += sizeof(Block64)) {
        if (!is_ascii(load_block(text.data() + at))) return false;
    }
    unsigned char rest = 0;
    for (; at < text.size(); ++at) rest |= static_cast<unsigned char>(text[at]);
    return rest < 0x80;
}

// Delimiters above ASCII would be lost in decoding: each becomes a control character that the text does not have.
bool replace_high_delimiters(std::string_view text, const Delimiters& stated, std::string& into) {
    std::string from;
    std::string to;
    char next = '\x01';
    for (const char c : {stated.field, stated.component, stated.repetition, stated.escape, stated.subcomponent}) {
        if (static_cast<unsigned char>(c) < 0x80) continue;
        while (next < '\x08' && text.find(next) != std::string_view::npos) ++next;
        if (next == '\x08') return false;
        from += c;
        to += next++;
    }
    if (from.empty()) return false;
    into = text;
    for (char& c : into) {
        if (const std::size_t i = from.find(c); i != std::string::npos) c = to[i];
    }
    return true;
}

}  // namespace

std::size_t wide_characters(std::string_view bytes) {
    // The first letters of nearly every file.
    if (bytes.starts_with('M') && bytes.size() > 1 && bytes[1] == 'S') return 0;
    const auto zero = [&](std::size_t i) { return i < bytes.size() && bytes[i] == '\0'; };
    const auto set = [&](std::size_t i) { return i < bytes.size() && bytes[i] != '\0'; };
    if (bytes.starts_with(std::string_view("\xFF\xFE\0\0", 4)) ||
        bytes.starts_with(std::string_view("\0\0\xFE\xFF", 4)))
        return 4;
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return 2;
    if ((set(0) && zero(1) && zero(2) && zero(3) && set(4)) || (zero(0) && zero(1) && zero(2) && set(3) && zero(4)))
        return 4;
    if ((set(0) && zero(1) && set(2) && zero(3)) || (zero(0) && set(1) && zero(2) && set(3))) return 2;
    return 0;
}

std::string_view without_frame(std::string_view text) {
    const auto around = [](char c) { return is_line_end(c) || c == '\x0B' || c == '\x1C' || c == '\x1A' || c == '\0'; };
    while (!text.empty() && around(text.back())) text.remove_suffix(1);
    return text;
}

std::size_t header_begin(std::string_view text) {
    std::size_t begin = 0;
    while (begin < text.size()) {
        if (is_blank(text[begin]) || kAroundMessages.find(text[begin]) != std::string_view::npos) {
            ++begin;
        } else if (text.substr(begin).starts_with(kUtf8Mark)) {
            begin += kUtf8Mark.size();
        } else {
            break;
        }
    }
    return begin;
}

std::string_view header_field(std::string_view text, std::size_t n) {
    const char field = text[3];
    std::size_t from = 4;
    for (std::size_t number = 2;; ++number) {
        std::size_t end = from;
        while (end < text.size() && text[end] != field && !is_line_end(text[end])) ++end;
        if (number == n) return text.substr(from, end - from);
        if (end == text.size() || text[end] != field) return {};
        from = end + 1;
    }
}

CharsetChoice choose_charset(std::string_view text, const Delimiters& delimiters, std::string_view stated,
                             const ReadOptions& options, CharsetDecoder& decoder, std::string& into) {
    const std::size_t first_end =
        delimiters.repetition == Delimiters::kNone ? std::string_view::npos : stated.find(delimiters.repetition);
    const std::string_view first = stated.substr(0, first_end);
    const std::string_view others = first_end == std::string_view::npos ? std::string_view() : stated.substr(first_end);

    CharsetChoice choice;
    std::optional<Charset> declared = options.charset;
    if (!declared && !first.empty()) {
        declared = charset_named(first);
        if (!declared) choice.note = &codes::kCharsetUnknown;
    }
    const bool switches = !others.empty() || declared == Charset::kIso2022Jp;
    if (!switches && is_ascii(text)) {
        choice.charset = declared.value_or(Charset::kUtf8);
        return choice;
    }
    if (switches) {
        choice.charset = declared.value_or(Charset::kUtf8);
        choice.decoded = decoder.decode_iso2022(text, choice.charset, delimiters.escape, into);
        if (choice.decoded) return choice;
    } else if (const bool high = replace_high_delimiters(text, delimiters, into); high) {
        const std::string replaced = std::move(into);
        into.clear();
        choice = choose_charset(replaced, read_delimiters(replaced).delimiters, stated, options, decoder, into);
        if (!choice.decoded) into = replaced;
        choice.decoded = true;
        return choice;
    } else {
        // Text in a single-byte set is by chance hardly ever UTF-8; in a multi-byte set it may be.
        const bool wide = declared && is_multi_byte(*declared);
        const bool is_utf8 = !wide && json::is_utf8(text);
        if (is_utf8) {
            if (declared && *declared != Charset::kUtf8 && !options.charset) choice.note = &codes::kCharsetWrong;
            return choice;
        }
        if (declared && *declared != Charset::kUtf8) {
            choice.charset = *declared;
            choice.decoded = decoder.decode(text, *declared, into);
            if (choice.decoded) return choice;
        }
    }
    into.clear();
    choice.note = declared ? &codes::kCharsetWrong : choice.note != nullptr ? choice.note : &codes::kCharsetMissing;
    choice.charset = Charset::kUtf8;
    if (json::is_utf8(text)) return choice;
    choice.charset = options.fallback;
    choice.decoded = true;
    if (decoder.decode(text, options.fallback, into)) return choice;
    into.clear();
    choice.charset = Charset::kWindows1252;
    decoder.decode(text, Charset::kWindows1252, into);
    return choice;
}

}  // namespace hios::hl7v2
