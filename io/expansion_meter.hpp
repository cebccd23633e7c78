#pragma once
// The caps against bombs: counts what goes into an object's decoders and what comes out of them.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "io/parts.hpp"

namespace hios::io {

// One per object. Each layer (one codec or archive inside another) is counted for itself, as the
// bytes of an inner archive are not expanded once more by being passed on. Not thread-safe.
class ExpansionMeter {
public:
    // Layer 0 counts the parts that are handed out; the decoders' layers begin at 1.
    static constexpr std::uint32_t kParts = 0;

    explicit ExpansionMeter(const UnwrapLimits& limits) : limits_(limits) {}

    void add_encoded(std::uint64_t bytes) { encoded_ += bytes; }
    // archive.bomb once a cap is passed, and ever after.
    Outcome<void> add_decoded(std::uint32_t layer, std::uint64_t bytes);
    // The error that add_decoded() answers from now on.
    [[nodiscard]] const std::optional<Error>& tripped() const { return tripped_; }

private:
    UnwrapLimits limits_;
    std::uint64_t encoded_ = 0;
    std::vector<std::uint64_t> decoded_;
    std::optional<Error> tripped_;
};

// Passes a decoder's output on and counts it. `meter` must outlive it.
class MeteredSource final : public ByteSource {
public:
    MeteredSource(std::unique_ptr<ByteSource> input, ExpansionMeter& meter, std::uint32_t layer)
        : input_(std::move(input)), meter_(meter), layer_(layer) {}

    Outcome<std::size_t> read(std::span<char> into) override;

private:
    std::unique_ptr<ByteSource> input_;
    ExpansionMeter& meter_;
    std::uint32_t layer_;
};

}  // namespace hios::io
