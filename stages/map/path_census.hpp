#pragma once
// What texts and fragments are like, seen in the first documents: how paths (path_tree.hpp) are told apart.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hios::map {

// What a text is the text of: a slot, an expression fragment, a value of the whole document. Its kind is in the upper
// two bits.
using TextSource = std::uint32_t;
inline constexpr TextSource kTextOfFragment = 0x4000'0000;
inline constexpr TextSource kTextOfGlobal = 0x8000'0000;
inline constexpr TextSource kShapeOf = 0xC000'0000;  // no text, but many ways to go as well

// Not thread-safe.
class PathCensus {
public:
    // The same text at the same address in a document is the same place, asked for again: it counts once.
    void note(TextSource source, std::string_view text, std::uint32_t document);
    // Few texts come again and again (codes, units, names of hospitals): a path can be one for each of them. Others are
    // new nearly every time (numbers of patients, times, results), or too rare to say.
    [[nodiscard]] bool repeats(TextSource source) const;

    // Whether a fragment had the same value at another place than the one before.
    void note_sharing(std::uint32_t fragment, bool shared);
    // It mostly had: it is as good as known.
    [[nodiscard]] bool is_shared(std::uint32_t fragment) const;

private:
    static constexpr std::uint16_t kEnough = 256;  // sightings of one; what comes later is not looked at
    static constexpr std::uint16_t kFewest = 16;
    struct Texts {
        std::uint16_t seen = 0;
        std::uint16_t fresh = 0;  // those not seen before, as far as 256 bits can tell
        std::uint32_t last_document = 0;
        const char* last = nullptr;
        std::uint64_t bits[4]{};
    };
    struct Sharing {
        std::uint32_t shared = 0;
        std::uint32_t own = 0;
    };
    // By kind of source, then source: number in texts_ + 1; 0: none.
    std::array<std::vector<std::uint32_t>, 4> numbers_;
    std::vector<Texts> texts_;
    std::vector<Sharing> sharing_;  // by fragment
};

}  // namespace hios::map
