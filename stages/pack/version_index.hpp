#pragma once
// Tells, when an import group closes, which lines are not the latest version of their (type, id).
// R4 has one current version per id; an import job with the same id twice has an arbitrary winner.

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "pipeline/spool.hpp"
#include "pipeline/work.hpp"

namespace hios::pack {

// Where a line stands among the shards of the open group.
struct LinePlace {
    std::uint32_t shard = 0;
    std::uint32_t line = 0;
};
inline constexpr std::uint32_t kNoShard = 0xFFFF'FFFFU;  // a tombstone

// Not thread-safe. Memory: `memory` bytes; what is more is sorted and spooled to disk.
class VersionIndex {
public:
    VersionIndex(SpoolFactory& spools, std::uint64_t memory);

    // `order` numbers the documents of the group; later documents have larger numbers.
    Outcome<void> add(const Key128& key, std::int64_t time_us, std::uint32_t order, std::uint32_t rank,
                      LinePlace place);

    // Calls `superseded` for each line that is not the latest of its key: the latest has the largest
    // (time, order, rank, place). The index is empty afterwards.
    Outcome<void> finish(const std::function<void(LinePlace)>& superseded);

private:
    struct Version {
        Key128 key;
        std::int64_t time_us;
        std::uint32_t order;
        std::uint32_t rank;
        LinePlace place;
    };
    static bool before(const Version& a, const Version& b);
    static void latest_of_sorted(const std::vector<Version>& versions,
                                 const std::function<void(LinePlace)>& superseded);
    [[nodiscard]] bool may_have_repeats() const;
    Outcome<void> spill();
    Outcome<void> merge(const std::function<void(LinePlace)>& superseded);

    SpoolFactory& spools_;
    const std::size_t most_in_memory_;
    std::vector<Version> versions_;
    std::vector<std::unique_ptr<Spool>> runs_;  // sorted
};

}  // namespace hios::pack
