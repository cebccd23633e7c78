#include "stages/flat/row_reader.hpp"

#include <algorithm>
#include <cstring>

#include "stages/flat/codes.hpp"
#include "stages/json/text.hpp"
#include "stages/json/utf8.hpp"

namespace hios::flat {
namespace {

constexpr std::size_t kWindow = 16 * 1024;  // bytes indexed at a time: text and positions stay in the nearest cache
constexpr std::size_t kFirstFields = 64;

}  // namespace

RowReader::RowReader(const Dialect& dialect)
    : dialect_(dialect),
      scanner_(dialect_),
      delimiter_size_(dialect_.format == Format::kFixed ? 0 : dialect_.delimiter.size()),
      decorated_(dialect_.trim != Trim::kNone || !dialect_.null_words.empty() || dialect_.escapes()),
      characters_(dialect_.encoding != Encoding::kAuto && dialect_.encoding != Encoding::kUtf8),
      positions_(kWindow + kSlack),
      fields_(std::max(kFirstFields, dialect_.columns.size())) {}

void RowReader::reset(std::string_view text, std::uint64_t offset, std::uint64_t first_record) {
    text_ = text;
    offset_ = offset;
    row_.number = first_record - 1;
    found_ = {};
    not_utf8_ = dialect_.invalid == Invalid::kError && !json::is_utf8(text);
    restart(0);
}

void RowReader::restart(std::size_t at) {
    at_ = at;
    head_ = tail_ = 0;
    indexed_ = at;
    state_ = {};
}

// Indexes the next window; false at the end of the text.
bool RowReader::refill() {
    if (indexed_ == text_.size()) return false;
    const std::size_t end = std::min(text_.size(), indexed_ + kWindow);
    const auto* last = scanner_.index(text_, indexed_, end, state_, found_, positions_.data());
    head_ = 0;
    tail_ = static_cast<std::size_t>(last - positions_.data());
    indexed_ = end;
    return true;
}

const Row* RowReader::next() {
    while (begin_record()) {
        if (read_record()) return &row_;
    }
    return nullptr;
}

// Goes to the next byte that is no line end.
bool RowReader::begin_record() {
    while (at_ < text_.size() && is_line_end(text_[at_])) {
        while (head_ == tail_) refill();
        ++head_;
        ++at_;
    }
    begin_ = at_;
    return at_ < text_.size();
}

// Takes fields as far as separators are known; true when the record has ended.
bool RowReader::take_fields() {
    const char* const text = text_.data();
    const char quote = dialect_.quotes() ? dialect_.quote : '\n';               // no field begins with a line end
    const char delimiter = delimiter_size_ > 0 ? dialect_.delimiter[0] : '\0';  // of fixed width: all end records
    const std::size_t step = delimiter_size_;
    const std::uint32_t* at = positions_.data() + head_;
    const std::uint32_t* const last = at + std::min(tail_ - head_, fields_.size() - count_);
    std::string_view* out = fields_.data() + count_;
    std::size_t from = from_;
    bool quoted = false;
    bool ended = false;
    while (at != last && !ended) {
        const std::size_t to = *at++;
        *out++ = {text + from, to - from};
        quoted |= text[from] == quote;
        ended = text[to] != delimiter;
        from = to + step;
    }
    head_ = static_cast<std::size_t>(at - positions_.data());
    count_ = static_cast<std::size_t>(out - fields_.data());
    from_ = from;
    quoted_ |= quoted;
    if (ended) end_ = from - step;
    return ended;
}

// Reads the record at begin_; false when it was a comment.
bool RowReader::read_record() {
    count_ = 0;
    from_ = begin_;
    quoted_ = false;
    row_.fault = {};
    row_.odd_quote = 0;
    ++row_.number;
    while (!take_fields()) {
        if (head_ != tail_) {
            fields_.resize(2 * fields_.size());
        } else if (indexed_ - begin_ > dialect_.max_record) {
            end_long_record();
            return true;
        } else if (!refill()) {
            if (state_.place == Place::kQuoted) {
                const auto column = static_cast<std::uint32_t>(count_ + 1);
                end_at_line_end(from_, codes::kUnterminatedQuote, from_, column);
                return true;
            }
            take_last_field();
            break;
        }
    }
    if (end_ - begin_ > dialect_.max_record) {
        end_long_record();
        return true;
    }
    at_ = end_ + (end_ < text_.size() ? 1U : 0U);
    if (!dialect_.comment.empty() && text_.substr(begin_).starts_with(dialect_.comment)) {
        --row_.number;
        return false;
    }
    row_.begin = offset_ + begin_;
    row_.end = offset_ + end_;
    finish_record();
    return true;
}

// The field that ends with the text, without a line end.
void RowReader::take_last_field() {
    end_ = text_.size();
    if (count_ == fields_.size()) fields_.resize(2 * count_);
    const std::string_view field = text_.substr(from_);
    fields_[count_++] = field;
    quoted_ |= dialect_.quotes() && field.starts_with(dialect_.quote);
}

void RowReader::finish_record() {
    const std::size_t count = count_;
    row_.fields = {fields_.data(), count};
    if (found_.nul || not_utf8_) [[unlikely]] {
        find_text_faults();
        if (row_.fault) return;
    }
    if (dialect_.format == Format::kFixed) {
        finish_fixed();
        return;
    }
    if (quoted_ || decorated_ || found_.odd_quote) {
        side_used_ = 0;
        for (std::size_t i = 0; i < count && !row_.fault; ++i) finish_field(i);
        if (row_.fault) return;
    }
    if (columns_ != 0 && count != columns_) fit_columns(count);
}

void RowReader::find_text_faults() {
    const std::string_view record = text_.substr(begin_, end_ - begin_);
    const std::size_t nul = found_.nul ? record.find('\0') : std::string_view::npos;
    const std::size_t bad = nul != std::string_view::npos ? nul
                            : not_utf8_                   ? json::first_invalid_utf8(record)
                                                          : record.size();
    if (bad == record.size()) return;
    const char* const place = record.data() + bad;
    std::uint32_t column = 0;
    if (dialect_.format == Format::kDelimited) {
        for (const std::string_view field : row_.fields) column += field.data() <= place ? 1U : 0U;
    }
    fail(nul != std::string_view::npos ? codes::kNul : codes::kNotUtf8, begin_ + bad, column);
}

void RowReader::finish_field(std::size_t i) {
    std::string_view& field = fields_[i];
    if (field.empty()) return;
    if (dialect_.quotes() && field.front() == dialect_.quote) {
        unquote(i);
        return;
    }
    if (found_.odd_quote && row_.odd_quote == 0 && has_quote(field)) row_.odd_quote = static_cast<std::uint32_t>(i + 1);
    if (!decorated_) return;
    field = trimmed(field);
    if (std::find(dialect_.null_words.begin(), dialect_.null_words.end(), field) != dialect_.null_words.end()) {
        field = {};
    } else if (dialect_.escapes() && field.find('\\') != std::string_view::npos) {
        unescape(i);
    }
}

// Whether an unquoted field holds a quote that is not escaped.
bool RowReader::has_quote(std::string_view field) const {
    if (!dialect_.escapes()) return field.find(dialect_.quote) != std::string_view::npos;
    for (std::size_t i = 0; i < field.size(); ++i) {
        if (field[i] == dialect_.quote) return true;
        if (field[i] == '\\') ++i;
    }
    return false;
}

// Takes the quotes off. Only a field with escaped bytes is copied, into side_, which has room for the record.
void RowReader::unquote(std::size_t i) {
    const std::string_view field = fields_[i];
    const char quote = dialect_.quote;
    const bool backslash = dialect_.escapes();
    const char* const begin = field.data() + 1;
    const char* const end = field.data() + field.size();
    const char* at = begin;     // to be looked at
    const char* piece = begin;  // not copied yet
    char* out = nullptr;
    const auto copy = [&](const char* to) {
        if (out == nullptr) {
            if (side_.size() < end_ - begin_) side_.resize(end_ - begin_);
            out = side_.data() + side_used_;
        }
        std::memcpy(out, piece, static_cast<std::size_t>(to - piece));
        out += to - piece;
    };
    for (;; ++at) {
        if (backslash) {
            while (at < end && *at != quote && *at != '\\') ++at;
        } else {
            at = static_cast<const char*>(std::memchr(at, quote, static_cast<std::size_t>(end - at)));
        }
        if (*at == '\\' && backslash) {
            copy(at);
            piece = ++at;
        } else if (!backslash && at + 1 < end && at[1] == quote) {
            copy(++at);
            piece = at + 1;
        } else {
            break;
        }
    }
    const std::string_view rest(at + 1, static_cast<std::size_t>(end - at - 1));
    const bool blanks_go = dialect_.trim == Trim::kRight || dialect_.trim == Trim::kBoth;
    if (!rest.empty() && !(blanks_go && trimmed(rest).empty())) {
        fail(codes::kTextAfterQuote, static_cast<std::size_t>(at + 1 - text_.data()),
             static_cast<std::uint32_t>(i + 1));
        return;
    }
    if (out == nullptr) {
        fields_[i] = {begin, static_cast<std::size_t>(at - begin)};
        return;
    }
    copy(at);
    char* const first = side_.data() + side_used_;
    fields_[i] = {first, static_cast<std::size_t>(out - first)};
    side_used_ += fields_[i].size();
}

// Of an unquoted field with backslashes; one at the end of the text stands for itself.
void RowReader::unescape(std::size_t i) {
    const std::string_view field = fields_[i];
    if (side_.size() < end_ - begin_) side_.resize(end_ - begin_);
    char* const first = side_.data() + side_used_;
    char* out = first;
    for (std::size_t k = 0; k < field.size(); ++k) {
        if (field[k] == '\\' && k + 1 < field.size()) ++k;
        *out++ = field[k];
    }
    fields_[i] = {first, static_cast<std::size_t>(out - first)};
    side_used_ += fields_[i].size();
}

std::string_view RowReader::trimmed(std::string_view field) const {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    if (dialect_.trim == Trim::kLeft || dialect_.trim == Trim::kBoth) {
        while (!field.empty() && is_blank(field.front())) field.remove_prefix(1);
    }
    if (dialect_.trim == Trim::kRight || dialect_.trim == Trim::kBoth) {
        while (!field.empty() && is_blank(field.back())) field.remove_suffix(1);
    }
    return field;
}

void RowReader::fit_columns(std::size_t count) {
    if (dialect_.ragged == Ragged::kKeep) return;
    const bool pad = dialect_.ragged == Ragged::kPad;
    if (count < columns_) {
        if (!pad) return fail(codes::kTooFewFields, end_, static_cast<std::uint32_t>(count + 1));
        if (fields_.size() < columns_) fields_.resize(columns_);
        std::fill(fields_.begin() + static_cast<std::ptrdiff_t>(count),
                  fields_.begin() + static_cast<std::ptrdiff_t>(columns_), std::string_view());
    } else {
        const auto surplus = row_.fields.subspan(columns_);
        if (!pad || !std::all_of(surplus.begin(), surplus.end(), [](std::string_view field) { return field.empty(); }))
            return fail(codes::kTooManyFields, end_, static_cast<std::uint32_t>(columns_ + 1));
    }
    row_.fields = {fields_.data(), columns_};
}

void RowReader::finish_fixed() {
    const std::string_view line = text_.substr(begin_, end_ - begin_);
    for (std::size_t i = 0; i < dialect_.columns.size(); ++i) {
        const FixedColumn& column = dialect_.columns[i];
        const std::string_view field = slice(line, column);
        if (field.empty() && dialect_.ragged == Ragged::kError)
            return fail(codes::kTooFewFields, end_, static_cast<std::uint32_t>(i + 1));
        fields_[i] = trimmed(field);
        const auto& nulls = dialect_.null_words;
        if (std::find(nulls.begin(), nulls.end(), fields_[i]) != nulls.end()) fields_[i] = {};
    }
    row_.fields = {fields_.data(), dialect_.columns.size()};
}

// What of a column stands in the line, which may end before it or within it.
std::string_view RowReader::slice(std::string_view line, const FixedColumn& column) const {
    if (!characters_) {
        if (column.start > line.size()) return {};
        return line.substr(column.start - 1, column.length);
    }
    std::size_t at = 0;
    const auto skip = [&](std::uint32_t characters) {
        for (; characters > 0 && at < line.size(); --characters) {
            ++at;
            while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80) ++at;
        }
    };
    skip(column.start - 1);
    const std::size_t first = at;
    skip(column.length);
    return line.substr(first, at - first);
}

// Ends the record at the first line end from `from` on, and reads on behind it.
void RowReader::end_at_line_end(std::size_t from, const Code& code, std::size_t at, std::uint32_t column) {
    end_ = std::min(text_.find_first_of("\r\n", from), text_.size());
    row_.begin = offset_ + begin_;
    row_.end = offset_ + end_;
    fail(code, at, column);
    restart(end_ + (end_ < text_.size() ? 1U : 0U));
}

void RowReader::end_long_record() {
    const std::string_view held = text_.substr(begin_, dialect_.max_record);
    const LongRecord record = judge_long_record(scanner_.automaton(), held);
    if (record.unterminated) {
        end_at_line_end(begin_ + record.line_end, codes::kUnterminatedQuote, begin_ + record.quote, record.column);
    } else {
        end_at_line_end(begin_ + held.size(), codes::kRecordTooLong, begin_, 0);
    }
}

void RowReader::fail(const Code& code, std::size_t at, std::uint32_t column) {
    row_.fault = {&code, offset_ + at, column};
    row_.fields = {};
}

}  // namespace hios::flat
