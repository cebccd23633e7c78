#include "stages/map/lexer.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "pipeline/ascii.hpp"

namespace hios::map {
namespace {

bool begins_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c) {
    return begins_word(c) || ascii::is_digit(c);
}

constexpr std::array<std::pair<std::string_view, TokenKind>, 18> kSigns{{
    {"??", TokenKind::kCoalesce},
    {"==", TokenKind::kEqual},
    {"!=", TokenKind::kNotEqual},
    {"<=", TokenKind::kLessOrEqual},
    {">=", TokenKind::kGreaterOrEqual},
    {"&&", TokenKind::kAnd},
    {"||", TokenKind::kOr},
    {"?", TokenKind::kQuestion},
    {":", TokenKind::kColon},
    {"<", TokenKind::kLess},
    {">", TokenKind::kGreater},
    {"!", TokenKind::kBang},
    {"(", TokenKind::kOpen},
    {")", TokenKind::kClose},
    {",", TokenKind::kComma},
    {"+", TokenKind::kPlus},
    {"-", TokenKind::kMinus},
    {".", TokenKind::kDot},
}};

}  // namespace

Token Lexer::wrong(std::size_t at, std::string what, std::string hint) {
    problems_.error(place_of(at), std::move(what), std::move(hint));
    at_ = text_.size();
    return {TokenKind::kWrong, at, {}};
}

Token Lexer::next() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
    if (at_ >= text_.size()) return {TokenKind::kEnd, at_, {}};
    const char c = peek();
    if (c == '\'' || c == '"') return text_literal();
    if (ascii::is_digit(c)) return number();
    const bool from_root = c == '/' && begins_word(peek(1));
    const bool from_parent = c == '.' && peek(1) == '.';
    if (begins_word(c) || c == '`' || c == '@' || from_root || from_parent) return address();
    for (const auto& [sign, kind] : kSigns) {
        if (text_.substr(at_, sign.size()) != sign) continue;
        // `X! == 'a'` and `X!=...`: "!=" is always the comparison.
        const std::size_t at = at_;
        at_ += sign.size();
        return {kind, at, std::string(sign)};
    }
    if (c == '=') return wrong(at_, "a single '=' means nothing here", "Compare with '=='.");
    if (c == '&' || c == '|') return wrong(at_, fmt::format("a single '{}' means nothing here", c), "Double it.");
    if (c == '*' || c == '%') return wrong(at_, "maps do not calculate", "Values are copied as the source has them.");
    return wrong(at_, "this character means nothing in an expression",
                 "Put text in single quotes and odd column names in backquotes.");
}

// '' inside single quotes and "" inside double quotes stand for one; a backslash stands for itself.
Token Lexer::text_literal() {
    const char quote = peek();
    Token token{TokenKind::kText, at_, {}};
    for (++at_; at_ < text_.size(); ++at_) {
        if (peek() != quote) {
            token.text += peek();
        } else if (peek(1) == quote) {
            token.text += quote;
            ++at_;
        } else {
            ++at_;
            return token;
        }
    }
    return wrong(token.at, "the text is not closed", fmt::format("Add the missing {}.", quote));
}

Token Lexer::number() {
    Token token{TokenKind::kNumber, at_, {}};
    while (ascii::is_digit(peek())) ++at_;
    if (peek() == '.' && ascii::is_digit(peek(1))) {
        ++at_;
        while (ascii::is_digit(peek())) ++at_;
    }
    token.text = text_.substr(token.at, at_ - token.at);
    if (begins_word(peek()))
        return wrong(token.at, "a name does not begin with a digit", "Put the column's name in backquotes.");
    return token;
}

// [2], [*], [templateId='1.2.3'], [.//x="]"]: up to the bracket that closes it.
bool Lexer::bracket() {
    char quote = '\0';
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
        const char c = peek();
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '[') {
            ++depth;
        } else if (c == ']' && --depth == 0) {
            ++at_;
            return true;
        }
    }
    return false;
}

Token Lexer::address() {
    Token token{TokenKind::kAddress, at_, {}};
    while (peek() == '.' && peek(1) == '.') at_ += peek(2) == '/' ? 3U : 2U;
    for (;;) {
        const char c = peek();
        if (c == '`') {
            const std::size_t close = text_.find('`', at_ + 1);
            if (close == std::string_view::npos)
                return wrong(at_, "the backquoted name is not closed", "Add the missing `.");
            at_ = close + 1;
        } else if (c == '[') {
            const std::size_t open = at_;
            if (!bracket()) return wrong(open, "the '[' is not closed", "Add the missing ']'.");
        } else if (is_word(c) || (at_ == token.at && c == '@') ||
                   ((c == '.' || c == '-' || c == ':') && (is_word(peek(1)) || (c == '.' && peek(1) == '`')))) {
            ++at_;
        } else if (c == '/' && (is_word(peek(1)) || peek(1) == '@')) {
            at_ += 2;
        } else {
            break;
        }
    }
    token.text = text_.substr(token.at, at_ - token.at);
    return token;
}

}  // namespace hios::map
