#include "stages/hl7v2/message.hpp"

#include <algorithm>

#include "stages/hl7v2/codes.hpp"
#include "stages/hl7v2/header.hpp"
#include "stages/hl7v2/lines.hpp"
#include "stages/hl7v2/rewrite.hpp"

namespace hios::hl7v2 {
namespace {

// Buffers that one huge message has made larger than this many entries are given back.
constexpr std::size_t kKeptEntries = 4U << 20;
constexpr std::uint32_t kCharsetField = 18;  // MSH-18

}  // namespace

std::optional<Note> Message::read(std::string_view bytes, const ReadOptions& options) {
    marks_.shrink(kKeptEntries);
    if (owned_.capacity() > kKeptEntries * 4) owned_ = {};
    notes_.clear();
    segments_.clear();
    rewritten_ = false;
    text_ = bytes;
    if (bytes.size() > kLongest) return Note{&codes::kTooLong, 0};

    if (const std::size_t width = wide_characters(bytes); width != 0) {
        decode_all(width == 2 ? Charset::kUtf16 : Charset::kUtf32);
        charset_ = width == 2 ? Charset::kUtf16 : Charset::kUtf32;
    } else {
        charset_ = Charset::kUtf8;
    }
    text_ = without_frame(text_);
    if (auto fault = find_header()) return fault;
    read_header();
    index();
    if (!rewritten_) decode(options);
    if (static_cast<unsigned char>(delimiters_.field) >= 0x80) return Note{&codes::kNoHeader, header_begin_};
    drop_high_delimiters();
    if (segments_.size() == 1 && options.one_line_repair) repair();
    if (joinable_) join();
    return check();
}

// Where the header begins, and its delimiters.
std::optional<Note> Message::find_header() {
    const std::size_t begin = header_begin(text_);
    const std::string_view segment = text_.substr(begin);
    header_begin_ = static_cast<std::uint32_t>(begin);
    const Note here{nullptr, header_begin_};
    const auto fault = [&](const Code& code) { return Note{&code, here.offset}; };
    if (segment.starts_with('<')) return fault(codes::kXml);
    if (!begins_with_header(segment))
        return fault(segment.starts_with("MSH") && (segment.size() == 3 || is_line_end(segment[3]))
                         ? codes::kNoDelimiters
                         : codes::kNoHeader);
    if (!is_segment_name(segment.substr(0, 3))) return fault(codes::kHeaderCase);
    return std::nullopt;
}

void Message::set_levels() {
    const auto or_field = [&](char c) { return c == Delimiters::kNone ? delimiters_.field : c; };
    levels_[0] = or_field(delimiters_.repetition);
    levels_[1] = or_field(delimiters_.component);
    levels_[2] = or_field(delimiters_.subcomponent);
    levels_[3] = delimiters_.field;
}

void Message::read_header() {
    const DelimiterReading reading = read_delimiters(text_.substr(header_begin_));
    delimiters_ = reading.delimiters;
    header_end_ = header_begin_ + reading.header_end;
    set_levels();
    const auto note = [&](bool holds, const Code& code) {
        if (holds) this->note(code, header_begin_ + 3);
    };
    note(reading.duplicate, codes::kDuplicateDelimiter);
    note(reading.defaulted, codes::kFewDelimiters);
    note(reading.too_long, codes::kManyDelimiters);
}

// In UTF-8 a delimiter above ASCII would be one byte of a character and cut others apart: the message has none.
void Message::drop_high_delimiters() {
    bool dropped = false;
    for (char* delimiter : {&delimiters_.component, &delimiters_.repetition, &delimiters_.escape,
                            &delimiters_.subcomponent, &delimiters_.truncation}) {
        if (static_cast<unsigned char>(*delimiter) < 0x80) continue;
        *delimiter = Delimiters::kNone;
        dropped = true;
    }
    if (!dropped) return;
    set_levels();
    index();
}

void Message::decode_all(Charset charset) {
    spare_.clear();
    decoder_.decode(text_, charset, spare_);
    take_spare();
}

void Message::take_spare() {
    std::swap(owned_, spare_);
    text_ = owned_;
    rewritten_ = true;
}

void Message::decode(const ReadOptions& options) {
    spare_.clear();
    // The header is ASCII up to its character set, whatever that is: the bytes have been taken apart right so far.
    const std::string_view stated =
        header().name() == "MSH" ? header().field(kCharsetField).text() : std::string_view();
    const CharsetChoice choice =
        choose_charset(text_.substr(header_begin_), delimiters_, stated, options, decoder_, spare_);
    charset_ = choice.charset;
    if (choice.decoded) {
        take_spare();
        header_begin_ = 0;
        notes_.clear();
        read_header();
        index();
    }
    if (choice.note != nullptr) note(*choice.note, header_begin_);
}

void Message::note(const Code& code, std::size_t offset) {
    // A hostile message costs a bounded list.
    if (notes_.size() < kMostNotes) notes_.push_back({&code, static_cast<std::uint32_t>(offset)});
}

// Fills segments_ and marks_ from text_.
void Message::index() {
    segments_.clear();
    joinable_ = false;
    bool by_return = false;
    marks_.find(text_, header_begin_ + 3, header_end_, delimiters_);
    SegmentRange open{header_begin_, 0, 0, 0, true};
    const LineEndMark* const behind = marks_.line_ends() + marks_.line_end_count();
    for (const LineEndMark* next = marks_.line_ends(); next != behind;) {
        const LineEndMark here = *next++;
        const std::uint32_t at = marks_[here.mark];
        if (segments_.empty()) by_return = is_return_alone(text_, at);
        const LineEnd end = line_end(text_, at, by_return, delimiters_.field);
        while (next != behind && marks_[next->mark] < end.next) ++next;
        if (!end.ends_segment) {
            note(codes::kContinuedLine, at);
            continue;
        }
        open.end = at;
        open.fields = here.fields - open.first_field;
        close(open);
        open = {static_cast<std::uint32_t>(end.next), 0, here.fields, 0, false};
    }
    open.end = static_cast<std::uint32_t>(text_.size());
    open.fields = marks_.field_count() - open.first_field;
    if (open.begin < open.end) close(open);
}

void Message::close(SegmentRange& range) {
    if (range.begin == range.end) return;
    const auto index = static_cast<std::uint32_t>(segments_.size());
    segments_.push_back(range);
    if (index == 0) return;
    const std::string_view name = segment(index).name();
    if (!is_segment_name(name)) {
        note(codes::kSegmentName, range.begin);
    } else if (name[0] == 'A' || name[0] == 'D' || name[0] == 'M') {
        joinable_ = joinable_ || name == "ADD" || name == "DSC" || name == "MSH";
    }
}

void Message::repair() {
    spare_.clear();
    if (!put_line_ends_back(text_, header_begin_, delimiters_.field, spare_)) return;
    take_spare();
    header_begin_ = 0;
    notes_.clear();
    note(codes::kRepairedLine, 0);
    read_header();
    index();
    drop_high_delimiters();
}

void Message::join() {
    spare_.clear();
    const JoinResult result = join_continued(*this, spare_);
    if (result.lost) note(codes::kContinuationLost, result.lost_at);
    if (!result.joined) return;
    note(codes::kJoined, header_begin_);
    take_spare();
    header_end_ -= header_begin_;
    header_begin_ = 0;
    index();
}

std::optional<Note> Message::check() {
    const SegmentRange& last = segments_.back();
    if (segments_.size() == 1) {
        const bool batch = segment(0).name() != "MSH";
        const std::string_view rest = text_.substr(header_end_, last.end - header_end_);
        const bool bare = rest.find_first_not_of(delimiters_.field) == std::string_view::npos;
        return bare && !batch ? std::optional(Note{&codes::kEmptyHeader, last.begin}) : std::nullopt;
    }
    if (last.fields == 0 && !is_segment_name(segment(segment_count() - 1).name()))
        return Note{&codes::kCutOff, last.begin};
    return std::nullopt;
}

}  // namespace hios::hl7v2
