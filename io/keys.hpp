#pragma once
// Which keys every store accepts: the strictest store (a folder) decides, so that a job that works
// with one store works with all of them.

#include <string>
#include <string_view>

#include "pipeline/outcome.hpp"

namespace hios::io {

// Files being written carry this prefix; they are never listed, and no key part may begin with it.
inline constexpr std::string_view kPartialPrefix = ".hios-part-";

// io.bad_key for an empty key, a leading '/', NUL bytes, and parts that are empty, ".", ".." or
// reserved. Stateless.
Outcome<void> check_key(std::string_view key);

// The same for a listing's prefix, whose last part may be incomplete or empty.
Outcome<void> check_prefix(std::string_view prefix);

}  // namespace hios::io
