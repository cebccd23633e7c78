#pragma once
// Tokens of the expression language. An address is one token, whatever kind of source it is for: what it
// means is the business of that source (address_space.hpp).

#include <string>
#include <string_view>

#include "stages/map/problem.hpp"

namespace hios::map {

enum class TokenKind : std::uint8_t {
    kEnd,
    kText,
    kNumber,
    kAddress,  // also names of functions and the words true, false, null, in
    kOpen,
    kClose,
    kComma,
    kQuestion,
    kColon,
    kCoalesce,
    kAnd,
    kOr,
    kBang,
    kPlus,
    kMinus,
    kDot,  // after ')': lookup(...).1
    kEqual,
    kNotEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
    kWrong,  // reported
};

struct Token {
    TokenKind kind = TokenKind::kEnd;
    std::size_t at = 0;
    std::string text;  // decoded, of kText; as written, of kNumber and kAddress
};

// Not thread-safe. The text must outlive the lexer.
class Lexer {
public:
    Lexer(std::string_view text, const Place& place, Problems& problems)
        : text_(text), place_(place), problems_(problems) {}
    Token next();
    [[nodiscard]] Place place_of(std::size_t at) const { return place_.right(at); }

private:
    Token text_literal();
    Token number();
    Token address();
    bool bracket();
    Token wrong(std::size_t at, std::string what, std::string hint = {});
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }

    std::string_view text_;
    const Place& place_;
    Problems& problems_;
    std::size_t at_ = 0;
};

}  // namespace hios::map
