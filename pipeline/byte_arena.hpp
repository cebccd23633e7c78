#pragma once
// A fixed range of memory, given out in blocks of whole pages.

#include <cstddef>
#include <map>
#include <mutex>

namespace hios {

// Thread-safe. Does not own the range. Sizes are multiples of kPage.
class ByteArena {
public:
    static constexpr std::size_t kPage = 4096;
    // Blocks from this size on come from the range's end, smaller ones from its begin: these grow and go soon, and
    // would leave holes between large ones.
    static constexpr std::size_t kFromEnd = 1 << 20;

    ByteArena(char* begin, std::size_t size) : begin_(begin), size_(size), holes_{{0, size}} {}

    [[nodiscard]] bool has(const char* block) const { return block >= begin_ && block < begin_ + size_; }
    // nullptr: no hole is large enough.
    char* take(std::size_t size);
    // Whether the block could be made larger where it stands.
    bool extend(const char* block, std::size_t size, std::size_t wanted);
    void give_back(const char* block, std::size_t size);

private:
    using Holes = std::map<std::size_t, std::size_t>;  // offset → size

    [[nodiscard]] std::size_t offset_of(const char* block) const { return static_cast<std::size_t>(block - begin_); }
    char* take_from(Holes::iterator hole, std::size_t at, std::size_t size);

    char* const begin_;
    const std::size_t size_;
    std::mutex mutex_;
    Holes holes_;  // never two side by side
};

}  // namespace hios
