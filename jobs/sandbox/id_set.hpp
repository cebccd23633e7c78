#pragma once
// The (type, id) pairs seen in one import job, as 128-bit hashes: 16 bytes a pair, at most 32 after a
// growth. A false hit needs about 2^64 pairs.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hios::sandbox {

// Not thread-safe.
class IdSet {
public:
    // False when the pair is already there.
    bool insert(std::string_view type, std::string_view id);
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    struct Slot {
        std::uint64_t low = 0;
        std::uint64_t high = 0;
        [[nodiscard]] bool empty() const { return low == 0 && high == 0; }
    };
    void grow();
    [[nodiscard]] Slot& place(const Slot& wanted);

    std::vector<Slot> slots_;  // a power of two, at most three quarters full
    std::size_t size_ = 0;
    std::string key_;
};

}  // namespace hios::sandbox
