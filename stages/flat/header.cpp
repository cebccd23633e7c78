#include "stages/flat/header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "stages/flat/codes.hpp"

namespace hios::flat {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// In small letters (ASCII), without blanks around, with one blank for several.
std::string fold(std::string_view name) {
    std::string folded;
    bool gap = false;
    for (const char c : name) {
        if (is_blank(c)) {
            gap = !folded.empty();
            continue;
        }
        if (gap) folded += ' ';
        gap = false;
        folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return folded;
}

const std::string& header_of(const Column& column) {
    return column.header.empty() ? column.name : column.header;
}

}  // namespace

Outcome<void> Header::name_columns(std::span<const std::string_view> found, std::span<const Column> wanted) {
    std::unordered_map<std::string_view, std::uint32_t> first;
    names_.reserve(found.size());  // keeps what `first` looks at in place
    for (std::string_view name : found) {
        const auto number = static_cast<std::uint32_t>(names_.size());
        if (number == 0 && name.starts_with(kMark)) name.remove_prefix(kMark.size());
        folded_.push_back(fold(name));
        if (folded_.back().empty()) {
            names_.push_back(fmt::format("column_{}", number + 1));
            folded_.back() = names_.back();
            continue;
        }
        names_.emplace_back(name);
        const auto [known, fresh] = first.emplace(names_.back(), number);
        const auto told_apart = [&](const Column& column) {
            return column.occurrence > 0 && header_of(column) == name;
        };
        if (fresh || std::any_of(wanted.begin(), wanted.end(), told_apart)) continue;
        return fail(reject(codes::kDuplicateHeader,
                           fmt::format("columns {} and {} have the same name", known->second + 1, number + 1)));
    }
    return {};
}

// The file's column; as it is written first, then without regard to case and blanks.
Outcome<std::uint32_t> Header::find(const Column& column, std::uint32_t number) {
    const std::string& header = header_of(column);
    std::uint32_t occurrence = 0;
    for (std::uint32_t i = 0; i < names_.size(); ++i) {
        if (names_[i] == header && (column.occurrence == 0 || ++occurrence == column.occurrence)) return i;
    }
    if (occurrence > 0) return kAbsent;
    const std::string folded = fold(header);
    std::uint32_t match = kAbsent;
    for (std::uint32_t i = 0; i < folded_.size(); ++i) {
        if (folded_[i] != folded) continue;
        if (column.occurrence > 0 && ++occurrence != column.occurrence) continue;
        if (match != kAbsent) {
            return fail(reject(codes::kAmbiguousHeader,
                               fmt::format("columns {} and {} could both be '{}'", match + 1, i + 1, header)));
        }
        match = i;
    }
    if (match != kAbsent) drifts_.push_back({number, match});
    return match;
}

Outcome<Header> Header::match(std::span<const std::string_view> found, std::span<const Column> wanted) {
    if (found.empty()) return fail(reject(codes::kNoHeader, "the file is empty"));
    Header header;
    HIOS_CHECK(header.name_columns(found, wanted));
    if (wanted.empty()) {
        for (std::uint32_t i = 0; i < found.size(); ++i) header.columns_.push_back(i);
        return header;
    }
    std::string missing;
    for (const Column& column : wanted) {
        HIOS_TRY(const std::uint32_t at, header.find(column, static_cast<std::uint32_t>(header.columns_.size())));
        header.columns_.push_back(at);
        if (at != kAbsent || column.optional) continue;
        missing += fmt::format("{}'{}'", missing.empty() ? "" : ", ", header_of(column));
    }
    if (missing.empty()) return header;
    return fail(reject(codes::kMissingColumn, fmt::format("the file has no column {}", missing)));
}

std::vector<std::uint32_t> Header::unread() const {
    std::vector<bool> read(names_.size(), false);
    for (const std::uint32_t column : columns_) {
        if (column != kAbsent) read[column] = true;
    }
    std::vector<std::uint32_t> rest;
    for (std::uint32_t i = 0; i < read.size(); ++i) {
        if (!read[i]) rest.push_back(i);
    }
    return rest;
}

}  // namespace hios::flat
