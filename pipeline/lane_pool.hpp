#pragma once
// Lane blocks that were packed, for reuse: a new one would have to grow to its size again, copying
// what it holds each time.

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

#include "pipeline/work.hpp"

namespace hios {

// Thread-safe. Holds no more blocks of a lane than were ever in use at once, and no more than kMostIdle
// bytes: what each lane's blocks grew to would else add up for as long as a run lasts.
class LanePool {
public:
    LaneBlock take(std::uint16_t lane) {
        const std::lock_guard lock(mutex_);
        Lane& from = lanes_[lane];
        if (from.idle.empty()) {
            LaneBlock block;
            block.lane = lane;
            block.bytes.reserve(from.usual_bytes);
            return block;
        }
        LaneBlock block = std::move(from.idle.back());
        from.idle.pop_back();
        idle_bytes_ -= size_of(block);
        return block;
    }

    // Empties the Work's lanes. Blocks that one huge document made large are not kept.
    void give_back(Work& work) {
        const std::lock_guard lock(mutex_);
        for (LaneBlock& block : work.lanes) {
            Lane& to = lanes_[block.lane];
            const std::size_t used = std::min(block.bytes.size(), kMostUsual);
            to.usual_bytes = std::max(used, to.usual_bytes - to.usual_bytes / 8);
            if (block.bytes.capacity() > kLargestKept || idle_bytes_ + size_of(block) > kMostIdle) continue;
            block.bytes.clear();
            block.lines.clear();
            idle_bytes_ += size_of(block);
            to.idle.push_back(std::move(block));
        }
        work.lanes.clear();
    }

private:
    static constexpr std::size_t kLargestKept = 4 << 20;
    static constexpr std::size_t kMostIdle = 4 << 20;
    static constexpr std::size_t kMostUsual = 64 << 10;
    struct Lane {
        std::vector<LaneBlock> idle;
        std::size_t usual_bytes = 0;  // that blocks came to hold of late: new ones have room for so many
    };
    static std::size_t size_of(const LaneBlock& block) {
        return block.bytes.capacity() + block.lines.capacity() * sizeof(LineRecord);
    }

    std::mutex mutex_;
    std::map<std::uint16_t, Lane> lanes_;
    std::size_t idle_bytes_ = 0;
};

}  // namespace hios
