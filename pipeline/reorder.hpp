#pragma once
// Restores the order of feed items and their chunks. How many chunks an item has is known only when
// its last one comes, so a sequencer_node (dense numbers known beforehand) does not fit.

#include <map>
#include <utility>

#include "pipeline/work.hpp"

namespace hios {

// Not thread-safe: lives in one serial node. Holds what arrived early, which the byte budget bounds.
class Reorder {
public:
    // Takes one Work and passes on, in order, whatever is now due.
    template <class Pass>
    void add(WorkPtr work, Pass&& pass) {
        const auto key = std::pair(work->feed, work->chunk);
        waiting_.emplace(key, std::move(work));
        while (!waiting_.empty() && waiting_.begin()->first == std::pair(feed_, chunk_)) {
            WorkPtr due = std::move(waiting_.begin()->second);
            waiting_.erase(waiting_.begin());
            if (due->last) {
                ++feed_;
                chunk_ = 0;
            } else {
                ++chunk_;
            }
            pass(std::move(due));
        }
    }

    // The item that everything waits for.
    [[nodiscard]] std::uint64_t front() const { return feed_; }
    [[nodiscard]] bool empty() const { return waiting_.empty(); }

private:
    std::map<std::pair<std::uint64_t, std::uint32_t>, WorkPtr> waiting_;
    std::uint64_t feed_ = 0;
    std::uint32_t chunk_ = 0;
};

}  // namespace hios
