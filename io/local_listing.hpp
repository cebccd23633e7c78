#pragma once
// Walking a folder in the byte order of keys.

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "pipeline/object_store.hpp"

namespace hios::io {

[[nodiscard]] std::int64_t modified_ns(const struct stat& status);

// What a listing tells of the regular file with this status. The etag covers size, modification time
// and inode, not ctime: a changed owner or link count leaves the bytes alone.
[[nodiscard]] ObjectInfo local_object_info(std::string key, const struct stat& status);

// The contract of ObjectStore::list over the folder `root`. Symbolic links to files are followed,
// those to folders are not (they may loop). One folder's names are in memory at a time and level.
Outcome<void> list_local(const std::filesystem::path& root, std::string_view prefix, const ObjectStore::Visitor& visit,
                         const ObjectStore::Unreadable& unreadable);

}  // namespace hios::io
