// The part of RowReader that makes values of a record's fields.

#include <algorithm>
#include <cstring>

#include "stages/flat/codes.hpp"
#include "stages/flat/row_reader.hpp"
#include "stages/json/text.hpp"

namespace hios::flat {

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
    if (is_null(field)) {
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

// Few fields begin like a null word, so few are compared.
bool RowReader::is_null(std::string_view field) const {
    if (field.empty() || !begins_null_[static_cast<unsigned char>(field.front())]) return false;
    return std::find(dialect_.null_words.begin(), dialect_.null_words.end(), field) != dialect_.null_words.end();
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
        if (is_null(fields_[i])) fields_[i] = {};
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

}  // namespace hios::flat
