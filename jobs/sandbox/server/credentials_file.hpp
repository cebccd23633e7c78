#pragma once
// The sandbox's own access key: random, made once, kept in a file that only its user may read. (A key that everybody
// knows would let every program on the machine read what is imported.)

#include <filesystem>

#include "jobs/sandbox/server/signature.hpp"
#include "pipeline/outcome.hpp"

namespace hios::sandbox {

// The key of the file; makes both when there is no file.
Outcome<AccessKey> stored_key(const std::filesystem::path& path);

}  // namespace hios::sandbox
