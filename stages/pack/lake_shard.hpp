#pragma once
// Seals a shard of a data lake's lines: its lines become one file for each partition (folder) they belong to. What is
// held of a shard is its lines' places, so memory is bounded by PackSettings::shard_lines.

#include <memory>
#include <string>
#include <vector>

#include "stages/pack/group.hpp"

namespace hios::pack {

// One partition's lines, in their order, as a range of LakeShard::lines, and their lineage.
struct LakePart {
    std::string partition;  // "structure=ADT_A01/message_date=2024-01-31"
    std::uint64_t line_count = 0;
    std::uint64_t begin = 0;
    std::uint64_t bytes = 0;
    std::uint64_t lineage_begin = 0;
    std::uint64_t lineage_bytes = 0;
    std::string sha256;  // hex
};

struct LakeShard {
    std::unique_ptr<Spool> lines;
    std::unique_ptr<Spool> lineage;
    std::vector<LakePart> parts;  // in the order of their names
};

// `shard.lane` is kLakeLane. Its spools are gone afterwards.
Outcome<LakeShard> seal_lake(Shard& shard, const std::vector<DocumentName>& names, SpoolFactory& spools);

}  // namespace hios::pack
