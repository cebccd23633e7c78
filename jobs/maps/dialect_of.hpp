#pragma once
// How the files of a map are written, from the map's `source` block (docs/mapping-language.md, "Files").

#include "stages/flat/dialect.hpp"
#include "stages/map/map_file.hpp"

namespace hios::jobs {

// How the rows of one table are read.
struct TableLayout {
    flat::Dialect dialect;               // of delimited and fixed-width files, and the encoding of all
    std::vector<std::string> rows_path;  // of `format: json`: where in the document the list of rows stands
};

// Keys that are unknown or contradict each other go to `problems`, each with its place.
TableLayout layout_of(const map::MapSource& source, const map::SourceTable& table, map::Problems& problems);

}  // namespace hios::jobs
