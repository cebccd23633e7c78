#pragma once
// Rows as values that can be compared and printed, read in every way there is.

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "stages/flat/record_splitter.hpp"
#include "stages/flat/row_reader.hpp"

namespace hios::test {

struct ReadRow {
    std::vector<std::string> fields;
    std::uint64_t number = 0;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::string fault;  // a code's id
    std::uint64_t fault_offset = 0;
    std::uint32_t fault_column = 0;
    std::uint32_t odd_quote = 0;
    friend bool operator==(const ReadRow&, const ReadRow&) = default;
    friend std::ostream& operator<<(std::ostream& out, const ReadRow& row) {
        out << '#' << row.number << " [" << row.begin << ',' << row.end << ") ";
        for (const std::string& field : row.fields) out << '{' << field << '}';
        if (!row.fault.empty()) out << ' ' << row.fault << " at " << row.fault_offset << " column " << row.fault_column;
        if (row.odd_quote > 0) out << " odd quote in column " << row.odd_quote;
        return out;
    }
};
using ReadRows = std::vector<ReadRow>;

inline ReadRow keep(const flat::Row& row) {
    ReadRow kept;
    kept.fields.assign(row.fields.begin(), row.fields.end());
    kept.number = row.number;
    kept.begin = row.begin;
    kept.end = row.end;
    if (row.fault) kept.fault = row.fault.code->id;
    kept.fault_offset = row.fault.offset;
    kept.fault_column = row.fault.column;
    kept.odd_quote = row.fault ? 0 : row.odd_quote;
    return kept;
}

inline ReadRows read_whole(const flat::Dialect& dialect, std::string_view text, std::size_t columns = 0) {
    flat::RowReader reader(dialect);
    reader.set_columns(columns);
    reader.reset(text);
    ReadRows rows;
    while (const flat::Row* row = reader.next()) rows.push_back(keep(*row));
    return rows;
}

// Through a RecordSplitter that is fed pieces that end at `ends` (ascending) and at the text's end.
inline ReadRows read_pieces(const flat::Dialect& dialect, std::string_view text, const std::vector<std::size_t>& ends,
                            std::size_t columns = 0) {
    flat::RowReader reader(dialect);
    reader.set_columns(columns);
    flat::RecordSplitter splitter(dialect);
    ReadRows rows;
    const auto take = [&](const flat::Block& block) {
        if (block.skipped.fault) {
            rows.push_back(keep(block.skipped));
            return;
        }
        reader.reset(block.bytes, block.offset, block.first_record);
        while (const flat::Row* row = reader.next()) rows.push_back(keep(*row));
    };
    std::size_t at = 0;
    for (const std::size_t end : ends) {
        splitter.feed(text.substr(at, end - at), take);
        at = end;
    }
    splitter.feed(text.substr(at), take);
    splitter.finish(take);
    return rows;
}

}  // namespace hios::test
