#pragma once
// What a chunk of a file does to whatever state the file is in when the chunk begins. So chunks can be
// scanned out of order and by different threads, and one pass over the results tells where the records of
// each begin, exactly, however many line ends stand in quotes.
//
// For a file without odd quotes this is the parity of quotes, which adds up by XOR. With them, all five
// places a chunk can begin in are followed; they fall together into two (inside quotes, outside)
// after a few bytes, so the price is two passes.

#include <array>
#include <cstdint>
#include <string_view>

#include "stages/flat/scanner.hpp"
#include "stages/flat/state.hpp"

namespace hios::flat {

inline constexpr std::size_t kStartPlaces = 5;  // all but kComment

struct ChunkScan {
    std::uint64_t size = 0;
    std::array<Path, kStartPlaces> from;  // by the Place in which the chunk begins
};

// Of a dialect that is Dialect::plain; others depend on more than a Place and go through RecordSplitter.
// Nothing here knows max_record: a record that grows beyond it must be cut as RecordSplitter does.
ChunkScan scan_chunk(const Scanner& scanner, std::string_view chunk);

// What a chunk leads to when the one before it ended in `before`.
[[nodiscard]] inline const Path& resolve(const State& before, const ChunkScan& scan) {
    return scan.from[static_cast<std::size_t>(before.place)];
}

// The scan of two chunks that follow each other; associative.
ChunkScan join(const ChunkScan& first, const ChunkScan& second);

}  // namespace hios::flat
