#pragma once
// "Did you mean": the known word nearest to one that is not known.

#include <string>
#include <string_view>
#include <vector>

namespace hios::map {

// Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`, ignoring ASCII case.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// "Did you mean \"gender\"?", or "" when no word of `known` is a likely slip of `word`: at most a third of
// its length in edits (insert, delete, replace, swap of neighbours), ASCII case ignored.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace hios::map
