#pragma once
// Compares JSON with what a test expects in YAML: paths and values, objects and lists whole.

#include <string>
#include <string_view>

#include "stages/map/json_document.hpp"
#include "stages/map/problem.hpp"
#include "stages/map/yaml_tree.hpp"

namespace hios::map {

// The node at "name[0].family"; JsonDocument::kNone when there is none. False: `path` is no path.
[[nodiscard]] bool find_path(const JsonDocument& document, std::string_view path, std::uint32_t& found);

// "" when they are the same, else what differs: "is \"a\", wanted is \"b\"".
[[nodiscard]] std::string difference(const JsonDocument& document, std::uint32_t node, const Node& wanted);

}  // namespace hios::map
