#include "stages/hl7v2/json/ddl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "stages/hl7v2/dictionary/codes.hpp"
#include "stages/hl7v2/dictionary/names.hpp"

namespace hios::hl7v2::json {
namespace {

// Words that Athena's CREATE TABLE takes as names in back quotes only; those that keys here can be.
constexpr std::array<std::string_view, 30> kReserved{
    "all",       "array",     "between",  "case", "commit", "current", "date", "end",       "exchange", "from",
    "group",     "in",        "interval", "is",   "not",    "of",      "on",   "or",        "order",    "percent",
    "precision", "procedure", "range",    "row",  "set",    "table",   "time", "timestamp", "to",       "user"};

void put_type(const ColumnType& type, Dialect dialect, std::string& out);

void put_name(const std::string& name, Dialect dialect, std::string& out) {
    if (dialect == Dialect::kDuckDb) {
        out.append("\"").append(name).append("\" ");
    } else if (std::binary_search(kReserved.begin(), kReserved.end(), name)) {
        out.append("`").append(name).append("`:");
    } else {
        out.append(name).append(":");
    }
}

void put_members(const ColumnType& type, Dialect dialect, std::string& out) {
    const std::size_t begin = out.size();
    for (const ColumnType& member : type.members) {
        if (out.size() != begin) out += dialect == Dialect::kDuckDb ? ", " : ",";
        put_name(member.name, dialect, out);
        put_type(member, dialect, out);
    }
}

void put_type(const ColumnType& type, Dialect dialect, std::string& out) {
    const bool duck = dialect == Dialect::kDuckDb;
    switch (type.kind) {
        case ColumnKind::kText:
            out += duck ? "VARCHAR" : "string";
            break;
        case ColumnKind::kNumber:
            out += duck ? "DOUBLE" : "double";
            break;
        case ColumnKind::kAddresses:
            out += duck ? "MAP(VARCHAR, VARCHAR)" : "map<string,string>";
            break;
        case ColumnKind::kArray:
            if (!duck) out += "array<";
            put_type(type.members[0], dialect, out);
            out += duck ? "[]" : ">";
            break;
        case ColumnKind::kObject:
            out += duck ? "STRUCT(" : "struct<";
            put_members(type, dialect, out);
            out += duck ? ")" : ">";
            break;
    }
}

std::string type_text(const ColumnType& type, Dialect dialect) {
    std::string out;
    put_type(type, dialect, out);
    return out;
}

// As a literal between single quotes.
std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
    return out + '\'';
}

std::string athena(const ColumnType& line, std::string_view table, std::string_view folder) {
    std::string out = fmt::format("CREATE EXTERNAL TABLE IF NOT EXISTS `{}` (\n", table);
    for (const ColumnType& column : line.members) {
        out += fmt::format("  `{}` {}{}\n", column.name, type_text(column, Dialect::kAthena),
                           &column == &line.members.back() ? "" : ",");
    }
    out += fmt::format(
        ")\nPARTITIONED BY (`{}` string)\n"
        "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'\n"
        "WITH SERDEPROPERTIES ('ignore.malformed.json' = 'false', 'dots.in.keys' = 'false')\n"
        "STORED AS TEXTFILE\nLOCATION {};\n",
        kDateColumn, quoted(folder));
    return out + fmt::format("MSCK REPAIR TABLE `{}`;\n", table);
}

std::string duckdb(const ColumnType& line, std::string_view table, std::string_view folder) {
    std::string out = fmt::format("CREATE OR REPLACE VIEW \"{}\" AS\nSELECT * FROM read_json({},\n", table,
                                  quoted(std::string(folder) + "*/*.ndjson*"));
    out +=
        "  format = 'newline_delimited', hive_partitioning = true, maximum_object_size = 268435456,\n  columns = {\n";
    for (const ColumnType& column : line.members) {
        out += fmt::format("    {}: {}{}\n", quoted(column.name), quoted(type_text(column, Dialect::kDuckDb)),
                           &column == &line.members.back() ? "" : ",");
    }
    return out + "  });\n";
}

// Extents from the largest to the smallest, and what each leaves out beyond the one before.
struct Step {
    Extent extent;
    std::string_view left_out;
};
constexpr std::array kSteps{
    Step{{true, true, ~0U}, ""},
    Step{{false, true, ~0U}, "what is withdrawn or of other versions"},
    Step{{false, false, ~0U}, "rare types of OBX-5"},
    Step{{false, false, 14}, "components beyond the 14th"},
    Step{{false, false, 9}, "components beyond the 9th"},
    Step{{false, false, 6}, "components beyond the 6th"},
    Step{{false, false, 4}, "components beyond the 4th"},
    Step{{false, false, 2}, "components beyond the 2nd"},
};

// The columns that Glue takes, and as a comment what they leave out.
ColumnType fitting(const dictionary::Structure& structure, const dictionary::Release& release, ColumnOptions options,
                   std::string& comment) {
    ColumnType line;
    for (const Step& step : kSteps) {
        options.extent = step.extent;
        line = column_types(structure, release, options);
        if (!step.left_out.empty()) comment += fmt::format("--   {}\n", step.left_out);
        if (longest_column(line, Dialect::kAthena) <= kGlueLongestColumn) break;
    }
    if (!comment.empty()) {
        comment = fmt::format("-- Glue's limit of {} bytes for a column's type left no room for:\n{}",
                              kGlueLongestColumn, comment);
    }
    return line;
}

}  // namespace

std::string folder_of(const Written& written) {
    return fmt::format("{}={}/{}={}", kStructureFolder, written.structure, kDateColumn, written.date);
}

Outcome<std::string> ddl(std::string_view structure, std::string_view version, Dialect dialect,
                         const TableOptions& options) {
    const Options& form = options.columns.form;
    const dictionary::Release& release =
        dictionary::Release::of(form.version ? *form.version : dictionary::read_version(version).version);
    const dictionary::Structure* found = release.structure(structure);
    if (found == nullptr) {
        return fail(fatal(dictionary::codes::kNoStructure, fmt::format("'{}' is no message structure", structure)));
    }
    const std::string table(options.table.empty() ? dictionary::snake_case(structure) : std::string(options.table));
    const std::string folder = fmt::format("{}/{}={}/", options.location, kStructureFolder, structure);
    if (dialect == Dialect::kDuckDb) return duckdb(column_types(*found, release, options.columns), table, folder);
    std::string comment;
    const ColumnType line = fitting(*found, release, options.columns, comment);
    return comment + athena(line, table, folder);
}

std::size_t longest_column(const ColumnType& line, Dialect dialect) {
    std::size_t longest = 0;
    for (const ColumnType& column : line.members) longest = std::max(longest, type_text(column, dialect).size());
    return longest;
}

}  // namespace hios::hl7v2::json
