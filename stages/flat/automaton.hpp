#pragma once
// The grammar of dialect.hpp, with every option: from one byte that means something to the next.
// Slower than kernel.hpp, which knows only plain dialects, and the one that says what is right where the two
// could differ.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "stages/flat/dialect.hpp"
#include "stages/flat/state.hpp"

namespace hios::flat {

// Immutable; share it freely between threads.
class Automaton {
public:
    enum class Event : std::uint8_t { kNothing, kOpened, kDelimiter, kRecord, kBlank };

    explicit Automaton(const Dialect& dialect);

    // Takes one byte. kDelimiter: its last byte. kRecord: a line end that ends a record; kBlank: one
    // that ends a blank line or a comment. kOpened: the quote that begins a quoted field.
    Event take(char c, State& state, Findings& found) const {
        found.nul |= c == '\0';
        if (state.escaped) {
            state.escaped = false;
            return Event::kNothing;
        }
        if (state.place == Place::kComment) {
            if (!is_line_end(c)) return Event::kNothing;
            state = {};
            return Event::kBlank;
        }
        if (backslash_ && c == '\\') {
            state.escaped = true;
            state.matched = 0;
            if (state.place != Place::kQuoted) state.place = Place::kUnquoted;
            return Event::kNothing;
        }
        if (state.place == Place::kQuoted) {
            if (c == quote_) state.place = Place::kQuoteSeen;
            return Event::kNothing;
        }
        if (is_line_end(c)) {
            const bool blank = state.place == Place::kRecord && state.matched == 0;
            state = {};
            return blank ? Event::kBlank : Event::kRecord;
        }
        if (state.place == Place::kRecord && !comment_.empty() && in_comment_mark(c, state)) return Event::kNothing;
        if (quotes_ && c == quote_) return take_quote(state, found);
        return take_text(c, state);
    }

    // Appends the positions (in `text`, at most 4 GiB) of the first bytes of delimiters and of all line
    // ends in [begin, end) that are not text. `into` has room for end - begin of them; returns its end.
    std::uint32_t* index(std::string_view text, std::size_t begin, std::size_t end, State& state, Findings& found,
                         std::uint32_t* into) const;
    [[nodiscard]] Path scan(std::string_view text, State from) const;

    // The state behind `text`, which is part of one record, and where the last quoted field begins.
    struct Opened {
        State state;
        std::size_t quote = 0;
        std::uint32_t column = 1;  // of the last field, from 1
    };
    [[nodiscard]] Opened follow(std::string_view text, State from) const;

private:
    // Whether `c` belongs to the mark of a comment, as far as can be told.
    bool in_comment_mark(char c, State& state) const {
        if (c == comment_[state.matched]) {
            if (++state.matched == comment_.size()) state = {Place::kComment, 0, false};
            return true;
        }
        if (state.matched > 0) state = {Place::kUnquoted, 0, false};
        return false;
    }
    Event take_quote(State& state, Findings& found) const {
        const bool fresh = state.place == Place::kRecord || state.place == Place::kField;
        if (fresh || (state.place == Place::kQuoteSeen && !backslash_)) {
            state.place = Place::kQuoted;
            return fresh ? Event::kOpened : Event::kNothing;
        }
        state = {Place::kUnquoted, 0, false};
        found.odd_quote = true;
        return Event::kNothing;
    }
    Event take_text(char c, State& state) const {
        state.place = Place::kUnquoted;
        if (delimiter_.empty()) return Event::kNothing;
        while (state.matched > 0 && c != delimiter_[state.matched]) state.matched = fallback_[state.matched - 1];
        if (c == delimiter_[state.matched]) ++state.matched;
        if (state.matched < delimiter_.size()) return Event::kNothing;
        state = {Place::kField, 0, false};
        return Event::kDelimiter;
    }
    // Takes bytes of which none is special, at least one.
    void take_plain(State& state) const {
        state.escaped = false;
        if (state.place != Place::kQuoted && state.place != Place::kComment) state = {Place::kUnquoted, 0, false};
    }
    // Calls found(position, event) for what ends fields and records in text[begin, end).
    template <class Found>
    void run(std::string_view text, std::size_t begin, std::size_t end, State& state, Findings& findings,
             Found&& found) const;

    std::string delimiter_;                   // empty: there is none
    std::array<std::uint8_t, 4> fallback_{};  // of the delimiter, as Knuth, Morris and Pratt have it
    std::string comment_;
    char quote_;
    bool quotes_;
    bool backslash_;
    std::string special_;  // the bytes that are more than text somewhere
};

}  // namespace hios::flat
