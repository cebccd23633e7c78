#pragma once
// The lines of a table of definitions. The format is described in docs/fhir-definitions.md: one
// definition a line, columns apart by tabs, the first column says what the line defines.

#include <string_view>
#include <tl/expected.hpp>

#include "pipeline/error.hpp"
#include "stages/definitions/table.hpp"

namespace hios::definitions {

inline constexpr std::string_view kTextFormat = "hios-definitions";
inline constexpr std::string_view kTextVersion = "1";

// Takes columns off a line, from left to right.
class Columns {
public:
    Columns() = default;
    Columns(std::string_view line, char separator) : rest_(line), separator_(separator), more_(!line.empty()) {}

    // Whether a column is left.
    [[nodiscard]] bool more() const { return more_; }
    // The next column; empty when none is left.
    std::string_view next() {
        const std::size_t end = rest_.find(separator_);
        const std::string_view column = rest_.substr(0, end);
        more_ = end != std::string_view::npos;
        rest_ = more_ ? rest_.substr(end + 1) : std::string_view();
        return column;
    }
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
    char separator_ = '\t';
    bool more_ = false;
};

// Goes over the lines of a text, leaving out empty ones and comments ("# ...").
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}

    // False at the end of the text.
    bool next() {
        while (!rest_.empty()) {
            const std::size_t end = rest_.find('\n');
            line_ = rest_.substr(0, end);
            rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
            ++number_;
            if (!line_.empty() && line_[0] != '#') return true;
        }
        return false;
    }
    [[nodiscard]] std::string_view line() const { return line_; }
    [[nodiscard]] std::size_t number() const { return number_; }  // from 1

    // An error about the current line.
    [[nodiscard]] tl::unexpected<Error> wrong(std::string_view what) const;

private:
    std::string_view rest_;
    std::string_view line_;
    std::size_t number_ = 0;
};

// "0..1", "1..*"; false when the text is neither.
bool read_range(std::string_view text, std::uint16_t& min, std::uint16_t& max);

// Reads the first line of a table: format and version.
tl::expected<void, Error> read_format(Lines& lines);

// Reads the columns after "rule": its name ("inv-1#2", of which the key is the part before "#"), severity, text
// and expression.
tl::expected<Invariant, Error> read_invariant(Columns columns, const Lines& lines, std::string_view& name);

// Reads the columns after "set": the url, then "@SYSTEM" or "?SYSTEM" (open), each followed by its codes;
// "!media-types" rules the set by the grammar of media types.
tl::expected<void, Error> read_code_set(Columns columns, const Lines& lines, CodeSets& into);

}  // namespace hios::definitions
