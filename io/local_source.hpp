#pragma once
// Reading one file as a stream.

#include <filesystem>
#include <memory>
#include <string>

#include "pipeline/object_store.hpp"

namespace hios::io {

// The stream answers io.changed at its end when the file's size or modification time is no longer
// that of the opening, or when another number of bytes came. Anything but a regular file is
// io.not_found. `key` is named in errors.
Outcome<std::unique_ptr<ByteSource>> open_local_source(const std::filesystem::path& path, const std::string& key);

}  // namespace hios::io
