#include "stages/flat/automaton.hpp"

#include <algorithm>
#include <cstring>

#include "stages/flat/kernel.hpp"

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
    const auto mark = [this](char c) {
        if (special_.find(c) == std::string::npos) special_ += c;
    };
    for (const char c : delimiter_) mark(c);
    for (const char c : comment_) mark(c);
    mark('\r');
    mark('\n');
    mark('\0');
    if (quotes_) mark(quote_);
    if (backslash_) mark('\\');
}

template <class Found>
void Automaton::run(std::string_view text, std::size_t begin, std::size_t end, State& state, Findings& findings,
                    Found&& found) const {
    const auto find = kernel().find;
    std::size_t done = begin;  // what is behind this has been taken
    for (std::size_t at = begin; at < end; at += kBlock) {
        char rest[kBlock] = {};
        const std::size_t size = std::min(kBlock, end - at);
        if (size < kBlock) std::memcpy(rest, text.data() + at, size);
        std::uint64_t bits = find(special_, size < kBlock ? rest : text.data() + at);
        if (size < kBlock) bits &= (std::uint64_t{1} << size) - 1;
        for (; bits != 0; bits &= bits - 1) {
            const std::size_t position = at + static_cast<std::size_t>(__builtin_ctzll(bits));
            if (position > done) take_plain(state);
            done = position + 1;
            const Event event = take(text[position], state, findings);
            if (event != Event::kNothing && event != Event::kOpened) found(position, event);
        }
    }
    if (done < end) take_plain(state);
}

std::uint32_t* Automaton::index(std::string_view text, std::size_t begin, std::size_t end, State& state,
                                Findings& found, std::uint32_t* into) const {
    const std::size_t back = delimiter_.empty() ? 0 : delimiter_.size() - 1;
    run(text, begin, end, state, found, [&](std::size_t position, Event event) {
        *into++ = static_cast<std::uint32_t>(event == Event::kDelimiter ? position - back : position);
    });
    return into;
}

Path Automaton::scan(std::string_view text, State from) const {
    Path path;
    path.end = from;
    Findings findings;
    run(text, 0, text.size(), path.end, findings, [&](std::size_t position, Event event) {
        if (event == Event::kDelimiter) return;
        if (path.first == kNoBorder) path.first = position + 1;
        path.last = position + 1;
        path.records += event == Event::kRecord ? 1U : 0U;
    });
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
