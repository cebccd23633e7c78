#pragma once
// One map as its file says it, before anything is compiled (docs/mapping-language.md). Templates stay YAML
// trees: what they mean depends on the FHIR type they are written into.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "stages/map/problem.hpp"
#include "stages/map/yaml_tree.hpp"

namespace hios::map {

enum class SourceFormat : std::uint8_t { kNone, kCsv, kTsv, kPipe, kDelimited, kFixed, kJson, kNdjson, kHl7v2, kCcda };

// `date(yyyy-MM-dd)?`: how the text of a column is to be read.
struct ColumnType {
    std::string name;                    // string, date, datetime, time, decimal, integer, boolean
    std::vector<std::string> arguments;  // a format, a zone
    bool optional = false;               // '?': the column may be absent
    Place place;
};

struct Column {
    std::string name;
    ColumnType type;
};

// One kind of file of a data set; a map of one table has it under the name "".
struct SourceTable {
    std::string name;
    std::string files;  // pattern of file names
    std::vector<Column> columns;
};

struct MapSource {
    SourceFormat format = SourceFormat::kNone;
    std::string zone;             // of dates with a time and no zone: "+01:00", "Z"
    NodePtr dialect;              // the whole `source` block, for who reads the bytes
    std::vector<NodePtr> blocks;  // of all the files a map was merged from, `dialect` among them
    std::vector<SourceTable> tables;
    Place place;

    [[nodiscard]] const SourceTable* table(std::string_view name) const;
    // Whole documents (HL7 v2, C-CDA), not rows of tables: one program makes all resources of a document, and a
    // value that fails costs only the resource it stands in.
    [[nodiscard]] bool reads_documents() const {
        return format == SourceFormat::kHl7v2 || format == SourceFormat::kCcda;
    }
};

// A code table. Inline: key -> one or more values. From a file: which columns.
struct CodeTable {
    std::string name;
    Place place;
    NodePtr rows;  // inline; null when from a file
    std::string file;
    std::string key;
    std::vector<std::string> values;
};

struct Fragment {
    std::string name;
    std::vector<std::string> parameters;
    NodePtr body;
    Place place;
};

struct Emit {
    std::string from;           // a source table; of documents an address that repeats: one resource for each
    std::string as;             // the name under which refer() finds it
    NodePtr mention;            // an expression: the document only mentions this resource, it does not maintain it
    std::string resource_type;  // "" when the template says it
    NodePtr body;
    Place place;
};

// Patches on another map (rule: later files win).
struct Override {
    struct Patch {
        std::string resource_type;
        std::string path;
        NodePtr value;
        Place place;
    };
    std::string on;  // "hl7v2", "ccda", or a map's name
    Place place;
    std::vector<std::string> messages;  // "ADT_*"; empty: all
    std::string when;                   // an expression, "" = always
    Place when_place;
    std::vector<Patch> patches;
    std::vector<Emit> emits;
};

struct MapTest {
    std::string name;
    std::string from;
    NodePtr row;            // of flat and JSON sources
    NodePtr message;        // of others: the document as text
    NodePtr expect;         // paths -> values; an explicit null: nothing is emitted
    NodePtr expect_reject;  // {field: NAME}
    Place place;
    std::map<std::string, std::string, std::less<>> settings;  // what setting() says in this test, of documents
};

struct OnError {
    bool given = false;
    bool drop_values = false;  // a value that does not fit its type: drop it (counted), else the row is a reject
};

// A value of the whole document, computed once and seen everywhere.
struct Global {
    std::string name;
    NodePtr value;
    Place place;
};

struct MapFile {
    std::string name;
    Place place;
    MapSource source;
    std::vector<Global> globals;
    std::vector<CodeTable> tables;
    std::vector<Fragment> fragments;
    std::vector<Emit> emits;
    std::vector<Override> overrides;
    std::vector<MapTest> tests;
    OnError on_error;
};

// All maps of a file (YAML documents divided by ---). What is wrong goes to `problems`.
[[nodiscard]] std::vector<MapFile> read_map_file(std::string_view text, const std::string& file, Problems& problems);

// "csv" -> kCsv; kNone when it is no format.
[[nodiscard]] SourceFormat format_named(std::string_view name);

// Reads "date(yyyy-MM-dd)?"; an unknown type goes to `problems`.
[[nodiscard]] ColumnType read_column_type(std::string_view text, const Place& place, Problems& problems);

}  // namespace hios::map
