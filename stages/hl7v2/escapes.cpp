#include "stages/hl7v2/escapes.hpp"

#include <algorithm>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "pipeline/readable.hpp"
#include "stages/hl7v2/codes.hpp"
#include "stages/json/utf8.hpp"

namespace hios::hl7v2 {
namespace {

constexpr std::size_t kMostRepeated = 100;  // lines or blanks that one sequence makes

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '\x7F';
}

void add_note(const Message& message, std::string_view raw, std::size_t at, const Code& code,
              std::vector<Note>* notes) {
    if (notes == nullptr) return;
    const auto offset = static_cast<std::size_t>(raw.data() - message.text().data()) + at;
    notes->push_back({&code, static_cast<std::uint32_t>(offset)});
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Control characters, which line ends may be, and the escape character; sixteen bytes at a time.
template <bool kLineEnds>
class Specials {
public:
    explicit Specials(char escape) : escape_(escape == Delimiters::kNone ? '\0' : escape) {}

    static constexpr std::size_t kStep = 16;
    [[nodiscard]] bool in_step(const char* at) const {
#if defined(__SSE2__)
        return in_bytes(at) != 0;
#else
        return in_each({at, kStep});
#endif
    }
    // In less than a step.
    [[nodiscard]] bool in(std::string_view text) const {
#if defined(__SSE2__)
        if (is_readable(text.data(), kStep)) return (in_bytes(text.data()) & ((1U << text.size()) - 1U)) != 0;
#endif
        return in_each(text);
    }

private:
    [[nodiscard]] bool in_each(std::string_view text) const {
        return std::any_of(text.begin(), text.end(), [&](char c) {
            return (is_control(c) && !(kLineEnds && (c == '\r' || c == '\n'))) || c == escape_;
        });
    }
#if defined(__SSE2__)
    [[nodiscard]] unsigned in_bytes(const char* at) const {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const auto are = [&](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
        __m128i found = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
        if (kLineEnds) found = _mm_andnot_si128(_mm_or_si128(are('\r'), are('\n')), found);
        found = _mm_or_si128(found, _mm_or_si128(are('\x7F'), are(escape_)));
        return static_cast<unsigned>(_mm_movemask_epi8(found));
    }
#endif
    char escape_;
};

}  // namespace

bool Unescaper::needed(std::string_view raw, char escape) {
    const Specials<false> specials(escape);
    std::size_t at = 0;
    for (; at + specials.kStep <= raw.size(); at += specials.kStep) {
        if (specials.in_step(raw.data() + at)) return true;
    }
    return specials.in(raw.substr(at));
}

std::string_view Unescaper::needed_between(std::string_view segments, char escape) {
    const Specials<true> specials(escape);
    std::size_t begin = 0;
    std::size_t end = segments.size();
    while (end - begin >= specials.kStep && !specials.in_step(segments.data() + begin)) begin += specials.kStep;
    while (end - begin >= specials.kStep && !specials.in_step(segments.data() + end - specials.kStep))
        end -= specials.kStep;
    const std::string_view rest = segments.substr(begin, end - begin);
    return rest.size() < specials.kStep && !specials.in(rest) ? segments.substr(segments.size()) : rest;
}

std::string_view Unescaper::decode(const Message& message, std::string_view raw, std::vector<Note>* notes) {
    const char escape = message.delimiters().escape;
    if (!needed(raw, escape)) return raw;
    out_.clear();
    bool dropped = false;
    std::size_t from = 0;
    while (from < raw.size()) {
        std::size_t at = escape == Delimiters::kNone ? raw.size() : raw.find(escape, from);
        at = std::min(at, raw.size());
        dropped = !put_text(raw.substr(from, at - from)) || dropped;
        from = at;
        if (at < raw.size()) from += take_sequence(message, raw, at, notes);
    }
    if (dropped) add_note(message, raw, 0, codes::kControl, notes);
    return out_;
}

// Appends text with its line ends as line feeds; false when control characters were left out.
bool Unescaper::put_text(std::string_view text) {
    bool clean = true;
    while (!text.empty()) {
        const auto plain = static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_control) - text.begin());
        out_ += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        const char c = text.front();
        if (c == '\t' || c == '\n') {
            out_ += c;
        } else if (c == '\r') {
            if (!text.substr(1).starts_with('\n')) out_ += '\n';
        } else {
            clean = false;
        }
        text.remove_prefix(1);
    }
    return clean;
}

// Decodes the sequence at `at`; how many bytes it has. One that is none leaves the escape character alone, so that
// the next one may begin a sequence.
std::size_t Unescaper::take_sequence(const Message& message, std::string_view raw, std::size_t at,
                                     std::vector<Note>* notes) {
    const Delimiters& delimiters = message.delimiters();
    const char escape = delimiters.escape;
    const std::size_t end = raw.find(escape, at + 1);
    const auto keep = [&](const Code* code) -> std::size_t {
        if (code != nullptr) add_note(message, raw, at, *code, notes);
        put_text({&escape, 1});
        return 1;
    };
    if (end == std::string_view::npos || end == at + 1) return keep(&codes::kEscapeOpen);
    const std::string_view name = raw.substr(at + 1, end - at - 1);
    const std::size_t size = name.size() + 2;
    const auto put = [&](char c) -> std::size_t {
        if (c == Delimiters::kNone) return keep(&codes::kEscapeUnknown);
        if (!put_text({&c, 1})) add_note(message, raw, at, codes::kControl, notes);
        return size;
    };
    if (name.size() == 1) {
        switch (name[0]) {
            case 'F':
                return put(delimiters.field);
            case 'S':
                return put(delimiters.component);
            case 'T':
                return put(delimiters.subcomponent);
            case 'R':
                return put(delimiters.repetition);
            case 'E':
                return put(escape);
            case 'P':
                return put(delimiters.truncation == Delimiters::kNone ? '#' : delimiters.truncation);
            case 'H':
            case 'N':
                return size;
            case 'X':
                return take_hex(message, raw, at, notes);
            default:
                return keep(&codes::kEscapeUnknown);
        }
    }
    if (name[0] == '.') return take_formatting(name.substr(1)) ? size : keep(&codes::kEscapeUnknown);
    if (name[0] == 'X' || name[0] == 'x') return take_hex(message, raw, at, notes);
    if (name[0] == 'Z') {
        put_text(raw.substr(at, size));
        return size;
    }
    return keep(&codes::kEscapeUnknown);
}

// `command`: behind the dot, such as "br" or "sp3" or "in+4".
bool Unescaper::take_formatting(std::string_view command) {
    if (command.size() < 2 || command.size() > 8) return false;
    const char first = static_cast<char>(command[0] | 0x20);
    const char second = static_cast<char>(command[1] | 0x20);
    std::string_view digits = command.substr(2);
    while (!digits.empty() && (digits.front() == ' ' || digits.front() == '+' || digits.front() == '-'))
        digits.remove_prefix(1);
    std::size_t number = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return false;
        number = std::min(kMostRepeated, number * 10 + static_cast<std::size_t>(c - '0'));
    }
    const auto is = [&](const char* name) { return first == name[0] && second == name[1]; };
    if ((is("br") || is("ce")) && command.size() == 2) {
        out_ += '\n';
    } else if (is("sp")) {
        out_.append(digits.empty() ? 1 : number, '\n');
    } else if (is("sk")) {
        out_.append(digits.empty() ? 1 : number, ' ');
    } else if (!is("in") && !is("ti") && !(is("fi") && digits.empty()) && !(is("nf") && digits.empty())) {
        return false;
    }
    return true;
}

// One or more hexadecimal sequences side by side: a character may be cut between them.
std::size_t Unescaper::take_hex(const Message& message, std::string_view raw, std::size_t at,
                                std::vector<Note>* notes) {
    const char escape = message.delimiters().escape;
    bytes_.clear();
    std::size_t size = 0;
    while (at + size + 1 < raw.size() && raw[at + size] == escape && (raw[at + size + 1] | 0x20) == 'x') {
        const std::size_t kept = bytes_.size();
        std::size_t i = at + size + 2;
        while (i + 1 < raw.size() && hex_value(raw[i]) >= 0 && hex_value(raw[i + 1]) >= 0) {
            bytes_ += static_cast<char>(hex_value(raw[i]) << 4 | hex_value(raw[i + 1]));
            i += 2;
        }
        const bool closed = i < raw.size() && raw[i] == escape && i > at + size + 2;
        if (!closed) {
            bytes_.resize(kept);
            break;
        }
        size = i + 1 - at;
    }
    if (size == 0) {
        add_note(message, raw, at, codes::kEscapeHex, notes);
        put_text({&escape, 1});
        return 1;
    }
    const Charset charset = message.charset();
    std::string_view text = bytes_;
    if (charset != Charset::kUtf8 || !json::is_utf8(bytes_)) {
        // In UTF-16 and UTF-32 senders mean single bytes, but where the first is zero.
        const bool wide = charset == Charset::kUtf16 || charset == Charset::kUtf32;
        const bool single = charset == Charset::kUtf8 || (wide && (bytes_.front() != '\0' || bytes_.size() % 2 != 0));
        text_.clear();
        const bool clean = decoder_.decode(bytes_, single ? Charset::kWindows1252 : charset, text_);
        if (!clean || charset == Charset::kUtf8) add_note(message, raw, at, codes::kEscapeHex, notes);
        text = text_;
    }
    if (!put_text(text)) add_note(message, raw, at, codes::kControl, notes);
    return size;
}

}  // namespace hios::hl7v2
