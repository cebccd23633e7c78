#include "stages/pack/lake_shard.hpp"

#include <algorithm>
#include <numeric>

#include "pipeline/codes.hpp"
#include "stages/pack/lineage_writer.hpp"
#include "stages/pack/sha256.hpp"

namespace hios::pack {
namespace {

constexpr std::size_t kCopiedBytes = 128 * 1024;

struct PlacedLine {
    LineOrigin origin;
    std::uint64_t offset = 0;  // in the shard's spool
};

Outcome<void> read_all(Spool& spool, std::uint64_t offset, std::span<char> into) {
    HIOS_TRY(const std::size_t got, spool.read(offset, into));
    if (got < into.size()) return fail(fatal(codes::kInternal, "a scratch file ends before its time"));
    return {};
}

Outcome<std::vector<PlacedLine>> places_of(Shard& shard) {
    std::vector<LineOrigin> origins(shard.line_count);
    HIOS_CHECK(
        read_all(*shard.origins, 0, {reinterpret_cast<char*>(origins.data()), origins.size() * sizeof(LineOrigin)}));
    std::vector<PlacedLine> lines;
    lines.reserve(origins.size());
    std::uint64_t offset = 0;
    for (const LineOrigin& origin : origins) {
        lines.push_back({origin, offset});
        offset += origin.length;
    }
    return lines;
}

// Ranks of the partitions by name.
std::vector<std::uint32_t> ranks_of(const std::vector<std::string>& partitions) {
    std::vector<std::uint32_t> by_name(partitions.size());
    std::iota(by_name.begin(), by_name.end(), 0U);
    std::sort(by_name.begin(), by_name.end(), [&](auto a, auto b) { return partitions[a] < partitions[b]; });
    std::vector<std::uint32_t> ranks(partitions.size());
    for (std::uint32_t rank = 0; rank < by_name.size(); ++rank) ranks[by_name[rank]] = rank;
    return ranks;
}

// Copies [offset, offset + length) of `from`.
Outcome<void> copy(Spool& from, std::uint64_t offset, std::uint64_t length, Spool& into, Sha256& hash,
                   std::vector<char>& buffer) {
    buffer.resize(kCopiedBytes);
    while (length > 0) {
        const std::span<char> block(buffer.data(),
                                    static_cast<std::size_t>(std::min<std::uint64_t>(length, kCopiedBytes)));
        HIOS_CHECK(read_all(from, offset, block));
        const std::string_view bytes(block.data(), block.size());
        hash.update(bytes);
        HIOS_CHECK(into.append(bytes));
        offset += block.size();
        length -= block.size();
    }
    return {};
}

}  // namespace

Outcome<LakeShard> seal_lake(Shard& shard, const std::vector<DocumentName>& names, SpoolFactory& spools) {
    LakeShard sealed;
    HIOS_TRY(sealed.lines, spools.create("lake"));
    HIOS_TRY(sealed.lineage, spools.create("lineage"));
    HIOS_TRY(auto lines, places_of(shard));
    const auto ranks = ranks_of(shard.partitions);
    std::stable_sort(lines.begin(), lines.end(), [&](const PlacedLine& a, const PlacedLine& b) {
        return ranks[a.origin.partition] < ranks[b.origin.partition];
    });
    LineageWriter lineage(*sealed.lineage, names);
    std::vector<char> buffer;
    for (std::size_t at = 0; at < lines.size();) {
        LakePart part;
        const std::uint32_t partition = lines[at].origin.partition;
        part.partition = shard.partitions[partition];
        part.begin = sealed.lines->size();
        part.lineage_begin = sealed.lineage->size();
        Sha256 hash;
        while (at < lines.size() && lines[at].origin.partition == partition) {
            // Neighbours in one go.
            const std::uint64_t begin = lines[at].offset;
            std::uint64_t end = begin;
            for (; at < lines.size() && lines[at].origin.partition == partition && lines[at].offset == end; ++at) {
                end += lines[at].origin.length;
                HIOS_CHECK(lineage.add(++part.line_count, lines[at].origin));
            }
            HIOS_CHECK(copy(*shard.lines, begin, end - begin, *sealed.lines, hash, buffer));
        }
        HIOS_CHECK(lineage.flush());
        part.bytes = sealed.lines->size() - part.begin;
        part.lineage_bytes = sealed.lineage->size() - part.lineage_begin;
        part.sha256 = hash.hex();
        sealed.parts.push_back(std::move(part));
    }
    HIOS_CHECK(sealed.lines->flush());
    HIOS_CHECK(sealed.lineage->flush());
    shard.lines.reset();
    shard.origins.reset();
    return sealed;
}

}  // namespace hios::pack
