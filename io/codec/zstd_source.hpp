#pragma once
// Decoding Zstandard.

#include <memory>

#include "pipeline/object_store.hpp"

namespace hios::io {

// Concatenated and skippable frames are one stream. Damage, a missing end and data after the last
// frame are codec.corrupt, a window above 128 MiB is codec.window. Where::offset of such an error
// counts the decoded bytes given before it.
std::unique_ptr<ByteSource> make_zstd_source(std::unique_ptr<ByteSource> input);

}  // namespace hios::io
