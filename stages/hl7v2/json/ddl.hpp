#pragma once
// Table definitions for the lines that Writer makes of one message structure.

#include <string>
#include <string_view>

#include "pipeline/outcome.hpp"
#include "stages/hl7v2/json/column_types.hpp"
#include "stages/hl7v2/json/writer.hpp"

namespace hios::hl7v2::json {

enum class Dialect : std::uint8_t {
    kAthena,  // Athena and Glue: CREATE EXTERNAL TABLE with the OpenX JSON SerDe
    kDuckDb,  // a view over read_json
};

struct TableOptions {
    ColumnOptions columns;
    std::string_view table;     // empty: the structure's name in lower case
    std::string_view location;  // of the staged lines, without a slash at its end; its folders are
                                // structure=ORU_R01/message_date=2024-01-31/
};

// The column that partitions a table: Written::date.
inline constexpr std::string_view kDateColumn = "message_date";
inline constexpr std::string_view kStructureFolder = "structure";

// The folders of a line below a table's location: "structure=ORU_R01/message_date=2024-01-31".
[[nodiscard]] std::string folder_of(const Written& written);

// The statements, each with its semicolon. `version` as in MSH-12. Errors: hl7v2.no_structure.
//
// Glue takes types of at most kGlueLongestColumn bytes for a column, and large structures exceed that. For Athena
// columns are then left out, the rarest first, until all fit; a comment in the statement says which. The lines stay
// whole.
[[nodiscard]] Outcome<std::string> ddl(std::string_view structure, std::string_view version, Dialect dialect,
                                       const TableOptions& options = {});

// The longest type of a column of the statement, in bytes.
[[nodiscard]] std::size_t longest_column(const ColumnType& line, Dialect dialect);
inline constexpr std::size_t kGlueLongestColumn = 131072;

}  // namespace hios::hl7v2::json
