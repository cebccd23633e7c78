#include "stages/flat/row.hpp"

#include <fmt/format.h>

namespace hios::flat {

Error to_error(const Row& row) {
    const RowFault& fault = row.fault;
    std::string what = fmt::format("record {} cannot be read", row.number);
    if (fault.column > 0) what += fmt::format(": column {}, at byte {}", fault.column, fault.offset);
    Error error = reject(*fault.code, std::move(what));
    error.where.offset = row.begin;
    error.where.length = row.end - row.begin;
    error.where.path = fmt::format("record {}", row.number);
    return error;
}

}  // namespace hios::flat
