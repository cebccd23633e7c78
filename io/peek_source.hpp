#pragma once
// Looking at a stream's first bytes without losing them.

#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "pipeline/object_store.hpp"

namespace hios::io {

// After the first bytes were given, reads go straight to the input.
class PeekSource final : public ByteSource {
public:
    static constexpr std::size_t kPeekBytes = 512;

    explicit PeekSource(std::unique_ptr<ByteSource> input) : input_(std::move(input)) {}

    // The first kPeekBytes, or fewer where the stream ends or fails before. Valid while this lives.
    std::string_view peek();
    // What ended the peek early. It is also the answer of read() after the peeked bytes.
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

    Outcome<std::size_t> read(std::span<char> into) override;

private:
    // Reads into `into` once; the end and failures are remembered and count as 0 bytes.
    std::size_t pull(std::span<char> into);

    std::unique_ptr<ByteSource> input_;
    std::array<char, kPeekBytes> held_{};
    std::size_t held_bytes_ = 0;
    std::size_t given_bytes_ = 0;
    bool peeked_ = false;
    bool ended_ = false;
    std::optional<Error> failure_;
};

}  // namespace hios::io
