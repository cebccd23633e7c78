#pragma once
// Contents of objects and parts: numbered files, so that no key ever becomes a path. A file is written once and never
// changed; a reader keeps what it opened, whatever is removed meanwhile.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "pipeline/object_store.hpp"

namespace hios::sandbox {

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();
    [[nodiscard]] int get() const { return number_; }

private:
    int number_ = -1;
};

// `length` bytes of a file from `offset`.
class BlobReader final : public ByteSource {
public:
    BlobReader(std::shared_ptr<const Descriptor> file, std::uint64_t offset, std::uint64_t length)
        : file_(std::move(file)), offset_(offset), left_(length) {}
    Outcome<std::size_t> read(std::span<char> into) override;

private:
    std::shared_ptr<const Descriptor> file_;
    std::uint64_t offset_;
    std::uint64_t left_;
};

// A file being written; removed again unless keep() is called.
class BlobWriter {
public:
    BlobWriter(std::filesystem::path path, std::uint64_t number, Descriptor file);
    BlobWriter(BlobWriter&& other) noexcept;
    BlobWriter& operator=(BlobWriter&&) = delete;
    ~BlobWriter();

    Outcome<void> write(std::string_view bytes);
    [[nodiscard]] std::uint64_t number() const { return number_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    void keep() { kept_ = true; }

private:
    std::filesystem::path path_;
    std::uint64_t number_;
    Descriptor file_;
    std::uint64_t size_ = 0;
    bool kept_ = false;
};

// Thread-safe. Errors: io.disk_full / kRetry, io.error / kFatal.
class BlobFiles {
public:
    // Removes the files below `folder` that `wanted` does not name: what a killed process left.
    static Outcome<std::unique_ptr<BlobFiles>> open(const std::filesystem::path& folder,
                                                    const std::unordered_set<std::uint64_t>& wanted);
    Outcome<BlobWriter> create();
    // Null when there is no such file.
    [[nodiscard]] std::shared_ptr<const Descriptor> open(std::uint64_t number) const;
    void remove(std::uint64_t number) const;

private:
    BlobFiles(std::filesystem::path folder, std::uint64_t next) : folder_(std::move(folder)), next_(next) {}
    [[nodiscard]] std::filesystem::path path_of(std::uint64_t number) const;

    std::filesystem::path folder_;
    std::atomic<std::uint64_t> next_;
};

}  // namespace hios::sandbox
