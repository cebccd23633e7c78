#pragma once
// Feeding a stream to libarchive block by block, with the last blocks kept in sight.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/object_store.hpp"

namespace hios::io {

// Not thread-safe.
class BlockReader {
public:
    static constexpr std::size_t kBlockBytes = 128 * 1024;

    explicit BlockReader(std::unique_ptr<ByteSource> input);

    // The next block, "" at the end or at a failure; valid until the next call but one. The bytes
    // before a failure are given first.
    std::string_view next();
    // Reads to the end.
    void drain();

    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    [[nodiscard]] std::uint64_t total_bytes() const { return total_; }
    // The last bytes given: at least kBlockBytes of them, or all.
    [[nodiscard]] std::string tail() const;

private:
    std::unique_ptr<ByteSource> input_;
    std::array<std::unique_ptr<char[]>, 2> buffers_;
    std::array<std::size_t, 2> sizes_{};
    std::size_t current_ = 0;
    std::uint64_t total_ = 0;
    bool ended_ = false;
    std::optional<Error> failure_;
};

}  // namespace hios::io
