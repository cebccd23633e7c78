#pragma once
// Table definitions read back, and whether a line is of their types: an own reader, so that it and the writer can
// only agree by both being right.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "stages/hl7v2/json/ddl.hpp"

namespace hios::hl7v2::json::test {

// The columns of a statement, as an object.
ColumnType read_columns(const std::string& statement, Dialect dialect);

// The paths at which a value is not of its column's type. Members without a column are counted, not named: what the
// statement leaves out, repetitions and segments beyond the standard.
struct Disagreement {
    std::vector<std::string> paths;
    std::vector<std::string> without_column;
};
void compare(const nlohmann::json& value, const ColumnType& type, const std::string& path, Disagreement& into);

bool same(const ColumnType& a, const ColumnType& b);

}  // namespace hios::hl7v2::json::test
