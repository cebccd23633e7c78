#pragma once
// The built-in maps of documents stand in many files, one for each segment, section or data type; together they
// are one map.

#include <string>
#include <vector>

#include "stages/map/map_file.hpp"

namespace hios::map {

// One map of the format, under the name given, from all files of a folder in their order. What has the same name
// in two of them (a fragment, a table, a value) is an error: a site changes built-in maps by overrides.
[[nodiscard]] MapFile merge(std::string name, SourceFormat format, std::vector<MapFile> files, Problems& problems);

}  // namespace hios::map
