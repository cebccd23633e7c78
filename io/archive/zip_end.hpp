#pragma once
// The end of a zip: what it should have held.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hios::io {

// The end record, its longest comment and the zip64 records before it.
inline constexpr std::size_t kZipEndBytes = 22 + 65535 + 20 + 56;

// How many entries the zip says it has; `tail` is its last kZipEndBytes (or more, or all of it).
// Nothing when the end record is missing, thus the zip cut off. Stateless.
[[nodiscard]] std::optional<std::uint64_t> zip_entry_count(std::string_view tail);

}  // namespace hios::io
