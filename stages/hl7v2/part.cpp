#include "stages/hl7v2/part.hpp"

#include <algorithm>

#include "stages/hl7v2/message.hpp"

namespace hios::hl7v2 {
namespace {

// No message has such delimiters (delimiters.hpp).
bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

bool Part::blank() const {
    const std::string_view whole = text();
    if (!whole.empty() && is_word(whole.front())) return false;
    return std::all_of(whole.begin(), whole.end(), [&](char c) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') return true;
        for (auto level = static_cast<std::size_t>(level_); level < 3; ++level) {
            if (c == message_->levels_[level]) return true;
        }
        return false;
    });
}

std::uint32_t Part::count() const {
    if (empty() || level_ == Level::kSubcomponent) return 0;
    const char* const text = message_->text_.data();
    const std::uint32_t* const marks = message_->marks_.data();
    const char delimiter = message_->levels_[static_cast<std::size_t>(level_)];
    std::uint32_t found = 1;
    for (std::uint32_t i = mark_; marks[i] < end_; ++i) found += text[marks[i]] == delimiter ? 1 : 0;
    return found;
}

Part Part::part(std::uint32_t n) const {
    if (empty() || n == 0 || level_ == Level::kSubcomponent) return {};
    const char* const text = message_->text_.data();
    const std::uint32_t* const marks = message_->marks_.data();
    const char delimiter = message_->levels_[static_cast<std::size_t>(level_)];
    const auto below = static_cast<Level>(static_cast<int>(level_) + 1);
    std::uint32_t begin = begin_;
    std::uint32_t first_mark = mark_;
    for (std::uint32_t i = mark_; marks[i] < end_; ++i) {
        if (text[marks[i]] != delimiter) continue;
        if (--n == 0) return {*message_, below, begin, marks[i], first_mark};
        begin = marks[i] + 1;
        first_mark = i + 1;
    }
    if (n > 1) return {};
    return {*message_, below, begin, end_, first_mark};
}

bool Part::single() const {
    if (message_ != nullptr && !empty() && message_->marks_[mark_] >= end_) return true;
    return part(2).message_ == nullptr && !empty();
}

Parts::Iterator::Iterator(const Part& whole) {
    if (whole.empty() || whole.level() == Level::kSubcomponent) return;
    const Message& message = *whole.message();
    text_ = message.text_.data();
    marks_ = message.marks_.data();
    end_ = whole.end();
    delimiter_ = message.levels_[static_cast<std::size_t>(whole.level())];
    done_ = false;
    part_ = Part(message, static_cast<Level>(static_cast<int>(whole.level()) + 1), 0, 0, 0);
    cut(whole.offset(), whole.mark());
}

std::string_view Segment::name() const {
    const Message::SegmentRange& range = message_->segments_[index_];
    const std::uint32_t end =
        range.fields == 0 ? range.end : message_->marks_[message_->marks_.fields()[range.first_field]];
    return message_->text_.substr(range.begin, end - range.begin);
}

std::string_view Segment::text() const {
    const Message::SegmentRange& range = message_->segments_[index_];
    return message_->text_.substr(range.begin, range.end - range.begin);
}

std::uint32_t Segment::offset() const {
    return message_->segments_[index_].begin;
}

bool Segment::is_header() const {
    return message_->segments_[index_].header;
}

std::uint32_t Segment::field_count() const {
    const Message::SegmentRange& range = message_->segments_[index_];
    return range.fields + (range.header ? 1 : 0);
}

std::uint64_t Segment::fields_there() const {
    const Message::SegmentRange& range = message_->segments_[index_];
    std::uint64_t there = range.header ? 2 : 0;  // MSH-1 is the separator itself
    const std::uint32_t* const field_marks = message_->marks_.fields() + range.first_field;
    const std::uint32_t shift = range.header ? 2 : 1;
    for (std::uint32_t i = 0; i < range.fields; ++i) {
        const std::uint32_t begin = message_->marks_[field_marks[i]] + 1;
        const std::uint32_t end = i + 1 < range.fields ? message_->marks_[field_marks[i + 1]] : range.end;
        const std::uint32_t number = i + shift;
        if (begin < end) there |= std::uint64_t{1} << (number < 64 ? number : 0);
    }
    return there;
}

Segment::FieldsThere Segment::fields_by_shape() const {
    const Message::SegmentRange& range = message_->segments_[index_];
    FieldsThere there{0, range.header ? 2U : 0U};
    const std::uint32_t* const field_marks = message_->marks_.fields() + range.first_field;
    const std::uint32_t* const marks = message_->marks_.data();
    std::uint32_t number = range.header ? 2 : 1;
    for (std::uint32_t i = 0; i < range.fields; ++i, ++number) {
        const std::uint32_t begin = marks[field_marks[i]] + 1;
        const std::uint32_t next = marks[field_marks[i] + 1];  // what ends the field, unless it has parts
        const std::uint32_t end = i + 1 < range.fields ? marks[field_marks[i + 1]] : range.end;
        if (begin >= end) continue;
        (next < end ? there.split : there.plain) |= std::uint64_t{1} << (number < 64 ? number : 0);
    }
    return there;
}

}  // namespace hios::hl7v2
