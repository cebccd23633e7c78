#include "stages/hl7v2/splitter.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "stages/hl7v2/codes.hpp"
#include "stages/hl7v2/delimiters.hpp"
#include "stages/hl7v2/header.hpp"
#include "stages/hl7v2/lines.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace hios::hl7v2 {
namespace {

constexpr char kFrameBegin = '\x0B';
constexpr char kFrameEnd = '\x1C';
constexpr std::string_view kStrayMark = "\xEF\xBB\xBF";
constexpr std::size_t kMostEncoding = 8;  // characters of MSH-2 by which a header inside a message is known

bool ends_line(char c) {
    return is_line_end(c) || c == kFrameBegin || c == kFrameEnd;
}

// The next line end or byte of a frame.
std::size_t find_line_end(std::string_view text, std::size_t at) {
#if defined(__SSE2__)
    for (; at + 16 <= text.size(); at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
        const __m128i lines =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
        const __m128i frames = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(kFrameBegin)),
                                            _mm_cmpeq_epi8(bytes, _mm_set1_epi8(kFrameEnd)));
        const auto mask = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(lines, frames)));
        if (mask != 0) return at + static_cast<std::size_t>(std::countr_zero(mask));
    }
#endif
    while (at < text.size() && !ends_line(text[at])) ++at;
    return at;
}

// A number at the front of a field; false when there is none.
bool read_count(std::string_view field, std::uint64_t& number) {
    std::size_t digits = 0;
    for (; digits < field.size() && digits < 18 && field[digits] >= '0' && field[digits] <= '9'; ++digits)
        number = number * 10 + static_cast<std::uint64_t>(field[digits] - '0');
    return digits != 0;
}

// A byte order mark on a line of its own belongs to the file that was appended here.
std::string_view without_frame_and_mark(std::string_view text) {
    text = without_frame(text);
    while (text.ends_with(kStrayMark) && text.size() > kStrayMark.size() &&
           ends_line(text[text.size() - kStrayMark.size() - 1]))
        text = without_frame(text.substr(0, text.size() - kStrayMark.size()));
    return text;
}

std::string_view first_field(std::string_view segment, char field) {
    if (segment.size() < 4 || segment[3] != field) return {};
    segment.remove_prefix(4);
    std::size_t end = 0;
    while (end < segment.size() && segment[end] != field && !ends_line(segment[end])) ++end;
    return segment.substr(0, end);
}

}  // namespace

void Splitter::feed(std::string_view piece, const Emit& emit) {
    if (carry_.empty()) {
        carry_ = piece.substr(scan(piece, false, emit));
        return;
    }
    carry_ += piece;
    carry_.erase(0, scan(carry_, false, emit));
}

void Splitter::finish(const Emit& emit) {
    const std::string text = std::exchange(carry_, {});
    scan(text, true, emit);
    close(text, text.size(), false, emit);
    give_pending(text, emit);
}

// Goes on at scan_. Returns how much of `text` is done with; all places then count from there.
std::size_t Splitter::scan(std::string_view text, bool last, const Emit& emit) {
    while (scan_ < text.size()) {
        if (line_start_ && !begin_line(text, last, emit)) break;
        scan_ = find_line_end(text, scan_);
        if (is_open_ && (scan_ - begin_ > longest_ || skipped_ != 0)) skip_too_long(text, emit);
        if (scan_ == text.size()) break;
        line_start_ = true;
        const bool one_line = is_open_ && kind_ != DocumentKind::kMessage && kind_ != DocumentKind::kStray;
        if (one_line) close(text, scan_, true, emit);
    }
    if (last) return 0;
    const std::size_t gone = has_pending_ ? pending_.begin : is_open_ ? begin_ : scan_;
    for (std::size_t* place : {&begin_, &line_, &scan_, &pending_.begin, &pending_.end, &pending_line_})
        *place -= std::min(*place, gone);
    offset_ += gone;
    return gone;
}

// At a line's beginning: what stands there, if anything begins. False when more bytes are needed to tell.
bool Splitter::begin_line(std::string_view text, bool last, const Emit& emit) {
    for (; scan_ < text.size(); ++scan_) {
        const char c = text[scan_];
        if (c == kFrameBegin) {
            frame_begun_ = true;
        } else if (c == kFrameEnd) {
            close(text, scan_, true, emit);
            frame_begun_ = false;
        } else if (!is_line_end(c) && !is_blank(c) && c != '\0' && c != '\x1A') {
            const std::string_view rest = text.substr(scan_, kStrayMark.size());
            if (!kStrayMark.starts_with(rest)) break;
            if (rest.size() < kStrayMark.size()) {
                if (!last) return false;
                break;
            }
            scan_ += kStrayMark.size() - 1;
        }
    }
    if (scan_ == text.size()) return false;
    DocumentKind kind = DocumentKind::kStray;
    const Start start = start_at(text.substr(scan_), last, kind);
    if (start == Start::kUnknownYet) return false;
    if (start == Start::kFound) close(text, scan_, false, emit);
    if (!is_open_) open(kind, text);
    line_start_ = false;
    frame_begun_ = false;
    line_ = scan_;
    return true;
}

// `text`: from the place on. What the three letters there begin.
Splitter::Start Splitter::start_at(std::string_view text, bool last, DocumentKind& kind) const {
    const auto letter = [&](std::size_t i) { return static_cast<char>(text[i] & ~0x20); };
    if (letter(0) != 'M' && letter(0) != 'B' && letter(0) != 'F') return Start::kNone;
    if (text.size() < 4 && !last) return Start::kUnknownYet;
    if (text.size() < 3) return Start::kNone;
    const auto is = [&](char a, char b, char c) { return letter(0) == a && letter(1) == b && letter(2) == c; };
    const bool bare = text.size() == 3 || ends_line(text[3]);
    if (is('B', 'T', 'S') || is('F', 'T', 'S')) {
        if (!bare && text[3] != field_ && text[3] != '|' && text[3] != batch_field_ && text[3] != file_field_)
            return Start::kNone;
        kind = letter(0) == 'B' ? DocumentKind::kBatchTrailer : DocumentKind::kFileTrailer;
        return Start::kFound;
    }
    if (is('M', 'S', 'H')) {
        kind = DocumentKind::kMessage;
    } else if (is('B', 'H', 'S')) {
        kind = DocumentKind::kBatchHeader;
    } else if (is('F', 'H', 'S')) {
        kind = DocumentKind::kFileHeader;
    } else {
        return Start::kNone;
    }
    const bool in_message = is_open_ && kind_ == DocumentKind::kMessage;
    Start start = Start::kFound;
    if (bare) {
        start = in_message ? Start::kNone : Start::kFound;
    } else if (!is_delimiter_character(text[3])) {
        start = Start::kNone;
    } else if (in_message) {
        start = header_at(text, last);
    }
    if (start == Start::kNone) kind = DocumentKind::kStray;
    return start;
}

// Whether the name of a header that stands inside a message, at a line's beginning, is a header and not text: the
// other delimiters follow it.
Splitter::Start Splitter::header_at(std::string_view text, bool last) const {
    const char field = text[3];
    for (std::size_t i = 4; i < text.size(); ++i) {
        const char c = text[i];
        if (c == field || ends_line(c)) return Start::kFound;
        if (!is_delimiter_character(c)) return Start::kNone;
        if (field == field_ || i == 4 + kMostEncoding) return field == field_ ? Start::kFound : Start::kNone;
    }
    return last ? Start::kFound : Start::kUnknownYet;
}

void Splitter::open(DocumentKind kind, std::string_view text) {
    is_open_ = true;
    kind_ = kind;
    begin_ = scan_;
    skipped_ = 0;
    framed_ = frame_begun_;
    const bool header =
        kind == DocumentKind::kMessage || kind == DocumentKind::kBatchHeader || kind == DocumentKind::kFileHeader;
    if (!header || scan_ + 3 >= text.size() || ends_line(text[scan_ + 3])) return;
    field_ = text[scan_ + 3];
    if (kind == DocumentKind::kBatchHeader) batch_field_ = field_;
    if (kind == DocumentKind::kFileHeader) file_field_ = field_;
}

void Splitter::close(std::string_view text, std::size_t end, bool ended, const Emit& emit) {
    if (!is_open_) return;
    is_open_ = false;
    const bool cut = framed_ && !ended && end > begin_ && !is_line_end(text[end - 1]) &&
                     !(text[end - 1] == kFrameBegin && end - 1 > begin_ && is_line_end(text[end - 2]));
    const std::size_t bare = without_frame_and_mark(text.substr(begin_, end - begin_)).size();
    const Range range{begin_, begin_ + bare, cut};
    if (skipped_ != 0) {
        skipped_ += bare;
        give_pending(text, emit);
        give(DocumentKind::kTooLong, text, range, emit);
        skipped_ = 0;
    } else if (kind_ == DocumentKind::kMessage) {
        close_message(text, range, emit);
    } else {
        give_pending(text, emit);
        give(kind_, text, range, emit);
    }
}

void Splitter::close_message(std::string_view text, Range range, const Emit& emit) {
    if (has_pending_) {
        const std::string_view pointer = first_field(text.substr(pending_line_), text[pending_line_ + 3]);
        const std::string_view message = text.substr(range.begin, range.end - range.begin);
        const bool continues = begins_with_header(message) && header_field(message, 14) == pointer &&
                               range.end - pending_.begin <= longest_;
        if (continues) {
            range.begin = pending_.begin;
            has_pending_ = false;
        } else {
            give_pending(text, emit);
        }
    }
    const std::string_view line =
        line_ > begin_ && line_ < range.end ? text.substr(line_, range.end - line_) : std::string_view();
    if (line.starts_with("DSC") && !first_field(line, field_).empty()) {
        has_pending_ = true;
        pending_ = range;
        pending_line_ = line_;
        return;
    }
    give(DocumentKind::kMessage, text, range, emit);
}

void Splitter::give_pending(std::string_view text, const Emit& emit) {
    if (!std::exchange(has_pending_, false)) return;
    give(DocumentKind::kMessage, text, pending_, emit);
}

void Splitter::skip_too_long(std::string_view text, const Emit& emit) {
    give_pending(text, emit);
    skipped_ += scan_ - begin_;
    begin_ = scan_;
}

void Splitter::give(DocumentKind kind, std::string_view text, const Range& range, const Emit& emit) {
    MessageRange document;
    document.kind = kind;
    document.bytes = text.substr(range.begin, range.end - range.begin);
    document.offset = offset_ + range.begin;
    document.length = document.bytes.size();
    document.cut = range.cut;
    if (kind == DocumentKind::kTooLong) {
        document.offset = offset_ + range.end - skipped_;
        document.length = skipped_;
        document.bytes = {};
    }
    count(document);
    emit(document);
}

void Splitter::count(MessageRange& document) {
    const auto trailer = [&](bool& begun, std::uint64_t& counted, const Code& wrong, std::uint64_t unmarked) {
        document.counted = counted;
        if (!begun) {
            document.note = &codes::kTrailerAlone;
        } else if (read_count(first_field(document.bytes, document.bytes.size() > 3 ? document.bytes[3] : field_),
                              document.stated) &&
                   document.stated != counted && !(counted == 0 && document.stated == unmarked)) {
            document.note = &wrong;
        }
        begun = false;
        counted = 0;
    };
    switch (document.kind) {
        case DocumentKind::kFileHeader:
            in_file_ = true;
            in_batch_ = false;
            batches_ = 0;
            return;
        case DocumentKind::kBatchHeader:
            in_batch_ = true;
            messages_ = 0;
            ++batches_;
            return;
        case DocumentKind::kBatchTrailer:
            trailer(in_batch_, messages_, codes::kBatchCount, 0);
            return;
        case DocumentKind::kFileTrailer:
            // A file of one batch may leave BHS and BTS out.
            trailer(in_file_, batches_, codes::kFileCount, 1);
            return;
        case DocumentKind::kMessage:
        case DocumentKind::kTooLong:
            ++messages_;
            [[fallthrough]];
        case DocumentKind::kStray:
            document.number = ++number_;
    }
}

}  // namespace hios::hl7v2
