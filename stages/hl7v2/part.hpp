#pragma once
// Views of what a message is made of: segment, field, repetition, component, subcomponent. They own nothing and
// are valid until their Message reads the next text. Numbers count from 1, as the standard's do.

#include <cstdint>
#include <iterator>
#include <string_view>

namespace hios::hl7v2 {

class Message;

enum class Level : std::uint8_t { kField, kRepetition, kComponent, kSubcomponent };

class Parts;

// A field, repetition, component or subcomponent. Text is as sent: escapes stand in it (escapes.hpp). One that is
// not there is empty.
class Part {
public:
    Part() = default;
    Part(const Message& message, Level level, std::uint32_t begin, std::uint32_t end, std::uint32_t mark)
        : message_(&message), begin_(begin), end_(end), mark_(mark), level_(level) {}

    [[nodiscard]] Level level() const { return level_; }
    [[nodiscard]] bool empty() const { return begin_ == end_; }
    [[nodiscard]] std::string_view text() const;
    // Nothing but blanks and delimiters below: no value was sent.
    [[nodiscard]] bool blank() const;
    // Two quotes: the sender deletes the value (v2.9, 2.5.3.2).
    [[nodiscard]] bool is_delete() const { return end_ - begin_ == 2 && text() == "\"\""; }
    [[nodiscard]] std::uint32_t offset() const { return begin_; }  // in Message::text()

    // Parts one level down: a field's repetitions, a repetition's components, a component's subcomponents. An
    // empty part has none. Going through all is linear; count() and part(n) go from the front each time.
    [[nodiscard]] Parts parts() const;
    [[nodiscard]] std::uint32_t count() const;
    [[nodiscard]] Part part(std::uint32_t n) const;
    // True when there is exactly one part: no delimiter of the next level.
    [[nodiscard]] bool single() const;

    // Indices for who walks the message by himself: the first delimiter at or behind offset().
    [[nodiscard]] std::uint32_t mark() const { return mark_; }
    [[nodiscard]] std::uint32_t end() const { return end_; }
    [[nodiscard]] const Message* message() const { return message_; }

private:
    const Message* message_ = nullptr;
    std::uint32_t begin_ = 0;
    std::uint32_t end_ = 0;
    std::uint32_t mark_ = 0;
    Level level_ = Level::kField;
};

// for (Part component : repetition.parts()).
class Parts {
public:
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Part;
        using difference_type = std::ptrdiff_t;
        using pointer = const Part*;
        using reference = const Part&;

        Iterator() = default;
        explicit Iterator(const Part& whole);
        reference operator*() const { return part_; }
        pointer operator->() const { return &part_; }
        Iterator& operator++() {
            if (part_.end() == end_) {
                done_ = true;
            } else {
                cut(part_.end() + 1, next_mark_);
            }
            return *this;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.done_ == b.done_; }

    private:
        void cut(std::uint32_t begin, std::uint32_t mark) {
            std::uint32_t i = mark;
            while (marks_[i] < end_ && text_[marks_[i]] != delimiter_) ++i;
            part_ = Part(*part_.message(), part_.level(), begin, marks_[i] < end_ ? marks_[i] : end_, mark);
            next_mark_ = i + 1;
        }
        Part part_;
        const char* text_ = nullptr;
        const std::uint32_t* marks_ = nullptr;
        std::uint32_t end_ = 0;  // of the whole
        std::uint32_t next_mark_ = 0;
        char delimiter_ = '\0';
        bool done_ = true;
    };

    explicit Parts(const Part& whole) : whole_(whole) {}
    [[nodiscard]] Iterator begin() const { return Iterator(whole_); }
    [[nodiscard]] Iterator end() const { return {}; }

private:
    Part whole_;
};

inline Parts Part::parts() const {
    return Parts(*this);
}

// One segment. In MSH, FHS and BHS field 1 is the field separator and field 2 the other delimiters; neither has
// parts.
class Segment {
public:
    Segment(const Message& message, std::uint32_t index) : message_(&message), index_(index) {}

    [[nodiscard]] std::uint32_t index() const { return index_; }  // in the message, from 0
    // What stands before the first field separator, as sent: mostly three characters, not checked.
    [[nodiscard]] std::string_view name() const;
    [[nodiscard]] std::string_view text() const;  // without the line end
    [[nodiscard]] std::uint32_t offset() const;
    [[nodiscard]] bool is_header() const;  // MSH, FHS, BHS

    // The highest number a field has; trailing empty ones included.
    [[nodiscard]] std::uint32_t field_count() const;
    [[nodiscard]] Part field(std::uint32_t n) const;
    // Bit n: field n, from 1 to 63, has at least one byte. Bit 0: one behind them has.
    [[nodiscard]] std::uint64_t fields_there() const;
    // Of the same bits those with a delimiter or a line end between their bytes, and those with none.
    struct FieldsThere {
        std::uint64_t split = 0;
        std::uint64_t plain = 0;
    };
    [[nodiscard]] FieldsThere fields_by_shape() const;
    // The mark in front of the first field (of MSH, FHS and BHS the third), and the n-th text from there, from 0, to
    // the next mark; empty when the segment has no more.
    static constexpr std::uint32_t kNoMark = 0xFFFF'FFFF;  // it has no fields
    [[nodiscard]] std::uint32_t first_mark() const;
    [[nodiscard]] std::string_view between_marks(std::uint32_t n) const;
    // The first repetition of a field; and a component of that.
    [[nodiscard]] Part first(std::uint32_t field) const { return this->field(field).part(1); }
    [[nodiscard]] Part first(std::uint32_t field, std::uint32_t component) const {
        return first(field).part(component);
    }

private:
    const Message* message_;
    std::uint32_t index_;
};

}  // namespace hios::hl7v2
