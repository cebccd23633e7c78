#include "pipeline/byte_blocks.hpp"

#include <sys/mman.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>

#include "pipeline/byte_arena.hpp"

namespace hios::byte_blocks {
namespace {

std::size_t whole_pages(std::size_t bytes) {
    return (bytes + ByteArena::kPage - 1) / ByteArena::kPage * ByteArena::kPage;
}

// Lives as long as the process: buffers may outlive any other owner.
std::atomic<ByteArena*> arena{nullptr};

char* from_heap(char* block, std::size_t wanted) {
    auto* grown = static_cast<char*>(std::realloc(block, wanted));
    if (grown == nullptr) throw std::bad_alloc();
    return grown;
}

}  // namespace

void make_arena(std::size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
    (void)bytes;  // the sanitizer sees only what is written behind blocks of the heap
#else
    static std::once_flag once;
    std::call_once(once, [bytes] {
        const std::size_t size = whole_pages(bytes);
        void* begin = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (begin == MAP_FAILED) return;  // then all is the heap's
        arena = std::make_unique<ByteArena>(static_cast<char*>(begin), size).release();
    });
#endif
}

char* grow(char* block, std::size_t& capacity, std::size_t wanted) {
    ByteArena* const large = arena;
    const bool in_arena = large != nullptr && large->has(block);
    const std::size_t pages = whole_pages(wanted);
    if (in_arena && large->extend(block, capacity, pages)) {
        capacity = pages;
        return block;
    }
    char* made = large != nullptr && wanted >= kLarge ? large->take(pages) : nullptr;
    if (made == nullptr && !in_arena) {
        made = from_heap(block, wanted);
        capacity = wanted;
        return made;
    }
    const std::size_t got = made != nullptr ? pages : wanted;
    if (made == nullptr) made = from_heap(nullptr, wanted);
    if (capacity > 0) std::memcpy(made, block, capacity);
    release(block, capacity);
    capacity = got;
    return made;
}

// What cannot be noted as free, for want of memory, is lost to the arena, and to nobody else.
void release(char* block, std::size_t capacity) noexcept try {
    ByteArena* const large = arena;
    if (large != nullptr && large->has(block)) {
        large->give_back(block, capacity);
    } else {
        std::free(block);
    }
} catch (...) {
}

}  // namespace hios::byte_blocks
