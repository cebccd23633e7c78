#include "stages/map/path_census.hpp"

#include <xxhash.h>

namespace hios::map {

namespace {

constexpr unsigned kKindBits = 2;
constexpr unsigned kNumberBits = 32 - kKindBits;

std::uint32_t number_in_kind(TextSource source) {
    return source & ((1U << kNumberBits) - 1);
}

}  // namespace

void PathCensus::note(TextSource source, std::string_view text, std::uint32_t document) {
    std::vector<std::uint32_t>& numbers = numbers_[source >> kNumberBits];
    const std::uint32_t at = number_in_kind(source);
    if (at >= numbers.size()) numbers.resize(at + std::size_t{1});
    if (numbers[at] == 0) {
        texts_.emplace_back();
        numbers[at] = static_cast<std::uint32_t>(texts_.size());
    }
    Texts& texts = texts_[numbers[at] - 1];
    if (texts.seen >= kEnough || (texts.last_document == document && texts.last == text.data())) return;
    texts.last_document = document;
    texts.last = text.data();
    ++texts.seen;
    const std::uint64_t hash = XXH3_64bits(text.data(), text.size());
    std::uint64_t& bits = texts.bits[hash & 3U];
    const std::uint64_t bit = std::uint64_t{1} << (hash >> 58U);
    if ((bits & bit) == 0) ++texts.fresh;
    bits |= bit;
}

bool PathCensus::repeats(TextSource source) const {
    const std::vector<std::uint32_t>& numbers = numbers_[source >> kNumberBits];
    const std::uint32_t at = number_in_kind(source);
    if (at >= numbers.size() || numbers[at] == 0) return false;
    const Texts& texts = texts_[numbers[at] - 1];
    return texts.seen >= kFewest && texts.fresh * 5U <= texts.seen * 2U;
}

void PathCensus::note_sharing(std::uint32_t fragment, bool shared) {
    if (fragment >= sharing_.size()) sharing_.resize(fragment + std::size_t{1});
    Sharing& one = sharing_[fragment];
    ++(shared ? one.shared : one.own);
}

bool PathCensus::is_shared(std::uint32_t fragment) const {
    return fragment < sharing_.size() && sharing_[fragment].shared + sharing_[fragment].own != 0 &&
           sharing_[fragment].shared >= 2 * sharing_[fragment].own;
}

}  // namespace hios::map
