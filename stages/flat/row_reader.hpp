#pragma once
// Reads the rows of delimited and fixed-width text. Grammar: dialect.hpp.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/flat/dialect.hpp"
#include "stages/flat/row.hpp"
#include "stages/flat/scanner.hpp"

namespace hios::flat {

// Reusable; not thread-safe, one per worker. After the longest record was seen, nothing is allocated.
//
// A record at fault costs itself only. One with a quoted field that never closes ends at the first line
// end behind the quote; see judge_long_record for those longer than max_record.
class RowReader {
public:
    // `dialect` passed check() and is copied.
    explicit RowReader(const Dialect& dialect);

    // How many fields a record must have; 0: any number. Of delimited text; a fixed width knows.
    void set_columns(std::size_t columns) { columns_ = columns; }

    // Begins with `text`: UTF-8, at most 4 GiB - 1, beginning where a record begins, and staying in place
    // while it is read. `offset` and `first_record` are those of its first byte and record in the file.
    void reset(std::string_view text, std::uint64_t offset = 0, std::uint64_t first_record = 1);

    // The next row, or null at the end of the text.
    const Row* next();

private:
    bool begin_record();
    bool read_record();
    bool take_fields();
    void take_last_field();
    void finish_record();
    void finish_fixed();
    void find_text_faults();
    void finish_field(std::size_t i);
    [[nodiscard]] bool has_quote(std::string_view field) const;
    void unquote(std::size_t i);
    void unescape(std::size_t i);
    void fit_columns(std::size_t count);
    [[nodiscard]] bool is_null(std::string_view field) const;
    [[nodiscard]] std::string_view trimmed(std::string_view field) const;
    bool refill();
    void restart(std::size_t at);
    void end_at_line_end(std::size_t from, const Code& code, std::size_t at, std::uint32_t column);
    void end_long_record();
    void fail(const Code& code, std::size_t at, std::uint32_t column = 0);
    std::string_view slice(std::string_view line, const FixedColumn& column) const;

    Dialect dialect_;
    Scanner scanner_;
    std::size_t columns_ = 0;
    std::size_t delimiter_size_;
    bool decorated_;                       // fields are trimmed, compared with null words or unescaped
    std::array<bool, 256> begins_null_{};  // first bytes of null words
    bool characters_;                      // positions of fixed columns count characters

    std::string_view text_;
    std::uint64_t offset_ = 0;
    std::size_t at_ = 0;     // where the next record begins, or blank lines before it
    std::size_t begin_ = 0;  // of the record
    std::size_t end_ = 0;
    std::size_t from_ = 0;   // of the field to be read
    std::size_t count_ = 0;  // fields read
    bool quoted_ = false;    // whether one of them begins with a quote
    bool not_utf8_ = false;  // somewhere in the text

    // Separators of text_[.., indexed_) that are still to be read: positions_[head_, tail_).
    std::vector<std::uint32_t> positions_;
    std::size_t head_ = 0;
    std::size_t tail_ = 0;
    std::size_t indexed_ = 0;
    std::size_t window_ = 0;  // bytes to be indexed next
    State state_;             // at indexed_
    Findings found_;

    std::vector<std::string_view> fields_;
    std::vector<char> side_;  // fields of this record that do not stand in the text as they are
    std::size_t side_used_ = 0;
    Row row_;
};

}  // namespace hios::flat
