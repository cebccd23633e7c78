#pragma once
// Resources that one document says more than once: one patient in two PID segments, one clinic in many fields.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "pipeline/work.hpp"
#include "stages/map/handle_map.hpp"
#include "stages/map/machine.hpp"

namespace hios::jobs {

// Not thread-safe. Keeps its memory between documents; linear in their lines.
class RepeatedLines {
public:
    // `lines` of one document, in `made`. Of those with one type and id one stays: one that maintains its resource
    // before one that only mentions it, then the longest, then the first.
    void look_at(std::span<const map::Emitted> lines, std::string_view made);

    // Of the line with that index, until the next look_at().
    [[nodiscard]] bool stays(std::size_t index) const { return stays_[index]; }
    [[nodiscard]] const Key128& key(std::size_t index) const { return keys_[index]; }

private:
    map::HandleMap known_;
    std::vector<Key128> keys_;
    std::vector<bool> stays_;
};

}  // namespace hios::jobs
