#pragma once
// Writes lineage: one record for each line of a shard, where it came from (docs/formats/lineage.md).

#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "stages/pack/group.hpp"

namespace hios::pack {

// Quotes each document name once. Not thread-safe.
class LineageWriter {
public:
    LineageWriter(Spool& into, const std::vector<DocumentName>& names) : into_(into), names_(names) {}

    // Lines count from 1.
    Outcome<void> add(std::uint64_t line, const LineOrigin& origin);
    Outcome<void> flush();

private:
    void quote(std::uint32_t name);

    Spool& into_;
    const std::vector<DocumentName>& names_;
    fmt::memory_buffer buffer_;
    std::string quoted_;
    std::uint32_t quoted_name_ = 0;
};

}  // namespace hios::pack
