#pragma once
// One row of a flat file: what delimited text, fixed width and JSON rows all give.

#include <cstdint>
#include <span>
#include <string_view>

#include "pipeline/error.hpp"

namespace hios::flat {

// Why a row cannot be used. No value of the row stands in it.
struct RowFault {
    const Code* code = nullptr;
    std::uint64_t offset = 0;  // of the byte at fault, in the file
    std::uint32_t column = 0;  // from 1; 0 when it is of no one column
    [[nodiscard]] explicit operator bool() const { return code != nullptr; }
    friend bool operator==(const RowFault&, const RowFault&) = default;
};

// Valid until the reader is asked for the next one.
struct Row {
    std::span<const std::string_view> fields;  // without quotes and escapes; empty: no value. None when at fault
    std::uint64_t number = 0;                  // of the record in the file, from 1; a header counts
    std::uint64_t begin = 0;                   // byte range in the file, without the line end
    std::uint64_t end = 0;
    RowFault fault;
    std::uint32_t odd_quote = 0;  // a column (from 1) with a quote within an unquoted field; it stands for itself
};

// The fault as an error that names record, column and bytes.
[[nodiscard]] Error to_error(const Row& row);

}  // namespace hios::flat
