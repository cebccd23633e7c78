#include "stages/map/path_census.hpp"

#include <xxhash.h>

namespace hios::map {

void PathCensus::note(TextSource source, std::string_view text, std::uint32_t document) {
    Texts& texts = texts_[source];
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
    const auto found = texts_.find(source);
    if (found == texts_.end()) return false;
    const Texts& texts = found->second;
    return texts.seen >= kFewest && texts.fresh * 5U <= texts.seen * 2U;
}

void PathCensus::note_sharing(std::uint32_t fragment, bool shared) {
    Sharing& one = sharing_[fragment];
    ++(shared ? one.shared : one.own);
}

bool PathCensus::is_shared(std::uint32_t fragment) const {
    const auto found = sharing_.find(fragment);
    return found != sharing_.end() && found->second.shared >= 2 * found->second.own;
}

}  // namespace hios::map
