#pragma once
// What Marks (marks.hpp) does with each 64 bytes, for the processor at hand.

#include <cstddef>
#include <cstdint>

namespace hios::hl7v2 {

// What is looked for besides line ends; a delimiter that the message does not have is replaced by the field separator.
struct Wanted {
    char field = '|';
    char component = '^';
    char repetition = '~';
    char subcomponent = '&';
};

struct LineEndMark {
    std::uint32_t mark = 0;    // its number
    std::uint32_t fields = 0;  // how many field separators stand before it
};

// The lists that are written, and how long they are.
struct MarkLists {
    std::uint32_t* offsets = nullptr;
    std::uint32_t* fields = nullptr;  // numbers of marks
    LineEndMark* line_ends = nullptr;
    std::uint32_t marks = 0;
    std::uint32_t field_marks = 0;
    std::uint32_t line_end_marks = 0;
};

// Adds the marks of text[begin, end). In each list there is room for end - begin + kMarkSlack of them.
inline constexpr std::size_t kMarkSlack = 64;
using AddMarks = void (*)(const char* text, std::size_t begin, std::size_t end, const Wanted& wanted, MarkLists& lists);

// Of the processor that runs the program.
AddMarks mark_kernel();
// Without instructions that not every processor of this architecture has.
AddMarks baseline_mark_kernel();

}  // namespace hios::hl7v2
