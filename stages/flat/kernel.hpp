#pragma once
// Finds the delimiters and line ends of plain dialects (Dialect::plain) 64 bytes at a time.
//
// Which bytes stand in quotes is the running parity of the quotes before them, as long as every quote
// opens a field, closes one or is doubled. Each block of 64 checks that for its quotes; one that has
// another quote is gone through byte by byte. So the result is the automaton's, always.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "stages/flat/dialect.hpp"
#include "stages/flat/state.hpp"

namespace hios::flat {

struct PlainSyntax {
    char delimiter = ',';
    char quote = '"';
    bool delimits = true;  // false: fixed width
    bool quotes = true;

    explicit PlainSyntax(const Dialect& dialect)
        : delimiter(dialect.delimiter.empty() ? '\0' : dialect.delimiter[0]),
          quote(dialect.quote),
          delimits(dialect.format == Format::kDelimited),
          quotes(dialect.quotes()) {}
};

struct Kernel {
    // Positions of delimiters and line ends outside quotes in text[begin, end), appended to `into`, which
    // has room for end - begin + kSlack of them; returns its end.
    std::uint32_t* (*index)(const PlainSyntax& syntax, const char* text, std::size_t begin, std::size_t end,
                            State& state, Findings& found, std::uint32_t* into);
    Path (*scan)(const PlainSyntax& syntax, std::string_view text, State from);
    // Which of 64 bytes are among `needles`, a bit each.
    std::uint64_t (*find)(std::string_view needles, const char* block);
};
inline constexpr std::size_t kSlack = 64;
inline constexpr std::size_t kBlock = 64;

// Of the processor that runs the program.
const Kernel& kernel();
// Without instructions that not every processor of this architecture has.
const Kernel& baseline_kernel();

}  // namespace hios::flat
