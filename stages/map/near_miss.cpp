#include "stages/map/near_miss.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hios::map {
namespace {

constexpr std::size_t kLongestWord = 128;  // the table below grows with the square of it

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    a = a.substr(0, kLongestWord);
    b = b.substr(0, kLongestWord);
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> table((a.size() + 1) * width);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return table[i * width + j]; };
    for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = i;
    for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = at(i - 1, j - 1) + (lower(a[i - 1]) == lower(b[j - 1]) ? 0U : 1U);
            std::size_t best = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, replaced});
            const bool swapped =
                i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) best = std::min(best, at(i - 2, j - 2) + 1);
            at(i, j) = best;
        }
    }
    return at(a.size(), b.size());
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
    if (word.size() > kLongestWord) return {};
    std::string_view found;
    std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view candidate : known) {
        if (candidate.size() > kLongestWord || candidate == word) continue;
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best && distance < candidate.size()) {
            best = distance;
            found = candidate;
        }
    }
    return found.empty() ? std::string() : fmt::format("Did you mean \"{}\"?", found);
}

}  // namespace hios::map
