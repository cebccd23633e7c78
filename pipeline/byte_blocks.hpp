#pragma once
// The memory behind byte buffers. Documents of some megabytes and the lines made of them come and go all the time, each
// of another size. In the heap they leave holes among what is small and stays, and a run that goes on for long holds
// half as much again as it uses; mapped one by one, their pages have to be made and zeroed for each document, which
// costs a tenth of a run's time. So large blocks have an arena of their own, whose pages stay, and which is as large as
// what may be in flight: memory has then a bound that does not depend on how long a run is.

#include <cstddef>

namespace hios::byte_blocks {

// Blocks from this size on are the arena's while it has room, others the heap's.
inline constexpr std::size_t kLarge = 64 * 1024;

// Makes the arena, of address space for so many bytes. Only the first call of a process does anything.
void make_arena(std::size_t bytes);

// A block of at least `wanted` bytes, more than `capacity`, which begins with all bytes of `block`; that is gone then
// (nullptr: there is none). `capacity` is the old block's and becomes the new one's. Throws std::bad_alloc; then the
// old block stays. Thread-safe.
char* grow(char* block, std::size_t& capacity, std::size_t wanted);

// Gives a block back; nullptr is none. Thread-safe.
void release(char* block, std::size_t capacity) noexcept;

}  // namespace hios::byte_blocks
