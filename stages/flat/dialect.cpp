#include "stages/flat/dialect.hpp"

#include <array>
#include <utility>

#include "stages/flat/codes.hpp"
#include "stages/flat/state.hpp"

namespace hios::flat {
namespace {

constexpr std::size_t kLongestDelimiter = 4;
constexpr std::size_t kLongestComment = 8;

bool has_line_end(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

std::string_view fault_of_delimited(const Dialect& dialect) {
    const std::string_view delimiter = dialect.delimiter;
    if (delimiter.empty() || delimiter.size() > kLongestDelimiter) return "delimiter must have 1 to 4 bytes";
    if (has_line_end(delimiter)) return "delimiter must not hold line ends or NUL";
    if (is_line_end(dialect.quote)) return "quote must not be a line end";
    if (dialect.quotes() && delimiter.find(dialect.quote) != std::string_view::npos)
        return "quote must not be part of delimiter";
    if (!dialect.escapes()) return {};
    if (dialect.quote == '\\') return "quote must not be the backslash that escapes it";
    if (delimiter.find('\\') != std::string_view::npos) return "delimiter must not hold the backslash that escapes it";
    return {};
}

std::string_view fault_of_comment(const Dialect& dialect) {
    const std::string_view comment = dialect.comment;
    if (comment.empty()) return {};
    if (comment.size() > kLongestComment || has_line_end(comment))
        return "comment must have at most 8 bytes and no line end";
    if (dialect.format == Format::kFixed) return {};
    if (dialect.quotes() && comment.find(dialect.quote) != std::string_view::npos) return "comment must not hold quote";
    if (dialect.escapes() && comment.find('\\') != std::string_view::npos)
        return "comment must not hold the backslash that escapes";
    if (comment.find_first_of(dialect.delimiter) != std::string_view::npos)
        return "comment must not share a byte with delimiter";
    return {};
}

std::string_view fault_of(const Dialect& dialect) {
    if (dialect.max_record == 0 || dialect.max_record > kLargestRecord) return "max_record must be 1 byte to 1 GiB";
    if (dialect.format == Format::kFixed) {
        if (dialect.columns.empty()) return "a fixed-width file needs columns";
        for (const FixedColumn& column : dialect.columns) {
            if (column.start == 0) return "positions of fixed-width columns count from 1";
            if (column.length == 0) return "a fixed-width column must be at least one wide";
        }
    } else if (const std::string_view fault = fault_of_delimited(dialect); !fault.empty()) {
        return fault;
    }
    return fault_of_comment(dialect);
}

}  // namespace

Outcome<void> check(const Dialect& dialect) {
    const std::string_view fault = fault_of(dialect);
    if (fault.empty()) return {};
    return fail(fatal(codes::kDialect, std::string(fault)));
}

std::optional<Encoding> encoding_named(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, Encoding>, 10> kNames{{
        {"auto", Encoding::kAuto},
        {"utf8", Encoding::kUtf8},
        {"ascii", Encoding::kUtf8},
        {"utf16", Encoding::kUtf16},
        {"windows1252", Encoding::kWindows1252},
        {"cp1252", Encoding::kWindows1252},
        {"latin1", Encoding::kLatin1},
        {"iso88591", Encoding::kLatin1},
        {"l1", Encoding::kLatin1},
        {"1252", Encoding::kWindows1252},
    }};
    std::string plain;
    for (const char c : name) {
        if (c == '-' || c == '_' || c == ' ') continue;
        plain.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    for (const auto& [known, encoding] : kNames) {
        if (plain == known) return encoding;
    }
    return std::nullopt;
}

}  // namespace hios::flat
