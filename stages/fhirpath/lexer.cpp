#include "stages/fhirpath/lexer.hpp"

#include <algorithm>

#include "pipeline/ascii.hpp"
#include "stages/fhirpath/text.hpp"

namespace hios::fhirpath {
namespace {

bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool in_name(char c) {
    return starts_name(c) || ascii::is_digit(c);
}

class Scanner {
public:
    Scanner(std::string_view source, std::size_t at) : source_(source), at_(at) {}

    Token token() {
        if (const char* fault = skip_blank()) return bad(fault);
        begin_ = at_;
        if (at_ >= source_.size()) return make(Lexeme::kEnd, {});
        const char c = source_[at_];
        if (starts_name(c)) return name(Lexeme::kName);
        if (ascii::is_digit(c)) return number();
        if (c == '\'') return quoted(Lexeme::kString, c);
        if (c == '`') return quoted(Lexeme::kQuotedName, c);
        if (c == '@') return moment();
        if (c == '$') {
            ++at_;
            return name(Lexeme::kSpecial);
        }
        if (c == '%') return variable();
        return symbol();
    }

private:
    // Null when the blanks are right; else what is wrong.
    const char* skip_blank() {
        while (at_ < source_.size()) {
            const char c = source_[at_];
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                ++at_;
            } else if (source_.substr(at_, 2) == "//") {
                at_ = std::min(source_.find('\n', at_), source_.size());
            } else if (source_.substr(at_, 2) == "/*") {
                begin_ = at_;
                const std::size_t close = source_.find("*/", at_ + 2);
                if (close == std::string_view::npos) return "a comment is not closed: put */ at its end";
                at_ = close + 2;
            } else {
                return nullptr;
            }
        }
        return nullptr;
    }

    Token make(Lexeme lexeme, std::string_view text) {
        return {lexeme, static_cast<std::uint32_t>(begin_), static_cast<std::uint32_t>(at_), text, nullptr};
    }

    Token bad(const char* fault) {
        Token token = make(Lexeme::kBad, {});
        token.fault = fault;
        return token;
    }

    Token name(Lexeme lexeme) {
        const std::size_t from = at_;
        while (at_ < source_.size() &&
               (in_name(source_[at_]) || (lexeme == Lexeme::kVariable && source_[at_] == '-'))) {
            ++at_;
        }
        if (at_ == from) return bad("a name must follow here");
        return make(lexeme, source_.substr(from, at_ - from));
    }

    Token quoted(Lexeme lexeme, char quote) {
        const std::size_t from = ++at_;
        while (at_ < source_.size() && source_[at_] != quote) at_ += source_[at_] == '\\' ? 2U : 1U;
        if (at_ >= source_.size()) {
            at_ = source_.size();
            return bad("a quote is not closed");
        }
        ++at_;
        return make(lexeme, source_.substr(from, at_ - 1 - from));
    }

    Token number() {
        const std::size_t from = at_;
        while (at_ < source_.size() && ascii::is_digit(source_[at_])) ++at_;
        if (at_ + 1 < source_.size() && source_[at_] == '.' && ascii::is_digit(source_[at_ + 1])) {
            ++at_;
            while (at_ < source_.size() && ascii::is_digit(source_[at_])) ++at_;
        }
        return make(Lexeme::kNumber, source_.substr(from, at_ - from));
    }

    // A '.' belongs to a moment only when a digit follows: @2015.is(Date).
    Token moment() {
        const std::size_t from = ++at_;
        while (at_ < source_.size()) {
            const char c = source_[at_];
            const bool fraction = c == '.' && at_ + 1 < source_.size() && ascii::is_digit(source_[at_ + 1]);
            if (!ascii::is_digit(c) && c != '-' && c != ':' && c != 'T' && c != 'Z' && !fraction) {
                if (c != '+' || source_.substr(from, at_ - from).find('T') == std::string_view::npos) break;
            }
            ++at_;
        }
        return make(Lexeme::kMoment, source_.substr(from, at_ - from));
    }

    Token variable() {
        ++at_;
        const char c = at_ < source_.size() ? source_[at_] : '\0';
        if (c == '`' || c == '\'' || c == '"') return quoted(Lexeme::kVariable, c);
        return name(Lexeme::kVariable);
    }

    Token symbol() {
        const std::string_view two = source_.substr(at_, 2);
        const bool pair = two == "<=" || two == ">=" || two == "!=" || two == "!~";
        if (!pair && std::string_view(".,()[]{}+-*/&|=~<>").find(two[0]) == std::string_view::npos) {
            ++at_;
            return bad("this character has no meaning in FHIRPath");
        }
        at_ += pair ? 2 : 1;
        return make(Lexeme::kSymbol, source_.substr(begin_, at_ - begin_));
    }

    std::string_view source_;
    std::size_t at_;
    std::size_t begin_ = 0;
};

bool hex_unit(std::string_view text, std::size_t at, std::uint32_t& into) {
    if (at + 4 > text.size()) return false;
    into = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const char c = text[i];
        const int digit = ascii::is_digit(c)     ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) return false;
        into = into * 16 + static_cast<std::uint32_t>(digit);
    }
    return true;
}

}  // namespace

Token next_token(std::string_view source, std::size_t at) {
    return Scanner(source, at).token();
}

bool unescape(std::string_view text, std::string& into) {
    constexpr std::string_view kLetters = "'\"`\\/fnrt";
    constexpr std::string_view kMeanings = "'\"`\\/\f\n\r\t";
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            into += text[i];
            continue;
        }
        if (++i >= text.size()) return false;
        if (const std::size_t found = kLetters.find(text[i]); found != std::string_view::npos) {
            into += kMeanings[found];
            continue;
        }
        std::uint32_t unit = 0;
        if (text[i] != 'u' || !hex_unit(text, i + 1, unit)) return false;
        i += 4;
        std::uint32_t low = 0;
        if (unit >= 0xD800 && unit < 0xDC00 && text.substr(i + 1, 2) == "\\u" && hex_unit(text, i + 3, low) &&
            low >= 0xDC00 && low < 0xE000) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            i += 6;
        }
        if (unit >= 0xD800 && unit < 0xE000) return false;
        append_utf8(unit, into);
    }
    return true;
}

}  // namespace hios::fhirpath
