#pragma once
// Resources that one document says more than once: one patient in two PID segments, one clinic in many fields.

#include <cstdint>
#include <span>
#include <vector>

#include "pipeline/work.hpp"
#include "stages/map/handle_map.hpp"
#include "stages/map/machine.hpp"

namespace hios::jobs {

// Not thread-safe. Keeps its memory between documents; linear in their lines.
class RepeatedLines {
public:
    // `lines` of one document, and the keys of their types and ids. Of those with one key one stays: one that maintains
    // its resource before one that only mentions it, then the longest, then the first.
    void look_at(std::span<const map::Emitted> lines, std::span<const Key128> keys);

    // Of what was looked at last: whether all lines stay, or the one with that index.
    [[nodiscard]] bool all_stay() const { return all_stay_; }
    [[nodiscard]] bool stays(std::size_t index) const { return stays_[index]; }

private:
    map::HandleMap known_;
    bool all_stay_ = true;
    std::vector<bool> stays_;
};

}  // namespace hios::jobs
