#pragma once
// Decoding gzip.

#include <memory>

#include "pipeline/object_store.hpp"

namespace hios::io {

// Concatenated gzip members are one stream, as gzip -d has it; zero bytes after the last are padding,
// anything else there is codec.corrupt, as are damage and a missing end. Where::offset of such an
// error counts the decoded bytes given before it.
std::unique_ptr<ByteSource> make_gzip_source(std::unique_ptr<ByteSource> input);

}  // namespace hios::io
