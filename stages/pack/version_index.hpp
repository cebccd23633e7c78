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

// The latest version of a resource that some documents maintain and others only mention.
struct LatestVersion {
    Key128 key;
    std::int64_t time_us = kNoTime;
    LinePlace place;
    bool maintains = false;
};

// Not thread-safe. Memory: `memory` bytes; what is more is sorted and spooled to disk.
class VersionIndex {
public:
    VersionIndex(SpoolFactory& spools, std::uint64_t memory);

    // `order` numbers the documents of the group; later documents have larger numbers.
    Outcome<void> add(const Key128& key, std::int64_t time_us, std::uint32_t order, std::uint32_t rank, LinePlace place,
                      bool maintains = false);

    using Superseded = std::function<void(LinePlace)>;
    using Latest = std::function<Outcome<void>(const LatestVersion&)>;
    // Calls `superseded` for each line that is not the latest of its key: the latest has the largest
    // (time, order, rank, place). Calls `latest`, which may be empty, for each that is, in the order of keys, if it
    // maintains its resource or only mentions it. The index is empty afterwards.
    Outcome<void> finish(const Superseded& superseded, const Latest& latest = {});

private:
    struct Version {
        Key128 key;
        std::int64_t time_us;
        std::uint32_t order;
        std::uint32_t rank : 31;
        bool maintains : 1;
        LinePlace place;
    };
    static_assert(sizeof(Version) == 40);  // many are held; they are also what is spooled, byte for byte
    static bool before(const Version& a, const Version& b);
    static Outcome<void> tell_latest(const Version& version, const Latest& latest);
    Outcome<void> latest_of_sorted(const Superseded& superseded, const Latest& latest) const;
    [[nodiscard]] bool may_have_repeats() const;
    Outcome<void> spill();
    Outcome<void> merge(const Superseded& superseded, const Latest& latest);

    SpoolFactory& spools_;
    const std::size_t most_in_memory_;
    std::vector<Version> versions_;
    std::vector<std::unique_ptr<Spool>> runs_;  // sorted
    bool tells_latest_ = false;                 // some version maintains its resource or mentions it
};

}  // namespace hios::pack
