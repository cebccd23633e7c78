#include "stages/flat/row_reader.hpp"

#include <algorithm>

#include "stages/flat/codes.hpp"
#include "stages/json/utf8.hpp"

namespace hios::flat {
namespace {

constexpr std::size_t kWindow = 16 * 1024;  // bytes indexed at a time: text and positions stay in the nearest cache
constexpr std::size_t kFirstWindow = 1024;  // small, as after each record that is cut short a new one begins
constexpr std::size_t kFirstFields = 64;

}  // namespace

RowReader::RowReader(const Dialect& dialect)
    : dialect_(dialect),
      scanner_(dialect_),
      delimiter_size_(dialect_.format == Format::kFixed ? 0 : dialect_.delimiter.size()),
      decorated_(dialect_.trim != Trim::kNone || !dialect_.null_words.empty() || dialect_.escapes()),
      characters_(dialect_.encoding != Encoding::kAuto && dialect_.encoding != Encoding::kUtf8),
      positions_(kWindow + kSlack),
      fields_(std::max(kFirstFields, dialect_.columns.size())) {
    for (const std::string& word : dialect_.null_words) {
        if (!word.empty()) begins_null_[static_cast<unsigned char>(word.front())] = true;
    }
}

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
    window_ = kFirstWindow;
    state_ = {};
}

// Indexes the next window; false at the end of the text.
bool RowReader::refill() {
    if (indexed_ == text_.size()) return false;
    const std::size_t end = std::min(text_.size(), indexed_ + window_);
    window_ = std::min(2 * window_, kWindow);
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
