#pragma once
// Writing files so that a reader sees all of one or nothing of it, also after a power cut.

#include <filesystem>
#include <string>
#include <string_view>

#include "pipeline/object_store.hpp"

namespace hios::io {

// How and where one file is to appear.
struct Publication {
    std::filesystem::path target;
    std::string key;         // named in errors
    bool if_absent = false;  // an existing file is left alone: PutResult::kExists
    bool durable = true;     // false leaves out every sync to disk
};

// Makes the folder and its parents. Errors are for a person who named the folder.
Outcome<void> make_folders(const std::filesystem::path& folder, const std::string& key, bool durable);

// Writes `bytes` beside the target and then gives them its name.
Outcome<PutResult> publish_bytes(const Publication& publication, std::string_view bytes);

// Moves the regular file `from` to the target on the same file system, else copies it.
Outcome<PutResult> publish_file(const Publication& publication, const std::filesystem::path& from);

}  // namespace hios::io
