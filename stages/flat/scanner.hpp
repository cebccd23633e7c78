#pragma once
// The grammar of one dialect at the best speed there is for it. Immutable; share it freely.

#include <string_view>

#include "stages/flat/automaton.hpp"
#include "stages/flat/kernel.hpp"

namespace hios::flat {

class Scanner {
public:
    explicit Scanner(const Dialect& dialect)
        : automaton_(dialect), syntax_(dialect), kernel_(kernel()), plain_(dialect.plain()) {}

    // See Automaton::index; `into` has room for end - begin + kSlack positions.
    std::uint32_t* index(std::string_view text, std::size_t begin, std::size_t end, State& state, Findings& found,
                         std::uint32_t* into) const {
        return plain_ ? kernel_.index(syntax_, text.data(), begin, end, state, found, into)
                      : automaton_.index(text, begin, end, state, found, into);
    }
    [[nodiscard]] Path scan(std::string_view text, State from) const {
        return plain_ ? kernel_.scan(syntax_, text, from) : automaton_.scan(text, from);
    }
    [[nodiscard]] const Automaton& automaton() const { return automaton_; }

private:
    Automaton automaton_;
    PlainSyntax syntax_;
    const Kernel& kernel_;
    bool plain_;
};

// Where a record ends that is longer than max_record. `held` is its first max_record bytes.
// With a quoted field open there, that field's quote is taken for a mistake: the record ends at the
// first line end behind the quote, and what follows is read as records again. So a stray quote costs
// one line, not what follows it. Without (or without such a line end) the record ends at the first line
// end behind `held`.
struct LongRecord {
    bool unterminated = false;
    std::size_t quote = 0;     // of the open field; as the next two, when unterminated
    std::uint32_t column = 0;  // of the open field, from 1
    std::size_t line_end = 0;
};
LongRecord judge_long_record(const Automaton& automaton, std::string_view held);

}  // namespace hios::flat
