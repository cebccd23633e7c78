#pragma once
// The maps under data/maps/flat and how their files are read, for tests.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "stages/flat/row_reader.hpp"
#include "stages/map/lookup_table.hpp"
#include "stages/map/map_file.hpp"

namespace hios::map {

inline std::string text_of(const std::filesystem::path& path) {
    std::stringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

// Files of maps, in the order of their paths.
inline std::vector<std::filesystem::path> shipped_map_files() {
    std::vector<std::filesystem::path> files;
    const auto folder = std::filesystem::path(HIOS_SOURCE_DIR) / "data/maps/flat";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

// Code tables that stand beside a map: with commas, or with tabs and without quotes.
class TablesBeside final : public TableFiles {
public:
    explicit TablesBeside(const std::filesystem::path& map) : folder_(map.parent_path()) {}

    tl::expected<void, AddressError> read(const CodeTable& table, LookupTable& into) override {
        const std::string text = text_of(folder_ / table.file);
        flat::Dialect dialect;
        if (text.substr(0, text.find('\n')).find('\t') != std::string::npos) {
            dialect.delimiter = "\t";
            dialect.quote = '\0';
        }
        flat::RowReader rows(dialect);
        rows.reset(text);
        const flat::Row* row = rows.next();
        if (row == nullptr) return tl::unexpected(AddressError{"the file is not there", ""});
        const std::vector<std::string> header(row->fields.begin(), row->fields.end());
        const auto column = [&](const std::string& name) {
            return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
        };
        while ((row = rows.next()) != nullptr) {
            std::vector<std::string_view> values;
            for (const std::string& value : table.values) values.push_back(row->fields[column(value)]);
            into.add(row->fields[column(table.key)], values);
        }
        return {};
    }

private:
    std::filesystem::path folder_;
};

}  // namespace hios::map
