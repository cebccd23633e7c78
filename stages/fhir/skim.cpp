#include "stages/fhir/skim.hpp"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "pipeline/mix.hpp"
#include "stages/fhir/conditional.hpp"
#include "stages/json/text.hpp"

namespace hios::fhir {
namespace {

constexpr std::size_t kBlock = 32 * 1024;  // searched for one character after another while it is in the cache

// Calls `hit` with the position of each `c` in [begin, end).
template <class Hit>
void for_each(std::string_view text, std::size_t begin, std::size_t end, char c, Hit&& hit) {
    for (std::size_t at = begin; at < end; ++at) {
        const void* found = std::memchr(text.data() + at, c, end - at);
        if (found == nullptr) return;
        at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
        hit(at);
    }
}

bool ends_with(std::string_view text, std::size_t at, std::string_view word) {
    return at >= word.size() && text.substr(at - word.size(), word.size()) == word;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The end of the JSON string whose inside begins at `begin`.
std::size_t string_end(std::string_view text, std::size_t begin) {
    std::size_t end = text.find('"', begin);
    while (end != std::string_view::npos && end > begin && text[end - 1] == '\\') {
        std::size_t first = end - 1;
        while (first > begin && text[first - 1] == '\\') --first;
        if ((end - first) % 2 == 0) break;
        end = text.find('"', end + 1);
    }
    return std::min(end, text.size());
}

// "resourceType" : "Patient", the cursor on its T.
void note_type(std::string_view text, std::size_t at, Skimmed& into) {
    if (!ends_with(text, at, "\"resource") || text.substr(at, 5) != "Type\"") return;
    std::size_t value = text.find('"', at + 5);
    if (value == std::string_view::npos || value > at + 64) return;
    ++value;
    const std::size_t end = text.find('"', value);
    if (end == std::string_view::npos) return;
    const std::string_view name = text.substr(value, end - value);
    if (name == "Bundle") return;  // never referred to, and nearly every document is one
    if (const auto type = type_id(name)) into.types.set(*type);
}

// A document asks for the same few identifiers over and over.
class Repeats {
public:
    // Whether `text` was seen not long ago.
    bool seen(std::string_view text) {
        const std::uint64_t hash = XXH3_64bits_withSeed(text.data(), text.size(), hash_seed()) | 1;
        std::uint64_t& slot = slots_[hash >> 58];
        if (slot == hash) return true;
        slot = hash;
        return false;
    }

private:
    std::array<std::uint64_t, 64> slots_{};
};

// "Practitioner?identifier=system|value", the cursor on its question mark.
void note_query(std::string_view text, std::size_t at, Skimmed& into, std::string& scratch, Repeats& repeats) {
    std::size_t begin = at;
    while (begin > 0 && is_letter(text[begin - 1])) --begin;
    if (begin == at || begin == 0 || text[begin - 1] != '"') return;
    const auto type = type_id(text.substr(begin, at - begin));
    if (!type) return;
    std::string_view value = text.substr(begin, string_end(text, begin) - begin);
    if (repeats.seen(value)) return;
    if (value.find('\\') != std::string_view::npos) {
        json::unescape(value, scratch);
        value = scratch;
    }
    const auto query = parse_conditional(value);
    if (!query || query->by_id) return;
    into.wanted_types.set(*type);
    into.wanted.push_back({query->key(), query->any_system});
}

}  // namespace

void skim(std::string_view text, std::size_t from, std::size_t to, Skimmed& into, std::string& scratch) {
    Repeats repeats;
    for (std::size_t begin = from; begin < to; begin += kBlock) {
        const std::size_t end = std::min(to, begin + kBlock);
        for_each(text, begin, end, 'T', [&](std::size_t at) { note_type(text, at, into); });
        for_each(text, begin, end, '?', [&](std::size_t at) { note_query(text, at, into, scratch, repeats); });
        if (into.conditional) continue;
        // "ifNoneExist": "identifier=..." and request urls; some writers escape '=' as \u003d.
        for_each(text, begin, end, '=',
                 [&](std::size_t at) { into.conditional = into.conditional || ends_with(text, at, "\"identifier"); });
        for_each(text, begin, end, '\\', [&](std::size_t at) {
            into.conditional =
                into.conditional || (text.substr(at, 6) == "\\u003d" && ends_with(text, at, "\"identifier"));
        });
    }
}

}  // namespace hios::fhir
