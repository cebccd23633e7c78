#include "stages/flat/chunk_scan.hpp"

#include <algorithm>
#include <optional>

namespace hios::flat {
namespace {

constexpr std::size_t kSegment = 16 * 1024;  // after each, starts that have come to the same place are followed as one

Path join(const Path& first, std::uint64_t size, const Path& second) {
    Path path = first;
    path.end = second.end;
    path.records += second.records;
    if (second.last != kNoBorder) {
        path.last = size + second.last;
        if (first.first == kNoBorder) path.first = size + second.first;
    }
    return path;
}

}  // namespace

ChunkScan scan_chunk(const Scanner& scanner, std::string_view chunk) {
    ChunkScan scan;
    for (std::size_t i = 0; i < kStartPlaces; ++i) scan.from[i].end.place = static_cast<Place>(i);
    for (; scan.size < chunk.size(); scan.size += std::min(kSegment, chunk.size() - scan.size)) {
        const std::string_view segment = chunk.substr(scan.size, kSegment);
        std::array<std::optional<Path>, kStartPlaces> known;
        for (Path& path : scan.from) {
            auto& next = known[static_cast<std::size_t>(path.end.place)];
            if (!next) next = scanner.scan(segment, path.end);
            path = join(path, scan.size, *next);
        }
    }
    return scan;
}

ChunkScan join(const ChunkScan& first, const ChunkScan& second) {
    ChunkScan both;
    both.size = first.size + second.size;
    for (std::size_t i = 0; i < kStartPlaces; ++i)
        both.from[i] = join(first.from[i], first.size, resolve(first.from[i].end, second));
    return both;
}

}  // namespace hios::flat
