#pragma once
// Rows of JSON: one document a line (NDJSON), or the items of an array in one document. A row's fields
// are the values at given paths: strings without quotes and escapes, numbers and literals as
// written, null as no value, objects and arrays as their JSON text.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/flat/json_path.hpp"
#include "stages/flat/row.hpp"
#include "stages/json/walk.hpp"

namespace hios::flat {

// Reusable; not thread-safe, one per worker. In the steady state nothing is allocated.
class JsonRows {
public:
    explicit JsonRows(PathTree paths) : paths_(std::move(paths)), fields_(paths_.slot_count()) {}

    // Begins with lines. Lines of white space are no rows; a line that is not JSON costs itself only.
    // json::kPadding readable bytes follow `text`, which stays in place while it is read.
    void reset_lines(std::string_view text, std::uint64_t offset = 0, std::uint64_t first_record = 1);

    // Begins with one document, whose rows are the items of the array that `rows` (read_path) leads to.
    // Errors: those of JSON, flat.not_rows. A fault within the array ends it. At most 4 GiB, padded too.
    Outcome<void> reset_document(std::string_view text, std::span<const std::string> rows);

    // The next row, or null at the end.
    const Row* next();

private:
    const Row* next_line();
    const Row* next_item();
    void begin_row(std::uint64_t begin, std::size_t size);
    bool read_value(json::Cursor& cursor, PathTree::NodeId node);
    bool read_object(json::Cursor& cursor, PathTree::NodeId node);
    bool read_array(json::Cursor& cursor, PathTree::NodeId node);
    bool read_string(json::Cursor& cursor, std::string_view& value);
    bool skip_value(json::Cursor& cursor);
    bool open_rows(json::Cursor& cursor, std::span<const std::string> steps);
    void end_row(const json::Cursor& cursor, std::uint64_t base, std::uint64_t end);

    PathTree paths_;
    json::StructuralIndex index_;
    json::WalkScratch scratch_;
    std::string_view text_;
    std::size_t at_ = 0;  // the next line
    std::uint64_t offset_ = 0;
    std::vector<json::Cursor> items_;  // one: before the next item of a document's rows

    std::vector<std::string_view> fields_;
    std::vector<std::uint64_t> seen_;  // by node: the last row that had it
    std::uint64_t row_count_ = 0;      // ever read: what seen_ compares with
    std::string plain_;
    std::vector<std::uint32_t> bad_escapes_;
    std::vector<char> side_;  // unescaped strings of this row
    std::size_t side_used_ = 0;
    Row row_;
};

}  // namespace hios::flat
