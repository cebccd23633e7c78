#pragma once
// An owned file descriptor.

#include <unistd.h>

#include <utility>

namespace hios::io {

// Closes its descriptor when it goes. Not thread-safe.
class FileHandle {
public:
    FileHandle() = default;
    explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
    FileHandle(FileHandle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FileHandle& operator=(FileHandle&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;
    ~FileHandle() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] bool valid() const { return descriptor_ >= 0; }
    // Gives up the descriptor: some file systems report a failed write only when it is closed.
    [[nodiscard]] int close() { return ::close(std::exchange(descriptor_, -1)); }

private:
    int descriptor_ = -1;
};

}  // namespace hios::io
