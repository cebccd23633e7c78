#pragma once
// The positions of a JSON text's structure: every bracket, colon and comma, every opening quote and
// every first byte of a number or literal. Made by simdjson's first stage, which also checks UTF-8,
// unclosed strings and raw control characters, at several GB/s with run-time SIMD dispatch.
// Why not On-Demand's objects: docs/decisions/0001-structural-index.md.

#include <cstdint>
#include <memory>
#include <string_view>

#include "pipeline/outcome.hpp"

namespace hios::json {

// Bytes that must be readable (any content) after a text that is indexed.
inline constexpr std::size_t kPadding = 64;

// Texts of 4 GiB and more cannot be indexed.
inline constexpr std::uint64_t kMaxText = 0xFFFF'FF00ULL;

// Reusable; not thread-safe (one per worker). Holds address space for 4 bytes per byte of the
// largest text seen, and memory for as many positions as it had.
class StructuralIndex {
public:
    StructuralIndex();
    ~StructuralIndex();
    StructuralIndex(const StructuralIndex&) = delete;
    StructuralIndex& operator=(const StructuralIndex&) = delete;

    // Errors: json.utf8, json.truncated (unclosed string, or nothing but white space),
    // json.control_character; Where::offset names the byte.
    Outcome<void> build(std::string_view text);

    // positions()[size()] is a sentinel: the text's length.
    [[nodiscard]] const std::uint32_t* positions() const { return positions_; }
    [[nodiscard]] std::uint32_t size() const { return size_; }

private:
    class Engine;
    std::unique_ptr<Engine> engine_;
    const std::uint32_t* positions_ = nullptr;
    std::uint32_t size_ = 0;
};

// Copies JSON text without the white space between tokens. `text` begins and ends outside strings.
// Writes at most text.size() bytes to `into`, which must have kPadding more bytes of room; returns
// the number written.
std::size_t minify(std::string_view text, char* into);

}  // namespace hios::json
