#pragma once
// What kind of wrapping a stream is, by its first bytes. Names play no part: they lie.

#include <cstdint>
#include <string_view>

namespace hios::io {

enum class Wrapping : std::uint8_t { kPlain, kGzip, kZstd, kZip, kTar };

// `head` is the stream's beginning; tar needs 262 bytes of it. Stateless.
[[nodiscard]] Wrapping recognise(std::string_view head);

}  // namespace hios::io
