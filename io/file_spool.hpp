#pragma once
// Spools as files in a scratch folder, made with mode 0600 by the program's umask.

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "pipeline/spool.hpp"

namespace hios::io {

// A file descriptor is held only between an append and the next flush, and from the first read on: a
// group of thousands of shards must not run out of them.
class FileSpoolFactory final : public SpoolFactory {
public:
    // The folder is made when missing. Files in it vanish with their spools.
    explicit FileSpoolFactory(std::filesystem::path folder);
    Outcome<std::unique_ptr<Spool>> create(std::string_view hint) override;

private:
    std::filesystem::path folder_;
    std::atomic<std::uint64_t> next_{0};
};

}  // namespace hios::io
