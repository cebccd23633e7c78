#include "stages/hl7v2/marks.hpp"

#include <algorithm>

namespace hios::hl7v2 {
namespace {

constexpr std::size_t kAtATime = 2048;  // bytes, for which there must be room in the lists
constexpr std::uint32_t kBehindAll = 0xFFFF'FFFF;

template <class T>
void make_room(std::vector<T>& list, std::uint32_t used) {
    if (list.size() < used + kAtATime + kMarkSlack)
        list.resize(std::max(2 * list.size(), used + kAtATime + kMarkSlack));
}

}  // namespace

void Marks::find(std::string_view text, std::uint32_t header_field, std::uint32_t begin, const Delimiters& delimiters) {
    static const AddMarks add_marks = mark_kernel();
    const auto or_field = [&](char c) { return c == Delimiters::kNone ? delimiters.field : c; };
    const Wanted wanted{delimiters.field, or_field(delimiters.component), or_field(delimiters.repetition),
                        or_field(delimiters.subcomponent)};
    make_room(offsets_, 1);
    make_room(fields_, 1);
    offsets_[0] = header_field;
    fields_[0] = 0;
    MarkLists lists{.marks = 1, .field_marks = 1};
    for (std::size_t at = begin; at < text.size(); at += kAtATime) {
        make_room(offsets_, lists.marks);
        make_room(fields_, lists.field_marks);
        make_room(line_ends_, lists.line_end_marks);
        lists.offsets = offsets_.data();
        lists.fields = fields_.data();
        lists.line_ends = line_ends_.data();
        add_marks(text.data(), at, std::min(at + kAtATime, text.size()), wanted, lists);
    }
    size_ = lists.marks;
    field_count_ = lists.field_marks;
    line_end_count_ = lists.line_end_marks;
    offsets_[size_] = kBehindAll;
}

void Marks::shrink(std::size_t entries) {
    if (offsets_.capacity() > entries) offsets_ = {};
    if (fields_.capacity() > entries) fields_ = {};
    if (line_ends_.capacity() > entries) line_ends_ = {};
}

}  // namespace hios::hl7v2
