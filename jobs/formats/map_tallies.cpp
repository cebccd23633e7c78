#include "jobs/formats/map_tallies.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hios::jobs {
namespace {

template <class Name>
void tell_new(const std::vector<std::uint64_t>& counts, std::vector<std::uint64_t>& told, std::string_view kind,
              const std::string& label, std::vector<MapTally>& tallies, Name&& name, bool all) {
    // Few of very many have changed.
    constexpr std::size_t kBlock = 64;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const std::size_t left = std::min(kBlock, counts.size() - i);
        if (i % kBlock == 0 && !all && std::equal(&counts[i], &counts[i] + left, &told[i])) {
            i += left - 1;
            continue;
        }
        if (counts[i] == told[i] && !all) continue;
        tallies.push_back({kind, fmt::format("{} {}", label, name(i)), counts[i] - told[i], 0});
        told[i] = counts[i];
    }
}

}  // namespace

void MapTallies::tell(const map::MachineCounts& counts, std::vector<MapTally>& tallies) {
    const auto element = [&](std::size_t i) { return program_.leaves[i].element; };
    const auto spot = [&](std::size_t i) { return program_.spots[i].element; };
    if (elements_)
        tell_new(counts.written, written_, MapTally::kElements, label_, tallies, element,
                 !std::exchange(told_all_, true));
    // Most documents have none, and there are thousands of spots.
    if (counts.faults == std::exchange(faults_, counts.faults)) return;
    tell_new(counts.dropped, dropped_, MapTally::kDropped, label_, tallies, spot, false);
    tell_new(counts.failed, failed_, MapTally::kFailed, label_, tallies, spot, false);
}

}  // namespace hios::jobs
