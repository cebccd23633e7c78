#pragma once
// "Did you mean": the known word nearest to one that is not known.

#include <span>
#include <string>
#include <string_view>

namespace hios::jobs {

// Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`, ignoring ASCII case.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest of `known`, or "" when none is near enough to be a likely slip: at most a third of the
// word's length in edits, or `word` begins it. Of equally near words the first.
std::string nearest(std::string_view word, std::span<const std::string> known);

}  // namespace hios::jobs
