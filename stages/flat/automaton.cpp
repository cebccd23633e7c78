#include "stages/flat/automaton.hpp"

namespace hios::flat {

Automaton::Automaton(const Dialect& dialect)
    : delimiter_(dialect.format == Format::kDelimited ? dialect.delimiter : std::string()),
      comment_(dialect.comment),
      quote_(dialect.quote),
      quotes_(dialect.quotes()),
      backslash_(dialect.escapes()) {
    for (std::size_t i = 1; i < delimiter_.size(); ++i) {
        std::uint8_t length = fallback_[i - 1];
        while (length > 0 && delimiter_[i] != delimiter_[length]) length = fallback_[length - 1];
        if (delimiter_[i] == delimiter_[length]) ++length;
        fallback_[i] = length;
    }
    const auto mark = [this](char c) { special_[static_cast<unsigned char>(c)] = true; };
    for (const char c : delimiter_) mark(c);
    mark('\r');
    mark('\n');
    mark('\0');
    if (quotes_) mark(quote_);
    if (backslash_) mark('\\');
}

std::uint32_t* Automaton::index(std::string_view text, std::size_t begin, std::size_t end, State& state,
                                Findings& found, std::uint32_t* into) const {
    for (std::size_t i = begin; i < end; ++i) {
        i = skip(text, i, end, state);
        if (i == end) break;
        found.nul |= text[i] == '\0';
        switch (take(text[i], state, found)) {
            case Event::kDelimiter:
                *into++ = static_cast<std::uint32_t>(i + 1 - delimiter_.size());
                break;
            case Event::kRecord:
            case Event::kBlank:
                *into++ = static_cast<std::uint32_t>(i);
                break;
            default:
                break;
        }
    }
    return into;
}

Path Automaton::scan(std::string_view text, State from) const {
    Path path;
    path.end = from;
    Findings found;
    for (std::size_t i = 0; i < text.size(); ++i) {
        i = skip(text, i, text.size(), path.end);
        if (i == text.size()) break;
        const Event event = take(text[i], path.end, found);
        if (event != Event::kRecord && event != Event::kBlank) continue;
        if (path.first == kNoBorder) path.first = i + 1;
        path.last = i + 1;
        path.records += event == Event::kRecord ? 1U : 0U;
    }
    return path;
}

Automaton::Opened Automaton::follow(std::string_view text, State from) const {
    Opened result{from, 0, 1};
    Findings found;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const Event event = take(text[i], result.state, found);
        if (event == Event::kOpened) result.quote = i;
        if (event == Event::kDelimiter) ++result.column;
    }
    return result;
}

}  // namespace hios::flat
