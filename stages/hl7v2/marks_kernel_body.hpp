#pragma once
// The kernel's code, compiled once for each instruction set: everything here is local to the file that includes it. See
// marks_kernel.hpp.

#include <bit>
#include <cstring>

#include "pipeline/block64.hpp"
#include "stages/hl7v2/marks_kernel.hpp"

namespace hios::hl7v2 {
namespace {

inline constexpr std::size_t kMarkBlock = 64;

inline std::uint32_t ones(std::uint64_t mask) {
#if defined(__POPCNT__) || !defined(__x86_64__)
    return static_cast<std::uint32_t>(std::popcount(mask));
#else
    // A call where the processor is not known to have it.
    mask -= mask >> 1 & 0x5555'5555'5555'5555;
    mask = (mask & 0x3333'3333'3333'3333) + (mask >> 2 & 0x3333'3333'3333'3333);
    mask = (mask + (mask >> 4)) & 0x0F0F'0F0F'0F0F'0F0F;
    return static_cast<std::uint32_t>(mask * 0x0101'0101'0101'0101 >> 56);
#endif
}

inline void add_marks(const char* text, std::size_t begin, std::size_t end, const Wanted& wanted, MarkLists& into) {
    MarkLists lists = into;
    const Wanted looked_for = wanted;
    char rest[kMarkBlock] = {};
    for (std::size_t at = begin; at < end; at += kMarkBlock) {
        const char* bytes = text + at;
        std::uint64_t valid = ~std::uint64_t{0};
        if (end - at < kMarkBlock) {
            std::memcpy(rest, bytes, end - at);
            bytes = rest;
            valid = (std::uint64_t{1} << (end - at)) - 1;
        }
        const Block64 block = load_block(bytes);
        const std::uint64_t fields = equal(block, looked_for.field) & valid;
        std::uint64_t line_ends = (equal(block, '\r') | equal(block, '\n')) & valid;
        std::uint64_t all = equal(block, looked_for.component) | equal(block, looked_for.repetition);
        all = ((all | equal(block, looked_for.subcomponent)) & valid) | fields | line_ends;

        // Most blocks have one line end or none.
        do {
            const std::uint64_t before = (line_ends & (~line_ends + 1)) - 1;
            lists.line_ends[lists.line_end_marks] = {lists.marks + ones(all & before),
                                                     lists.field_marks + ones(fields & before)};
            lists.line_end_marks += line_ends == 0 ? 0 : 1;
            line_ends &= line_ends - 1;
        } while (line_ends != 0);

        // Four at a time without asking: what is written too much is written over by what comes next.
        const auto base = static_cast<std::uint32_t>(at);
        std::uint32_t* offset = lists.offsets + lists.marks;
        std::uint32_t* field = lists.fields + lists.field_marks;
        std::uint32_t mark = lists.marks;
        lists.marks += ones(all);
        lists.field_marks += ones(fields);
        const auto add_lowest = [&] {
            const int bit = std::countr_zero(all);
            all &= all - 1;
            *offset++ = base + static_cast<std::uint32_t>(bit);
            *field = mark++;
            field += fields >> (bit & 63) & 1;
        };
        while (all != 0) {
            add_lowest();
            add_lowest();
            add_lowest();
            add_lowest();
        }
    }
    into = lists;
}

}  // namespace
}  // namespace hios::hl7v2
