#pragma once
// A position in an indexed JSON text, and the steps that hand-written readers of known objects
// (a Bundle and its entries) need. Every step checks the grammar; the first fault stays.

#include <cstdint>
#include <string_view>

#include "pipeline/error.hpp"
#include "stages/json/codes.hpp"
#include "stages/json/structural_index.hpp"
#include "stages/json/text.hpp"

namespace hios::json {

// Byte range [begin, end) in the text. For strings: with both quotes.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    [[nodiscard]] bool empty() const { return begin == end; }
};

struct Fault {
    const Code* code = nullptr;
    std::uint32_t offset = 0;
    [[nodiscard]] explicit operator bool() const { return code != nullptr; }
};

class Cursor {
public:
    Cursor(std::string_view text, const StructuralIndex& index)
        : text_(text.data()),
          length_(static_cast<std::uint32_t>(text.size())),
          positions_(index.positions()),
          count_(index.size()) {}

    [[nodiscard]] bool at_end() const { return at_ >= count_; }
    // The first byte of the current token; '\0' at the end.
    [[nodiscard]] char peek() const { return at_ < count_ ? text_[positions_[at_]] : '\0'; }
    [[nodiscard]] std::uint32_t position() const { return at_ < count_ ? positions_[at_] : length_; }
    void step() { ++at_; }
    // One past the closing bracket that was stepped over last.
    [[nodiscard]] std::uint32_t previous_end() const { return positions_[at_ - 1] + 1; }
    [[nodiscard]] std::uint32_t token() const { return at_; }
    void rewind(std::uint32_t token) { at_ = token; }
    // The positions of all tokens, for readers that keep a place of their own; *tokens_end() is the text's length.
    [[nodiscard]] const std::uint32_t* tokens() const { return positions_; }
    [[nodiscard]] const std::uint32_t* tokens_end() const { return positions_ + count_; }

    [[nodiscard]] const char* text() const { return text_; }
    [[nodiscard]] std::string_view whole() const { return {text_, length_}; }
    [[nodiscard]] std::string_view slice(Span span) const { return {text_ + span.begin, span.end - span.begin}; }
    // The inside of a string span, quotes left out, escapes as written.
    [[nodiscard]] std::string_view inside(Span span) const {
        return {text_ + span.begin + 1, span.end - span.begin - 2};
    }

    [[nodiscard]] const Fault& fault() const { return fault_; }
    bool fail(const Code& code, std::uint32_t offset) {
        if (!fault_) fault_ = {&code, offset};
        return false;
    }
    // A fault at the current token: truncated at the end of the text, else a syntax error.
    bool unexpected() { return at_end() ? fail(codes::kTruncated, length_) : fail(codes::kSyntax, position()); }

    bool expect(char c) {
        if (peek() != c) return unexpected();
        ++at_;
        return true;
    }

    // The string token here; steps over it.
    bool string(Span& span) {
        if (peek() != '"') return unexpected();
        span = string_span();
        if (span.empty()) return fail(codes::kSyntax, position());
        ++at_;
        return true;
    }

    // A member name and its colon; steps over both.
    bool key(Span& span) {
        if (!string(span)) return false;
        return expect(':');
    }

    // The number or literal here; steps over it.
    bool scalar(Span& span) {
        if (at_end()) return unexpected();
        const std::uint32_t begin = positions_[at_];
        const std::uint32_t limit = positions_[at_ + 1];
        const std::size_t size = scalar_length(text_ + begin, text_ + limit);
        if (size == 0) return unexpected();
        const std::uint32_t end = begin + static_cast<std::uint32_t>(size);
        if (end < limit && !is_white(text_[end])) return fail(codes::kSyntax, end);
        span = {begin, end};
        ++at_;
        return true;
    }

private:
    static bool is_white(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

    // Between a string's closing quote and the next token stands only white space, for anything else
    // would be a token itself: so the closing quote is found from behind.
    [[nodiscard]] Span string_span() const {
        const std::uint32_t begin = positions_[at_];
        std::uint32_t last = positions_[at_ + 1] - 1;
        while (is_white(text_[last])) --last;
        if (last <= begin || text_[last] != '"') return {};
        return {begin, last + 1};
    }

    const char* text_;
    std::uint32_t length_;
    const std::uint32_t* positions_;
    std::uint32_t count_;
    std::uint32_t at_ = 0;
    Fault fault_;
};

}  // namespace hios::json
