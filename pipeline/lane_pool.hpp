#pragma once
// Lane blocks that were packed, for reuse: a new one would have to grow to its size again, copying
// what it holds each time.

#include <map>
#include <mutex>
#include <vector>

#include "pipeline/work.hpp"

namespace hios {

// Thread-safe. Holds no more blocks of a lane than were ever in use at once.
class LanePool {
public:
    LaneBlock take(std::uint16_t lane) {
        const std::lock_guard lock(mutex_);
        auto& idle = idle_[lane];
        if (idle.empty()) {
            LaneBlock block;
            block.lane = lane;
            return block;
        }
        LaneBlock block = std::move(idle.back());
        idle.pop_back();
        return block;
    }

    // Empties the Work's lanes. Blocks that one huge document made large are not kept.
    void give_back(Work& work) {
        const std::lock_guard lock(mutex_);
        for (LaneBlock& block : work.lanes) {
            if (block.bytes.capacity() > kLargestKept) continue;
            block.bytes.clear();
            block.lines.clear();
            idle_[block.lane].push_back(std::move(block));
        }
        work.lanes.clear();
    }

private:
    static constexpr std::size_t kLargestKept = 4 << 20;
    std::mutex mutex_;
    std::map<std::uint16_t, std::vector<LaneBlock>> idle_;
};

}  // namespace hios
