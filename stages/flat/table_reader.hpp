#pragma once
// Reads a code table from a delimited file that comes in pieces.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stages/flat/decode.hpp"
#include "stages/flat/header.hpp"
#include "stages/flat/record_splitter.hpp"
#include "stages/flat/row_reader.hpp"

namespace hios::flat {

struct TableColumns {
    std::vector<std::string> keys;  // at least one
    std::vector<std::string> values;
};

// Not thread-safe; one per file.
class TableReader {
public:
    // Takes one row's keys and values, in the order of TableColumns.
    using Take = std::function<void(std::span<const std::string_view> keys, std::span<const std::string_view> values)>;

    // `dialect` passed check().
    TableReader(const Dialect& dialect, const TableColumns& columns, Take take);

    // The next piece of the file, of any size. Errors are those of Header::match.
    Outcome<void> feed(std::string_view piece);
    // The file has ended. A file without any record is an error: it has no columns.
    Outcome<void> finish();

    // Rows that could not be read and were not handed out: how many, and the first of them.
    [[nodiscard]] std::uint64_t faults() const { return faults_; }
    [[nodiscard]] const std::vector<Error>& first_faults() const { return first_faults_; }

private:
    void take(const Block& block);
    void take(const Row& row);
    Outcome<void> take_header(const Row& row);
    void note(const Row& row);
    Outcome<void> result();

    Dialect dialect_;
    std::vector<Column> wanted_;
    std::size_t keys_;
    Decoder decoder_;
    RecordSplitter splitter_;
    RowReader rows_;
    std::vector<Header> header_;  // one, once it is known
    Take take_;
    std::vector<std::string_view> picked_;
    std::uint64_t faults_ = 0;
    std::vector<Error> first_faults_;
    std::vector<Error> failed_;  // what ended the reading
};

}  // namespace hios::flat
