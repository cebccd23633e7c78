#pragma once
// The inside of a JSON string, read unit by unit, with escapes decoded on the way.

#include <cstdint>
#include <string_view>

#include "stages/validate/escape.hpp"

namespace hios::validate {

// White space of XML and of JSON, which is the same.
constexpr bool is_white(unsigned unit) {
    return unit == ' ' || unit == '\n' || unit == '\r' || unit == '\t';
}

// A unit is a byte of UTF-8, or the UTF-16 code unit that an escape stands for.
class UnitReader {
public:
    static constexpr unsigned kEnd = 0xFFFF'FFFF;

    explicit UnitReader(std::string_view raw) : at_(raw.data()), end_(raw.data() + raw.size()) {}

    // The unit here; step() goes behind it. A broken escape is taken for U+0000.
    unsigned peek() {
        if (at_ == end_) return kEnd;
        width_ = 1;
        return *at_ == '\\' ? peek_escape() : static_cast<unsigned char>(*at_);
    }
    // Behind the unit that was peeked at; not at the end.
    void step() { at_ += width_; }

    bool take(unsigned unit) {
        if (peek() != unit) return false;
        step();
        return true;
    }
    // All of an ASCII word; when it breaks off, what fits is taken.
    bool take(std::string_view word) {
        for (const char c : word) {
            if (!take(static_cast<unsigned char>(c))) return false;
        }
        return true;
    }
    // Whether there was any.
    bool skip_white() {
        const char* const from = at_;
        while (is_white(peek())) step();
        return at_ != from;
    }

protected:
    const char* at_;
    const char* end_;

private:
    // Kept apart, so that the way without escapes stays small.
    [[gnu::noinline]] unsigned peek_escape() {
        const Escape escape = read_escape(at_, end_);
        if (escape.width != 0) width_ = escape.width;
        return escape.unit;
    }

    std::uint32_t width_ = 0;
};

}  // namespace hios::validate
