#pragma once
// The map files that the program carries (data/maps/hl7v2, data/maps/ccda).

#include <span>
#include <string_view>

#include "stages/map/map_file.hpp"

namespace hios::builtin {

struct File {
    std::string_view name;  // "hl7v2/patient.yaml"
    std::string_view text;
};

// In the order of their names; empty for formats without built-in maps.
[[nodiscard]] std::span<const File> files(map::SourceFormat format);

}  // namespace hios::builtin
