#pragma once
// One ER7 message and where everything in it stands (HL7 v2.9, 2.5 and 2.6). It knows no structures and no names of
// fields: any segment, any number of fields, components and repetitions is kept (stages/hl7v2/dictionary advises).
//
//     Message message;
//     if (auto fault = message.read(bytes, {})) ...
//     for (std::uint32_t i = 0; i < message.segment_count(); ++i) message.segment(i).field(5) ...

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/error.hpp"
#include "stages/hl7v2/charset_decoder.hpp"
#include "stages/hl7v2/delimiters.hpp"
#include "stages/hl7v2/marks.hpp"
#include "stages/hl7v2/part.hpp"

namespace hios::hl7v2 {

// A place where a message deviates from the standard, or where it cannot be read. `offset`: bytes from the
// beginning of what read() was given; where the text had to be rewritten (Message::rewritten()), of text().
struct Note {
    const Code* code = nullptr;
    std::uint32_t offset = 0;
};

struct ReadOptions {
    Charset fallback = Charset::kWindows1252;  // of text that is neither what MSH-18 says nor UTF-8
    std::optional<Charset> charset;            // outweighs MSH-18
    bool one_line_repair = true;               // a message on one line with "\r" or "<CR>" as text in it
};

// Reused for message after message: in a steady state nothing is allocated. Not thread-safe. Text that is UTF-8
// without breaks of its segments is not copied: the bytes given to read() must stay while parts are used.
// Time and memory are linear in the message; 4 bytes a delimiter, 8 a field separator.
class Message {
public:
    Message() = default;

    // The longest message that offsets can name.
    static constexpr std::size_t kLongest = 0xFFFF'FFF0;

    // Reads one message as the Splitter cuts it. The fault (codes.hpp) says why it cannot be read at all; what can
    // be read with deviations has notes.
    [[nodiscard]] std::optional<Note> read(std::string_view bytes, const ReadOptions& options);

    // The text that parts stand in: UTF-8.
    [[nodiscard]] std::string_view text() const { return text_; }
    // Whether text() is not simply what was read: another charset, joined continuations, a repaired line.
    [[nodiscard]] bool rewritten() const { return rewritten_; }
    [[nodiscard]] const Delimiters& delimiters() const { return delimiters_; }
    // The charset its text came in: what MSH-18 says, or what it proved to be.
    [[nodiscard]] Charset charset() const { return charset_; }
    [[nodiscard]] const std::vector<Note>& notes() const { return notes_; }
    // Of text(); Part::mark() is the number of one.
    [[nodiscard]] const Marks& marks() const { return marks_; }

    [[nodiscard]] std::uint32_t segment_count() const { return static_cast<std::uint32_t>(segments_.size()); }
    [[nodiscard]] Segment segment(std::uint32_t index) const { return {*this, index}; }  // from 0; 0 is the header
    [[nodiscard]] Segment header() const { return {*this, 0}; }

private:
    friend class ComponentCache;
    friend class Part;
    friend class Parts;
    friend class Segment;

    struct SegmentRange {
        std::uint32_t begin;
        std::uint32_t end;
        std::uint32_t first_field;  // index in marks_.fields()
        std::uint32_t fields;       // how many field separators
        bool header;
    };
    static constexpr std::size_t kMostNotes = 1000;

    std::optional<Note> find_header();
    void read_header();
    void set_levels();
    void drop_high_delimiters();
    void decode(const ReadOptions& options);
    void decode_all(Charset charset);
    void take_spare();
    void index();
    void close(SegmentRange& range);
    void repair();
    void join();
    std::optional<Note> check();
    void note(const Code& code, std::size_t offset);

    std::string_view text_;
    Delimiters delimiters_;
    std::array<char, 4> levels_{};  // by Level: what separates its parts; the field separator where nothing does
    Charset charset_ = Charset::kUtf8;
    bool rewritten_ = false;
    bool joinable_ = false;  // a segment continues another, or another message
    std::uint32_t header_begin_ = 0;
    std::uint32_t header_end_ = 0;  // behind MSH-2
    Marks marks_;
    std::vector<SegmentRange> segments_;
    std::vector<Note> notes_;
    CharsetDecoder decoder_;
    std::string owned_;  // rewritten text
    std::string spare_;
};

// --- asked for all the time

inline std::string_view Part::text() const {
    return message_ == nullptr ? std::string_view() : std::string_view(message_->text_.data() + begin_, end_ - begin_);
}

inline Part Segment::field(std::uint32_t n) const {
    const Message::SegmentRange& range = message_->segments_[index_];
    if (range.header) {
        const std::uint32_t separator = range.begin + 3;
        if (n == 1) return {*message_, Level::kSubcomponent, separator, separator + 1, 0};
        if (n != 0) --n;
    }
    if (n == 0 || n > range.fields) return {};
    const std::uint32_t* const field_marks = message_->marks_.fields() + range.first_field;
    const std::uint32_t mark = field_marks[n - 1];
    const std::uint32_t end = n < range.fields ? message_->marks_[field_marks[n]] : range.end;
    const Level level = range.header && n == 1 ? Level::kSubcomponent : Level::kField;
    return {*message_, level, message_->marks_[mark] + 1, end, mark + 1};
}

inline std::uint32_t Segment::first_mark() const {
    const Message::SegmentRange& range = message_->segments_[index_];
    const std::uint32_t first = range.header ? 1 : 0;
    return first < range.fields ? message_->marks_.fields()[range.first_field + first] : kNoMark;
}

inline std::string_view Segment::between_marks(std::uint32_t n) const {
    const Message::SegmentRange& range = message_->segments_[index_];
    const std::size_t mark = std::size_t{first_mark()} + n;
    if (mark >= message_->marks_.size()) return {};
    const std::uint32_t* const marks = message_->marks_.data() + mark;
    const std::uint32_t end = std::min(marks[1], range.end);
    if (marks[0] >= end) return {};
    return {message_->text_.data() + marks[0] + 1, end - marks[0] - 1};
}

}  // namespace hios::hl7v2
