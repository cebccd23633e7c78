#include "jobs/spec/glob.hpp"

#include <bitset>
#include <optional>

#include <fmt/format.h>

namespace hios::jobs {
namespace {

using Token = Glob::Token;
using Kind = Glob::Token::Kind;

constexpr std::size_t kMaxTokens = 511;        // states of the matcher: one per token and the end
constexpr std::size_t kMaxAlternatives = 256;  // braces multiply
constexpr std::size_t kMaxPattern = 4096;

char32_t next_character(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(at);
    const std::size_t length = lead >= 0xF0 && lead < 0xF8   ? 4
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                                                             : 1;
    char32_t character = lead;
    if (length > 1 && at + length <= text.size()) {
        character = lead & (0xFFU >> (length + 1));
        for (std::size_t i = 1; i < length; ++i) {
            if ((byte(at + i) & 0xC0U) != 0x80U) {
                ++at;
                return lead;
            }
            character = (character << 6U) | (byte(at + i) & 0x3FU);
        }
        at += length;
        return character;
    }
    ++at;
    return lead;
}

// The end of the bracket expression that opens at `open`; npos when it never closes. A ']' right
// after the opening is a member of the set.
std::size_t closing_bracket(std::string_view pattern, std::size_t open) {
    std::size_t at = open + 1;
    if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) ++at;
    if (at < pattern.size() && pattern[at] == ']') ++at;
    for (; at < pattern.size(); ++at) {
        if (pattern[at] == '\\') {
            ++at;
        } else if (pattern[at] == ']') {
            return at;
        }
    }
    return std::string_view::npos;
}

struct Braces {
    std::size_t open = 0;
    std::size_t close = 0;
    std::vector<std::string_view> parts;
};

// The first brace group outside sets and escapes.
tl::expected<std::optional<Braces>, std::string> first_braces(std::string_view pattern) {
    std::size_t depth = 0;
    Braces found;
    std::size_t part = 0;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const char c = pattern[at];
        if (c == '\\') {
            ++at;
        } else if (c == '[') {
            const std::size_t close = closing_bracket(pattern, at);
            if (close == std::string_view::npos) return tl::unexpected(std::string("has a [ without its ]"));
            at = close;
        } else if (c == '{') {
            if (depth++ == 0) {
                found.open = at;
                part = at + 1;
            }
        } else if (c == ',' && depth == 1) {
            found.parts.push_back(pattern.substr(part, at - part));
            part = at + 1;
        } else if (c == '}') {
            if (depth == 0) return tl::unexpected(std::string("has a } without its {"));
            if (--depth == 0) {
                found.parts.push_back(pattern.substr(part, at - part));
                found.close = at;
                return found;
            }
        }
    }
    if (depth > 0) return tl::unexpected(std::string("has a { without its }"));
    return std::nullopt;
}

// Works the list off from the front, so that alternatives keep the order in which they are written.
tl::expected<std::vector<std::string>, std::string> expand_braces(std::string_view pattern) {
    std::vector<std::string> open{std::string(pattern)};
    std::vector<std::string> done;
    while (!open.empty()) {
        const std::string next = std::move(open.back());
        open.pop_back();
        auto braces = first_braces(next);
        if (!braces) return tl::unexpected(braces.error());
        if (!*braces) {
            done.push_back(next);
            continue;
        }
        if (open.size() + done.size() + (*braces)->parts.size() > kMaxAlternatives) {
            return tl::unexpected(fmt::format("has braces that make more than {} alternatives", kMaxAlternatives));
        }
        const std::string_view text = next;
        for (auto part = (*braces)->parts.rbegin(); part != (*braces)->parts.rend(); ++part) {
            open.push_back(
                fmt::format("{}{}{}", text.substr(0, (*braces)->open), *part, text.substr((*braces)->close + 1)));
        }
    }
    return done;
}

tl::expected<Token, std::string> parse_set(std::string_view inside) {
    Token token;
    token.kind = Kind::kSet;
    if (!inside.empty() && (inside[0] == '!' || inside[0] == '^')) {
        token.negated = true;
        inside.remove_prefix(1);
    }
    std::size_t at = 0;
    const auto take = [&] {
        if (inside[at] == '\\' && at + 1 < inside.size()) ++at;
        return next_character(inside, at);
    };
    while (at < inside.size()) {
        const char32_t first = take();
        char32_t last = first;
        if (at + 1 < inside.size() && inside[at] == '-') {
            ++at;
            last = take();
        }
        if (last < first) return tl::unexpected(std::string("has a range [z-a] that runs backwards"));
        token.set.push_back({first, last});
    }
    return token;
}

tl::expected<std::vector<Token>, std::string> tokenize(std::string_view pattern) {
    std::vector<Token> tokens;
    std::size_t at = 0;
    while (at < pattern.size()) {
        Token token;
        const char c = pattern[at];
        if (c == '*') {
            const bool folder_start = at == 0 || pattern[at - 1] == '/';
            std::size_t stars = 0;
            while (at < pattern.size() && pattern[at] == '*') {
                ++at;
                ++stars;
            }
            token.kind = stars > 1 ? Kind::kDoubleStar : Kind::kStar;
            if (stars > 1 && folder_start && at < pattern.size() && pattern[at] == '/') {
                token.kind = Kind::kFolders;
                ++at;
            }
        } else if (c == '?') {
            token.kind = Kind::kAny;
            ++at;
        } else if (c == '[') {
            const std::size_t close = closing_bracket(pattern, at);
            auto set = parse_set(pattern.substr(at + 1, close - at - 1));
            if (!set) return tl::unexpected(set.error());
            token = std::move(*set);
            at = close + 1;
        } else {
            if (c == '\\' && ++at == pattern.size()) return tl::unexpected(std::string("ends in a single \\"));
            token.literal = next_character(pattern, at);
        }
        tokens.push_back(std::move(token));
        if (tokens.size() > kMaxTokens) return tl::unexpected(fmt::format("is longer than {} characters", kMaxTokens));
    }
    return tokens;
}

bool takes(const Token& token, char32_t character) {
    switch (token.kind) {
        case Kind::kLiteral:
            return token.literal == character;
        case Kind::kAny:
            return character != U'/';
        case Kind::kSet: {
            bool inside = false;
            for (const Glob::Range& range : token.set)
                inside = inside || (character >= range.first && character <= range.last);
            return inside != token.negated && character != U'/';
        }
        case Kind::kStar:
            return character != U'/';
        case Kind::kDoubleStar:
        case Kind::kFolders:
            return true;
    }
    return false;
}

bool may_be_empty(const Token& token) {
    return token.kind >= Kind::kStar;
}

using States = std::bitset<kMaxTokens + 1>;

// Adds `state` and every state reached from it without a character.
void enter(const std::vector<Token>& tokens, States& states, std::size_t state) {
    states.set(state);
    while (state < tokens.size() && may_be_empty(tokens[state])) states.set(++state);
}

// All positions of the pattern are followed at once: no backtracking, so no pattern is slow.
bool matches_one(const std::vector<Token>& tokens, std::string_view key) {
    States states;
    enter(tokens, states, 0);
    // "**/" may only be left at its start or after a '/': inside a name it is this state of its own.
    States inside_name;
    std::size_t at = 0;
    while (at < key.size()) {
        const char32_t character = next_character(key, at);
        States next;
        States next_inside;
        for (std::size_t state = 0; state < tokens.size(); ++state) {
            const Token& token = tokens[state];
            if (token.kind == Kind::kFolders) {
                if (!states[state] && !inside_name[state]) continue;
                if (character == U'/') {
                    enter(tokens, next, state);
                } else {
                    next_inside.set(state);
                }
            } else if (states[state] && takes(token, character)) {
                enter(tokens, next, may_be_empty(token) ? state : state + 1);
            }
        }
        states = next;
        inside_name = next_inside;
        if (states.none() && inside_name.none()) return false;
    }
    return states[tokens.size()];
}

}  // namespace

tl::expected<Glob, std::string> Glob::compile(std::string_view pattern) {
    const auto failure = [&](std::string_view what) {
        return tl::unexpected(fmt::format("the pattern \"{}\" {}", pattern, what));
    };
    if (pattern.empty()) return failure("is empty");
    if (pattern.size() > kMaxPattern)
        return tl::unexpected(fmt::format("the pattern is longer than {} bytes", kMaxPattern));
    if (pattern.front() == '/') return failure("begins with '/'; keys never do");
    auto expanded = expand_braces(pattern);
    if (!expanded) return failure(expanded.error());
    Glob glob;
    for (const std::string& alternative : *expanded) {
        auto tokens = tokenize(alternative);
        if (!tokens) return failure(tokens.error());
        glob.alternatives_.push_back(std::move(*tokens));
    }
    return glob;
}

bool Glob::matches(std::string_view key) const {
    for (const auto& tokens : alternatives_) {
        if (tokens.size() == 1 && tokens[0].kind == Kind::kDoubleStar) return true;
        if (matches_one(tokens, key)) return true;
    }
    return false;
}

}  // namespace hios::jobs
