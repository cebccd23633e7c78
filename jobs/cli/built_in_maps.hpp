#pragma once
// The files of data/maps/, inside the program. Their table is made by jobs/cli/CMakeLists.txt.

#include <span>
#include <string_view>

namespace hios::cli {

struct BuiltInMap {
    std::string_view name;  // "flat/synthea"
    const std::string_view& text;
};

std::span<const BuiltInMap> built_in_maps();

}  // namespace hios::cli
