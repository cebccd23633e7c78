#include "stages/flat/decode.hpp"

#include <algorithm>
#include <array>

#include "stages/json/text.hpp"
#include "stages/json/utf8.hpp"

namespace hios::flat {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kLittleMark = "\xFF\xFE";
constexpr std::string_view kBigMark = "\xFE\xFF";

// 0x80 to 0x9F. WHATWG Encoding Standard, index windows-1252.
constexpr std::array<std::uint16_t, 32> kWindows1252{0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                     0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

unsigned byte_at(std::string_view text, std::size_t i) {
    return static_cast<unsigned char>(text[i]);
}

void put(std::string& into, std::uint32_t point) {
    const auto byte = [&](std::uint32_t value) { into.push_back(static_cast<char>(value)); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0 | point >> 6);
        byte(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        byte(0xE0 | point >> 12);
        byte(0x80 | (point >> 6 & 0x3F));
        byte(0x80 | (point & 0x3F));
    } else {
        byte(0xF0 | point >> 18);
        byte(0x80 | (point >> 12 & 0x3F));
        byte(0x80 | (point >> 6 & 0x3F));
        byte(0x80 | (point & 0x3F));
    }
}

// How many bytes a sequence that begins with `lead` has; 0 when none does.
std::size_t sequence_length(unsigned lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

// The part of a sequence at `at` that is well-formed: Unicode 15, table 3-7. The whole sequence when
// nothing is wrong, at least one byte.
std::size_t well_formed_part(std::string_view text, std::size_t at) {
    const unsigned lead = byte_at(text, at);
    const std::size_t length = sequence_length(lead);
    std::size_t part = 1;
    for (; part < length && at + part < text.size(); ++part) {
        const unsigned next = byte_at(text, at + part);
        unsigned low = 0x80;
        unsigned high = 0xBF;
        if (part == 1 && lead == 0xE0) low = 0xA0;
        if (part == 1 && lead == 0xED) high = 0x9F;
        if (part == 1 && lead == 0xF0) low = 0x90;
        if (part == 1 && lead == 0xF4) high = 0x8F;
        if (next < low || next > high) break;
    }
    return part;
}

// Bytes at the end of `text` that may become a character with what follows.
std::size_t unfinished_tail(std::string_view text) {
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
        const std::size_t at = text.size() - back;
        const unsigned lead = byte_at(text, at);
        if ((lead & 0xC0) == 0x80) continue;
        return sequence_length(lead) > back && well_formed_part(text, at) == back ? back : 0;
    }
    return 0;
}

}  // namespace

// Decides on the encoding; false when more bytes are needed.
bool Decoder::tell(std::string_view head, bool last) {
    const auto starts = [&](std::string_view mark) { return head.starts_with(mark); };
    const auto may_start = [&](std::string_view mark) {
        return !last && head.size() < mark.size() && mark.starts_with(head);
    };
    if (may_start(kUtf8Mark) || may_start(kLittleMark) || may_start(kBigMark)) return false;
    if (starts(kUtf8Mark)) {
        actual_ = Actual::kUtf8;
        mark_bytes_ = kUtf8Mark.size();
    } else if (starts(kLittleMark) || starts(kBigMark)) {
        actual_ = starts(kLittleMark) ? Actual::kUtf16Little : Actual::kUtf16Big;
        mark_bytes_ = kLittleMark.size();
    } else if (declared_ == Encoding::kUtf16) {
        actual_ = Actual::kUtf16Little;
    } else if (declared_ == Encoding::kWindows1252) {
        actual_ = Actual::kWindows1252;
    } else {
        actual_ = declared_ == Encoding::kLatin1 ? Actual::kLatin1 : Actual::kUtf8;
    }
    return true;
}

std::string_view Decoder::decode(std::string_view chunk, bool last) {
    std::string_view text = chunk;
    if (!pending_.empty()) {
        joined_ = pending_;
        joined_ += chunk;
        text = joined_;
    }
    pending_.clear();
    if (actual_ == Actual::kUnknown) {
        if (!tell(text, last)) {
            pending_ = text;
            return {};
        }
        text.remove_prefix(mark_bytes_);
    }
    switch (actual_) {
        case Actual::kUtf16Little:
        case Actual::kUtf16Big:
            return decode_utf16(text, last);
        case Actual::kWindows1252:
        case Actual::kLatin1:
            return decode_bytes(text);
        default:
            return decode_utf8(text, last);
    }
}

std::string_view Decoder::decode_utf8(std::string_view text, bool last) {
    if (invalid_ == Invalid::kError) return text;
    if (!last) {
        const std::size_t tail = unfinished_tail(text);
        pending_ = text.substr(text.size() - tail);
        text.remove_suffix(tail);
    }
    if (json::is_utf8(text)) return text;
    output_.clear();
    while (!text.empty()) {
        const std::size_t good = json::first_invalid_utf8(text);
        output_ += text.substr(0, good);
        if (good == text.size()) break;
        put_bad();
        text.remove_prefix(good + well_formed_part(text, good));
    }
    return output_;
}

std::string_view Decoder::decode_bytes(std::string_view text) {
    output_.clear();
    const bool windows = actual_ == Actual::kWindows1252;
    while (!text.empty()) {
        const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
        const auto plain = std::find_if_not(text.begin(), text.end(), is_ascii) - text.begin();
        output_ += text.substr(0, static_cast<std::size_t>(plain));
        text.remove_prefix(static_cast<std::size_t>(plain));
        if (text.empty()) break;
        const unsigned byte = byte_at(text, 0);
        put(output_, windows && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte);
        text.remove_prefix(1);
    }
    return output_;
}

std::string_view Decoder::decode_utf16(std::string_view text, bool last) {
    output_.clear();
    const bool big = actual_ == Actual::kUtf16Big;
    const auto unit_at = [&](std::size_t at) {
        const std::uint32_t first = byte_at(text, at);
        const std::uint32_t second = byte_at(text, at + 1);
        return big ? first << 8 | second : second << 8 | first;
    };
    std::size_t at = 0;
    while (at + 2 <= text.size()) {
        const std::uint32_t unit = unit_at(at);
        const bool leads = unit >= 0xD800 && unit <= 0xDBFF;
        if (leads && at + 4 > text.size() && !last) break;
        const std::uint32_t next = leads && at + 4 <= text.size() ? unit_at(at + 2) : 0;
        if (leads && next >= 0xDC00 && next <= 0xDFFF) {
            put(output_, 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00));
            at += 4;
            continue;
        }
        if (unit >= 0xD800 && unit <= 0xDFFF) {
            put_bad();
        } else {
            put(output_, unit);
        }
        at += 2;
    }
    if (at < text.size()) {
        if (last) {
            put_bad();
        } else {
            pending_ = text.substr(at);
        }
    }
    return output_;
}

}  // namespace hios::flat
