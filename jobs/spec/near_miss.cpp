#include "jobs/spec/near_miss.hpp"

#include <algorithm>

#include "stages/map/near_miss.hpp"

namespace hios::jobs {
namespace {

constexpr std::size_t kLongestWord = 128;

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> known) {
    std::string found;
    std::size_t best = std::max<std::size_t>(1, std::min(word.size(), kLongestWord) / 3) + 1;
    for (const std::string& candidate : known) {
        const std::size_t distance = map::edit_distance(word, candidate);
        if (distance < best && distance < candidate.size()) {
            best = distance;
            found = candidate;
        }
    }
    if (!found.empty() || word.size() < 3) return found;
    for (const std::string& candidate : known) {
        if (std::string_view(candidate).substr(0, word.size()) == word) return candidate;
    }
    return found;
}

}  // namespace hios::jobs
