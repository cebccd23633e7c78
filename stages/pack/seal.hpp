#pragma once
// Makes a closed group's shard final: superseded lines dropped, SHA-256 taken, lineage written.

#include <string>

#include "stages/pack/group.hpp"

namespace hios::pack {

struct SealedShard {
    std::unique_ptr<Spool> lines;
    std::unique_ptr<Spool> lineage;  // NDJSON, one record a line (docs/formats/lineage.md)
    std::uint64_t line_count = 0;
    std::uint64_t bytes = 0;
    std::string sha256;  // hex, of the lines
};

// Consumes the shard's spools. May run for different shards at the same time.
Outcome<SealedShard> seal(Shard& shard, const std::vector<DocumentName>& names, SpoolFactory& spools);

}  // namespace hios::pack
