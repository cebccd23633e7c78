#pragma once
// Small arrays that stay where they are while more are added.

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace hios::definitions {

template <class T>
class Arena {
public:
    // Room for `count` items, for the caller to fill.
    std::span<T> take(std::size_t count) {
        if (count > left_) {
            left_ = std::max(kChunk, count);
            chunks_.push_back(std::make_unique<T[]>(left_));
            next_ = chunks_.back().get();
        }
        const std::span<T> taken(next_, count);
        next_ += count;
        left_ -= count;
        return taken;
    }
    std::span<const T> keep(std::span<const T> items) {
        const std::span<T> kept = take(items.size());
        std::copy(items.begin(), items.end(), kept.begin());
        return kept;
    }

private:
    static constexpr std::size_t kChunk = 32768 / sizeof(T);
    std::vector<std::unique_ptr<T[]>> chunks_;
    T* next_ = nullptr;
    std::size_t left_ = 0;
};

}  // namespace hios::definitions
