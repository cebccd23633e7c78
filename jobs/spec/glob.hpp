#pragma once
// Patterns over object keys:
//   *      any characters but '/'          **   any characters, '/' too; "**/" also nothing at all
//   ?      one character but '/'           [a-z] [!a-z]  one character (not) of a set, never '/'
//   {a,b}  either                          \x   x itself
// A pattern covers the whole key. Characters are Unicode code points of UTF-8; a byte that is no
// UTF-8 counts as one character.

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace hios::jobs {

// Immutable after compile(), so thread-safe. Time is at most pattern length times key length.
class Glob {
public:
    // The error is a sentence about the pattern, without its place.
    static tl::expected<Glob, std::string> compile(std::string_view pattern);

    [[nodiscard]] bool matches(std::string_view key) const;

    struct Range {
        char32_t first;
        char32_t last;
    };
    struct Token {
        enum class Kind : char { kLiteral, kAny, kSet, kStar, kDoubleStar, kFolders };
        Kind kind = Kind::kLiteral;
        char32_t literal = 0;
        bool negated = false;
        std::vector<Range> set;
    };

private:
    std::vector<std::vector<Token>> alternatives_;
};

}  // namespace hios::jobs
