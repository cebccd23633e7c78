#pragma once
// The map files that the program carries: those under data/maps.

#include <span>
#include <string_view>

#include "stages/map/map_file.hpp"

namespace hios::builtin {

struct File {
    std::string_view name;  // "hl7v2/patient.yaml"
    std::string_view text;
};

// In the order of their names; those of flat files for the formats of rows.
[[nodiscard]] std::span<const File> files(map::SourceFormat format);

}  // namespace hios::builtin
