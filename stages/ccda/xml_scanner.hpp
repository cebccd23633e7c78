#pragma once
// Reads XML 1.0 in place, in one pass: start tags, attributes, texts and end tags go to a sink as views of the buffer.
// References (&amp; &#65;) and ends of lines are changed in place as XML wants it. It forgives what real documents do
// and what costs nothing: attributes without a blank between, signs in names, '<' in a value, an entity nobody
// declared. Comments, processing instructions and a DOCTYPE are passed over; nothing is expanded.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "stages/ccda/entities.hpp"
#include "stages/ccda/white.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace hios::ccda {

// The bytes behind the text that must be there; they become zero.
inline constexpr std::size_t kScanPadding = 32;

namespace detail {

enum : std::uint8_t { kNameStart = 1, kNamePart = 2 };
inline constexpr std::array<std::uint8_t, 256> kNameBytes = [] {
    std::array<std::uint8_t, 256> made{};
    for (std::size_t c = 0; c < made.size(); ++c) {
        const bool starts = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c >= 0x80;
        if (starts) made[c] = kNameStart | kNamePart;
        if ((c >= '0' && c <= '9') || c == '-' || c == '.') made[c] = kNamePart;
    }
    return made;
}();

// The first of `Stops`, or the zero byte.
template <char... Stops>
[[nodiscard]] inline char* find_any(char* at) {
#if defined(__SSE2__)
    for (;; at += 16) {
        __m128i bytes;
        std::memcpy(&bytes, at, sizeof bytes);
        __m128i found = _mm_cmpeq_epi8(bytes, _mm_setzero_si128());
        ((found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(Stops)))), ...);
        if (const int mask = _mm_movemask_epi8(found); mask != 0)
            return at + __builtin_ctz(static_cast<unsigned>(mask));
    }
#else
    while (*at != '\0' && ((*at != Stops) && ...)) ++at;
    return at;
#endif
}

// The first byte that is no part of a name, as the zero byte is.
[[nodiscard]] inline char* behind_name(char* at) {
#if defined(__SSE2__)
    for (;; at += 16) {
        __m128i bytes;
        std::memcpy(&bytes, at, sizeof bytes);
        // Bytes from 0x80 on are less than all others.
        const auto in = [](__m128i what, char least, char most) {
            return _mm_andnot_si128(_mm_cmplt_epi8(what, _mm_set1_epi8(least)),
                                    _mm_cmplt_epi8(what, _mm_set1_epi8(static_cast<char>(most + 1))));
        };
        const __m128i letters = in(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
        const __m128i others =
            _mm_or_si128(_mm_andnot_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('/')), in(bytes, '-', ':')),
                         _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_')));
        const __m128i high = _mm_cmplt_epi8(bytes, _mm_setzero_si128());
        const auto part = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letters, others), high)));
        if (part != 0xFFFF) return at + __builtin_ctz(~part);
    }
#else
    while ((kNameBytes[static_cast<unsigned char>(*at)] & kNamePart) != 0) ++at;
    return at;
#endif
}

}  // namespace detail

// A Sink has
//   begin(name)                     a start tag
//   attribute(name, value)          of it
//   bool opened()                   its end; false: read no further
//   text(text)                      as often as comments and CDATA cut it; blanks between tags alone are left out
//   std::string_view innermost()    the name of the innermost open element; "" when none is
//   close(end)                      it ends before `end`
template <class Sink>
class XmlScanner {
public:
    // Changes text[0, size], and zeroes kScanPadding bytes behind.
    XmlScanner(char* text, std::size_t size, Sink& sink) : begin_(text), end_(text + size), at_(text), sink_(sink) {
        std::memset(end_, 0, kScanPadding);
    }

    // False: what is wrong is in fault(), and where in offset().
    bool run() {
        while (fault_.empty() && !stopped_) {
            if (!content()) break;
            markup();
        }
        if (fault_.empty() && !stopped_ && !sink_.innermost().empty()) fail("an element is not closed");
        return fault_.empty();
    }
    [[nodiscard]] std::string_view fault() const { return fault_; }
    [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }

private:
    void fail(std::string_view what) { fault_ = what; }
    [[nodiscard]] bool starts_name() const { return (kind(*at_) & detail::kNameStart) != 0; }
    [[nodiscard]] static std::uint8_t kind(char c) { return detail::kNameBytes[static_cast<unsigned char>(c)]; }
    [[nodiscard]] static std::string_view between(const char* from, const char* to) {
        return {from, static_cast<std::size_t>(to - from)};
    }

    void skip_white() {
        if (!is_white(*at_) || !is_white(*++at_)) return;  // most are one blank between attributes
#if defined(__SSE2__)
        for (;; at_ += 16) {
            __m128i bytes;
            std::memcpy(&bytes, at_, sizeof bytes);
            const __m128i white = _mm_or_si128(
                _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n'))),
                _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t'))));
            const auto other = static_cast<unsigned>(_mm_movemask_epi8(white)) ^ 0xFFFFU;
            if (other == 0) continue;
            at_ += __builtin_ctz(other);
            return;
        }
#else
        while (is_white(*at_)) ++at_;
#endif
    }

    std::string_view name() {
        const char* const from = at_;
        at_ = detail::behind_name(at_);
        return between(from, at_);
    }

    // What stands before the next tag, which at_ then is behind the '<' of. False: there is none.
    bool content() {
        char* const from = at_;
        skip_white();
        if (*at_ != '<') {
            if (sink_.innermost().empty()) {
                at_ = detail::find_any<'<'>(at_);
            } else {
                at_ = from;
                text();
            }
            if (*at_ != '<') return false;
        }
        ++at_;
        return true;
    }

    void text() {
        char* const from = at_;
        at_ = detail::find_any<'<', '&', '\r'>(at_);
        char* to = at_;
        while (*at_ == '&' || *at_ == '\r') {
            *at_ == '&' ? reference(to) : line_end(to, '\n');
            move_up_to(to, detail::find_any<'<', '&', '\r'>(at_));
        }
        if (to != from) sink_.text(between(from, to));
    }

    void move_up_to(char*& to, char* stop) {
        const auto size = static_cast<std::size_t>(stop - at_);
        if (to != at_) std::memmove(to, at_, size);
        to += size;
        at_ = stop;
    }

    void line_end(char*& to, char as) {
        at_ += at_[0] == '\r' && at_[1] == '\n' ? 2 : 1;
        *to++ = as;
    }

    // One of XML's five or a number; anything else stays as it stands.
    void reference(char*& to) {
        struct Known {
            std::string_view written;
            char meant;
        };
        constexpr std::array<Known, 5> kKnown{
            {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
        for (const Known& known : kKnown) {
            if (std::strncmp(at_, known.written.data(), known.written.size()) != 0) continue;
            at_ += known.written.size();
            *to++ = known.meant;
            return;
        }
        if (at_[1] == '#' && number(to)) return;
        *to++ = *at_++;
    }

    bool number(char*& to) {
        const bool hex = at_[2] == 'x';
        const char* at = at_ + (hex ? 3 : 2);
        if (*at == ';') return false;
        std::uint32_t point = 0;
        for (; *at != ';'; ++at) {
            const char small = static_cast<char>(*at | 0x20);
            const bool letter = hex && small >= 'a' && small <= 'f';
            if (!letter && (*at < '0' || *at > '9')) return false;
            const int digit = letter ? small - 'a' + 10 : *at - '0';
            point = point * (hex ? 16U : 10U) + static_cast<std::uint32_t>(digit);
            if (point > 0x10'FFFF) return false;
        }
        if (!is_xml_char(point)) return false;
        to = put_utf8(to, point);
        at_ += at + 1 - at_;
        return true;
    }

    void markup() {
        if (starts_name()) return start_tag();
        if (*at_ == '/') return end_tag();
        if (*at_ == '?') return instruction();
        if (*at_ == '!') return declaration();
        fail("a '<' begins no tag");
    }

    void start_tag() {
        sink_.begin(name());
        for (;;) {
            skip_white();
            if (starts_name()) {
                if (!attribute()) return;
                continue;
            }
            const bool ends = *at_ == '/';
            if (ends) ++at_;
            if (*at_ != '>') return fail("a start tag does not end");
            ++at_;
            if (!sink_.opened()) {
                stopped_ = true;
            } else if (ends) {
                sink_.close(at_);
            }
            return;
        }
    }

    bool attribute() {
        const std::string_view key = name();
        skip_white();
        if (*at_ != '=') return fail("an attribute has no value"), false;
        ++at_;
        skip_white();
        const char quote = *at_;
        if (quote != '"' && quote != '\'') return fail("an attribute's value has no quotes"), false;
        ++at_;
        if (!(quote == '"' ? value<'"'>(key) : value<'\''>(key)) || starts_name())
            return fail("an attribute's value does not end"), false;
        return true;
    }

    // Ends of lines and tabs are blanks in a value.
    template <char Quote>
    bool value(std::string_view key) {
        const char* const from = at_;
        at_ = detail::find_any<Quote, '&', '\t', '\n', '\r'>(at_);
        char* to = at_;
        while (*at_ != Quote) {
            if (*at_ == '\0') return false;
            *at_ == '&' ? reference(to) : line_end(to, ' ');
            move_up_to(to, detail::find_any<Quote, '&', '\t', '\n', '\r'>(at_));
        }
        ++at_;
        sink_.attribute(key, between(from, to));
        return true;
    }

    void end_tag() {
        ++at_;
        const std::string_view open = sink_.innermost();
        if (open.empty() || std::strncmp(at_, open.data(), open.size()) != 0 ||
            (kind(at_[open.size()]) & detail::kNamePart) != 0)
            return fail("an end tag fits no start tag");
        at_ += open.size();
        skip_white();
        if (*at_ != '>') return fail("an end tag does not end");
        sink_.close(++at_);
    }

    // To behind `end`.
    void pass(std::string_view end) {
        const std::size_t found = between(at_, end_).find(end);
        if (found == std::string_view::npos) return fail("a comment or section does not end");
        at_ += found + end.size();
    }

    void instruction() {
        ++at_;
        if (!starts_name()) return fail("a processing instruction has no name");
        pass("?>");
    }

    void declaration() {
        const std::string_view rest = between(at_, end_);
        if (rest.starts_with("!--")) {
            at_ += 3;
            pass("-->");
        } else if (rest.starts_with("![CDATA[")) {
            at_ += 8;
            char* const from = at_;
            pass("]]>");
            if (fault_.empty()) literal(from, at_ - 3);
        } else if (rest.starts_with("!DOCTYPE") && sink_.innermost().empty()) {
            doctype();
        } else {
            fail("a '<!' begins nothing that is known");
        }
    }

    // Text of a CDATA section: only its line ends are changed.
    void literal(char* from, const char* end) {
        if (sink_.innermost().empty()) return;
        char* to = from;
        for (const char* at = from; at < end; ++at) {
            if (*at == '\r' && at + 1 < end && at[1] == '\n') continue;
            *to++ = *at == '\r' ? '\n' : *at;
        }
        sink_.text(between(from, to));
    }

    // Its subset has brackets and quoted texts.
    void doctype() {
        std::size_t depth = 0;
        for (; *at_ != '\0'; ++at_) {
            if (*at_ == '"' || *at_ == '\'') {
                const char* const close = std::strchr(at_ + 1, *at_);
                if (close == nullptr) break;
                at_ += close - at_;
            } else if (*at_ == '<') {
                if (std::strncmp(at_, "<!--", 4) == 0) {
                    pass("-->");
                    if (!fault_.empty()) return;
                    --at_;
                } else {
                    ++depth;
                }
            } else if (*at_ == '>') {
                if (depth == 0) {
                    ++at_;
                    return;
                }
                --depth;
            }
        }
        fail("a DOCTYPE does not end");
    }

    char* const begin_;
    char* const end_;
    char* at_;
    Sink& sink_;
    std::string_view fault_;
    bool stopped_ = false;
};

}  // namespace hios::ccda
