#pragma once
// Where every delimiter and line end of a text stands.

#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/hl7v2/delimiters.hpp"
#include "stages/hl7v2/marks_kernel.hpp"

namespace hios::hl7v2 {

// Reused for text after text: its lists grow, and are longer than what is used of them. Not thread-safe.
class Marks {
public:
    // All delimiters that split (not escape and truncation), and all CR and LF: first the field separator of the header
    // at `header_field`, then what stands from `begin` on.
    void find(std::string_view text, std::uint32_t header_field, std::uint32_t begin, const Delimiters& delimiters);

    // The offset of mark n in the text, ascending; that of mark size() is larger than any.
    [[nodiscard]] std::uint32_t operator[](std::uint32_t n) const { return offsets_[n]; }
    [[nodiscard]] const std::uint32_t* data() const { return offsets_.data(); }
    [[nodiscard]] std::uint32_t size() const { return size_; }
    // Which of them are field separators.
    [[nodiscard]] const std::uint32_t* fields() const { return fields_.data(); }
    [[nodiscard]] std::uint32_t field_count() const { return field_count_; }
    // Which of them are CR or LF.
    [[nodiscard]] const LineEndMark* line_ends() const { return line_ends_.data(); }
    [[nodiscard]] std::uint32_t line_end_count() const { return line_end_count_; }

    // Lists that one huge text has made longer than `entries` are given back.
    void shrink(std::size_t entries);

private:
    std::vector<std::uint32_t> offsets_;
    std::vector<std::uint32_t> fields_;
    std::vector<LineEndMark> line_ends_;
    std::uint32_t size_ = 0;
    std::uint32_t field_count_ = 0;
    std::uint32_t line_end_count_ = 0;
};

}  // namespace hios::hl7v2
