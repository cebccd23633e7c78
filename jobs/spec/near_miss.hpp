#pragma once
// "Did you mean": the known word nearest to one that is not known.

#include <span>
#include <string>
#include <string_view>

namespace hios::jobs {

// The nearest of `known`, or "" when none is near enough to be a likely slip: at most a third of the
// word's length in edits, or `word` begins it. Of equally near words the first.
std::string nearest(std::string_view word, std::span<const std::string> known);

}  // namespace hios::jobs
