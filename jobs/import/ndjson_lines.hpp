#pragma once
// Reads a ByteSource as newline-separated lines, in blocks, with bounded memory: a line longer than
// the limit is passed over and reported as such, never held.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "pipeline/object_store.hpp"

namespace hios::jobs {

// Not thread-safe.
class NdjsonLines {
public:
    struct Line {
        std::uint64_t number = 0;  // from 1; blank lines count
        std::string_view text;     // without the newline; empty when too_long
        bool too_long = false;
    };

    // Lines and the bytes they point into.
    struct Block {
        std::vector<Line> lines;
        std::unique_ptr<char[]> bytes;
        std::size_t capacity = 0;
    };

    // A block holds about `block_bytes`, or one longer line. `source` must outlive this.
    NdjsonLines(ByteSource& source, std::size_t max_line, std::size_t block_bytes);

    // Fills `block` with the next lines; its former memory is used again. The block stays valid whatever becomes of
    // the reader. False: the end. A last line without newline counts; nothing after the last newline is no line.
    Outcome<bool> next(Block& block);

private:
    Outcome<void> fill();
    void cut(std::vector<Line>& lines);
    void grow();
    void hand_over(Block& block);

    ByteSource& source_;
    const std::size_t max_line_;
    const std::size_t block_bytes_;
    std::unique_ptr<char[]> buffer_;
    std::size_t capacity_;
    std::size_t start_ = 0;   // first byte not yet given out
    std::size_t filled_ = 0;  // end of the bytes read
    std::uint64_t number_ = 0;
    bool skipping_ = false;  // inside a line that is too long
    bool ended_ = false;
};

}  // namespace hios::jobs
