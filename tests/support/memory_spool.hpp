#pragma once
// Spools in memory: the twin of io/file_spool.hpp for tests.

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "pipeline/codes.hpp"
#include "pipeline/spool.hpp"

namespace hios::test {

// Reads see what was flushed only, as with files.
class MemorySpool final : public Spool {
public:
    Outcome<void> append(std::string_view bytes) override {
        bytes_.append(bytes);
        return {};
    }
    Outcome<void> flush() override {
        flushed_ = bytes_.size();
        return {};
    }
    Outcome<std::size_t> read(std::uint64_t offset, std::span<char> into) override {
        if (offset >= flushed_) return std::size_t{0};
        const std::size_t size = std::min(into.size(), static_cast<std::size_t>(flushed_ - offset));
        std::memcpy(into.data(), bytes_.data() + offset, size);
        return size;
    }
    [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
    [[nodiscard]] const std::filesystem::path& path() const override { return path_; }

    // Everything flushed, as a reader would see it.
    [[nodiscard]] std::string_view flushed() const { return std::string_view(bytes_).substr(0, flushed_); }

private:
    std::string bytes_;
    std::size_t flushed_ = 0;
    std::filesystem::path path_ = "memory";
};

// Counts spools by hint, and can be told to fail.
class MemorySpools final : public SpoolFactory {
public:
    Outcome<std::unique_ptr<Spool>> create(std::string_view hint) override {
        const std::lock_guard lock(mutex_);
        if (left_ == 0) return fail(fatal(codes::kDiskFull, "the scratch disk is full"));
        --left_;
        ++made_[std::string(hint)];
        return std::make_unique<MemorySpool>();
    }

    void fail_after(std::size_t spools) {
        const std::lock_guard lock(mutex_);
        left_ = spools;
    }
    [[nodiscard]] std::size_t made(const std::string& hint) const {
        const std::lock_guard lock(mutex_);
        const auto found = made_.find(hint);
        return found == made_.end() ? 0 : found->second;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::size_t> made_;
    std::size_t left_ = SIZE_MAX;
};

// The flushed bytes of a spool made by MemorySpools.
inline std::string_view bytes_of(const Spool& spool) {
    return dynamic_cast<const MemorySpool&>(spool).flushed();
}

}  // namespace hios::test
