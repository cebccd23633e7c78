#include "pipeline/byte_arena.hpp"

#include <iterator>

namespace hios {

char* ByteArena::take(std::size_t size) {
    const std::lock_guard lock(mutex_);
    if (size < kFromEnd) {
        for (auto hole = holes_.begin(); hole != holes_.end(); ++hole)
            if (hole->second >= size) return take_from(hole, hole->first, size);
    } else {
        for (auto hole = holes_.end(); hole != holes_.begin();)
            if ((--hole)->second >= size) return take_from(hole, hole->first + hole->second - size, size);
    }
    return nullptr;
}

bool ByteArena::extend(const char* block, std::size_t size, std::size_t wanted) {
    const std::lock_guard lock(mutex_);
    const auto hole = holes_.find(offset_of(block) + size);
    if (hole == holes_.end() || hole->second < wanted - size) return false;
    take_from(hole, hole->first, wanted - size);
    return true;
}

void ByteArena::give_back(const char* block, std::size_t size) {
    const std::lock_guard lock(mutex_);
    const std::size_t begin = offset_of(block);
    auto after = holes_.lower_bound(begin);
    if (after != holes_.end() && after->first == begin + size) {
        size += after->second;
        after = holes_.erase(after);
    }
    if (after != holes_.begin()) {
        auto& [before, its_size] = *std::prev(after);
        if (before + its_size == begin) {
            its_size += size;
            return;
        }
    }
    holes_.emplace_hint(after, begin, size);
}

char* ByteArena::take_from(Holes::iterator hole, std::size_t at, std::size_t size) {
    const std::size_t end = hole->first + hole->second;
    if (at + size < end) holes_.emplace(at + size, end - at - size);
    if (at > hole->first) {
        hole->second = at - hole->first;
    } else {
        holes_.erase(hole);
    }
    return begin_ + at;
}

}  // namespace hios
