#pragma once
// Memory for values that live as long as one evaluation. Freed all at once; what one evaluation needed
// is kept for the next.

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <vector>

namespace hios::fhirpath {

class Arena {
public:
    static constexpr std::size_t kMost = 16 << 20;  // bytes of one evaluation

    void reset() {
        if (chunks_.size() > 1) chunks_.erase(chunks_.begin(), chunks_.end() - 1);  // the last is the largest
        if (!chunks_.empty() && chunks_.back().size > kKept) chunks_.clear();
        used_ = 0;
        total_ = 0;
    }

    // Bytes asked for since the last reset; the machine refuses to go on above kMost.
    [[nodiscard]] std::size_t total() const { return total_; }

    template <class T>
    T* make(const T& value) {
        static_assert(std::is_trivially_destructible_v<T>);
        return new (allocate(sizeof(T))) T(value);
    }

    std::string_view copy(std::string_view text) {
        if (text.empty()) return {};
        char* into = static_cast<char*>(allocate(text.size()));
        std::memcpy(into, text.data(), text.size());
        return {into, text.size()};
    }

private:
    static constexpr std::size_t kAlign = 16;
    static constexpr std::size_t kFirst = 4 << 10;
    static constexpr std::size_t kKept = 1 << 20;

    struct Chunk {
        std::unique_ptr<std::byte[]> bytes;
        std::size_t size;
    };

    void* allocate(std::size_t size) {
        size = (size + kAlign - 1) / kAlign * kAlign;
        if (chunks_.empty() || used_ + size > chunks_.back().size) {
            const std::size_t larger = std::max(size, chunks_.empty() ? kFirst : chunks_.back().size * 2);
            chunks_.push_back({std::make_unique<std::byte[]>(larger), larger});
            used_ = 0;
        }
        std::byte* at = chunks_.back().bytes.get() + used_;
        used_ += size;
        total_ += size;
        return at;
    }

    std::vector<Chunk> chunks_;
    std::size_t used_ = 0;
    std::size_t total_ = 0;
};

}  // namespace hios::fhirpath
