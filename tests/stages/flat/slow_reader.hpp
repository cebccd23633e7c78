#pragma once
// The grammar of stages/flat/dialect.hpp once more, as plainly as it can be written: one byte after the
// other over the whole text, looking ahead. What the fast reader is compared with.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "stages/flat/codes.hpp"
#include "stages/json/text.hpp"
#include "tests/stages/flat/read_rows.hpp"

namespace hios::test {

class SlowReader {
public:
    SlowReader(const flat::Dialect& dialect, std::string_view text, std::size_t columns)
        : dialect_(dialect), text_(text), columns_(columns) {}

    ReadRows rows() {
        ReadRows rows;
        std::size_t at = 0;
        std::uint64_t number = 0;
        while (at < text_.size()) {
            if (is_end(text_[at])) {
                ++at;
                continue;
            }
            ReadRow row = read(at);
            at = row.end < text_.size() ? row.end + 1 : row.end;
            const bool comment = !dialect_.comment.empty() && text_.substr(row.begin).starts_with(dialect_.comment);
            if (comment && row.fault.empty()) continue;
            row.number = ++number;
            rows.push_back(row);
        }
        return rows;
    }

private:
    struct Raw {
        std::size_t begin = 0;
        std::size_t end = 0;
        bool quoted = false;
        bool closed = false;
        std::size_t close = 0;  // of the closing quote
        std::string value;      // of a quoted field
    };

    static bool is_end(char c) { return c == '\n' || c == '\r'; }
    static bool is_blank(char c) { return c == ' ' || c == '\t'; }
    [[nodiscard]] bool fixed() const { return dialect_.format == flat::Format::kFixed; }
    [[nodiscard]] bool starts_comment(std::size_t at) const {
        return !dialect_.comment.empty() && text_.substr(at).starts_with(dialect_.comment);
    }
    [[nodiscard]] std::size_t line_end(std::size_t from) const {
        while (from < text_.size() && !is_end(text_[from])) ++from;
        return from;
    }

    // The fields of the record at `begin` as far as `limit`, and where it ends.
    std::vector<Raw> fields(std::size_t begin, std::size_t limit, std::size_t& end) const {
        std::vector<Raw> found;
        std::size_t at = begin;
        for (;;) {
            Raw raw;
            raw.begin = at;
            if (!fixed() && dialect_.quotes() && at < limit && text_[at] == dialect_.quote) {
                raw.quoted = true;
                at = quoted(at + 1, limit, raw);
            }
            while (at < limit && !is_end(text_[at]) && !at_delimiter(at, limit))
                at += dialect_.escapes() && text_[at] == '\\' ? 2U : 1U;
            at = std::min(at, limit);
            raw.end = at;
            found.push_back(raw);
            if (at == limit || is_end(text_[at])) break;
            at += dialect_.delimiter.size();
        }
        end = at;
        return found;
    }
    std::size_t quoted(std::size_t at, std::size_t limit, Raw& raw) const {
        for (; at < limit; ++at) {
            if (dialect_.escapes() && text_[at] == '\\') {
                ++at;
                if (at < limit) raw.value += text_[at];
            } else if (text_[at] != dialect_.quote) {
                raw.value += text_[at];
            } else if (!dialect_.escapes() && at + 1 < limit && text_[at + 1] == dialect_.quote) {
                raw.value += text_[++at];
            } else {
                raw.closed = true;
                raw.close = at;
                return at + 1;
            }
        }
        return limit;
    }
    [[nodiscard]] bool at_delimiter(std::size_t at, std::size_t limit) const {
        return !fixed() && text_.substr(at, limit - at).starts_with(dialect_.delimiter);
    }

    ReadRow read(std::size_t begin) {
        ReadRow row;
        row.begin = begin;
        std::size_t end = 0;
        std::vector<Raw> raws;
        if (starts_comment(begin)) {
            end = line_end(begin);
        } else {
            raws = fields(begin, text_.size(), end);
        }
        row.end = end;
        if (end - begin > dialect_.max_record) {
            too_long(row);
            return row;
        }
        if (raws.empty()) return row;
        if (raws.back().quoted && !raws.back().closed) {
            unterminated(row, raws);
            return row;
        }
        bad_text(row, raws);
        if (!row.fault.empty()) return row;
        if (fixed()) {
            slices(row);
        } else {
            values(row, raws);
        }
        if (!row.fault.empty()) row.fields.clear();
        return row;
    }

    void unterminated(ReadRow& row, const std::vector<Raw>& raws) const {
        fault(row, flat::codes::kUnterminatedQuote, raws.back().begin, raws.size());
        row.end = line_end(raws.back().begin);
    }
    void too_long(ReadRow& row) const {
        const std::size_t limit = row.begin + dialect_.max_record;
        std::size_t end = 0;
        if (!starts_comment(row.begin)) {
            const std::vector<Raw> raws = fields(row.begin, limit, end);
            if (raws.back().quoted && !raws.back().closed && line_end(raws.back().begin) < limit) {
                unterminated(row, raws);
                return;
            }
        }
        fault(row, flat::codes::kRecordTooLong, row.begin, 0);
        row.end = line_end(limit);
    }
    void bad_text(ReadRow& row, const std::vector<Raw>& raws) const {
        const std::string_view record = text_.substr(row.begin, row.end - row.begin);
        const Code* code = nullptr;
        std::size_t at = record.find('\0');
        if (at != std::string_view::npos) {
            code = &flat::codes::kNul;
        } else if (dialect_.invalid == flat::Invalid::kError) {
            at = json::first_invalid_utf8(record);
            if (at < record.size()) code = &flat::codes::kNotUtf8;
        }
        if (code == nullptr) return;
        std::size_t column = 0;
        for (const Raw& raw : raws) column += !fixed() && raw.begin <= row.begin + at ? 1U : 0U;
        fault(row, *code, row.begin + at, column);
    }

    [[nodiscard]] bool is_null(const std::string& value) const {
        return std::count(dialect_.null_words.begin(), dialect_.null_words.end(), value) > 0;
    }
    [[nodiscard]] std::string trimmed(std::string value) const {
        const bool left = dialect_.trim == flat::Trim::kLeft || dialect_.trim == flat::Trim::kBoth;
        const bool right = dialect_.trim == flat::Trim::kRight || dialect_.trim == flat::Trim::kBoth;
        while (left && !value.empty() && is_blank(value.front())) value.erase(0, 1);
        while (right && !value.empty() && is_blank(value.back())) value.pop_back();
        return value;
    }

    void values(ReadRow& row, const std::vector<Raw>& raws) const {
        for (std::size_t i = 0; i < raws.size(); ++i) {
            const Raw& raw = raws[i];
            if (raw.quoted) {
                const std::string rest(text_.substr(raw.close + 1, raw.end - raw.close - 1));
                const bool right = dialect_.trim == flat::Trim::kRight || dialect_.trim == flat::Trim::kBoth;
                const bool blank = std::all_of(rest.begin(), rest.end(), is_blank);
                if (!rest.empty() && !(right && blank))
                    return fault(row, flat::codes::kTextAfterQuote, raw.close + 1, i + 1);
                row.fields.push_back(raw.value);
                continue;
            }
            const std::string text(text_.substr(raw.begin, raw.end - raw.begin));
            std::string value = trimmed(text);
            if (is_null(value)) value.clear();
            std::string plain;
            for (std::size_t k = 0; k < value.size(); ++k) {
                if (dialect_.escapes() && value[k] == '\\' && k + 1 < value.size()) ++k;
                plain += value[k];
            }
            row.fields.push_back(plain);
            for (std::size_t k = 0; dialect_.quotes() && k < text.size() && row.odd_quote == 0; ++k) {
                if (dialect_.escapes() && text[k] == '\\') {
                    ++k;
                } else if (text[k] == dialect_.quote) {
                    row.odd_quote = static_cast<std::uint32_t>(i + 1);
                }
            }
        }
        fit(row);
    }
    void fit(ReadRow& row) const {
        using enum flat::Ragged;
        const std::size_t count = row.fields.size();
        if (columns_ == 0 || count == columns_ || dialect_.ragged == kKeep) return;
        const bool pad = dialect_.ragged == kPad;
        if (count < columns_ && !pad) return fault(row, flat::codes::kTooFewFields, row.end, count + 1);
        for (std::size_t i = columns_; i < count; ++i) {
            if (!pad || !row.fields[i].empty()) return fault(row, flat::codes::kTooManyFields, row.end, columns_ + 1);
        }
        row.fields.resize(columns_);
    }

    void slices(ReadRow& row) const {
        for (std::size_t i = 0; i < dialect_.columns.size(); ++i) {
            const flat::FixedColumn& column = dialect_.columns[i];
            std::string value;
            for (std::size_t k = 0; k < column.length; ++k) {
                const std::size_t at = row.begin + column.start - 1 + k;
                if (at < row.end) value += text_[at];
            }
            if (value.empty() && dialect_.ragged == flat::Ragged::kError)
                return fault(row, flat::codes::kTooFewFields, row.end, i + 1);
            value = trimmed(value);
            row.fields.push_back(is_null(value) ? "" : value);
        }
    }

    static void fault(ReadRow& row, const Code& code, std::size_t at, std::size_t column) {
        row.fault = code.id;
        row.fault_offset = at;
        row.fault_column = static_cast<std::uint32_t>(column);
        row.odd_quote = 0;
    }

    const flat::Dialect& dialect_;
    std::string_view text_;
    std::size_t columns_;
};

inline ReadRows read_slowly(const flat::Dialect& dialect, std::string_view text, std::size_t columns = 0) {
    return SlowReader(dialect, text, columns).rows();
}

}  // namespace hios::test
