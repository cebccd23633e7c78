#include "stages/definitions/text_reader.hpp"

#include <fmt/format.h>

#include <charconv>

#include "stages/definitions/codes.hpp"
#include "stages/definitions/model.hpp"

namespace hios::definitions {

tl::unexpected<Error> Lines::wrong(std::string_view what) const {
    Error error = fatal(codes::kText, fmt::format("line {}: {}", number_, what));
    error.where.path = fmt::format("line {}", number_);
    return tl::unexpected(std::move(error));
}

bool read_range(std::string_view text, std::uint16_t& min, std::uint16_t& max) {
    const char* const end = text.data() + text.size();
    const auto [dots, low] = std::from_chars(text.data(), end, min);
    if (low != std::errc() || end - dots < 3 || dots[0] != '.' || dots[1] != '.') return false;
    if (end - dots == 3 && dots[2] == '*') {
        max = model::kUnbounded;
        return true;
    }
    const auto [last, high] = std::from_chars(dots + 2, end, max);
    return high == std::errc() && last == end;
}

tl::expected<void, Error> read_format(Lines& lines) {
    if (!lines.next()) return lines.wrong("the table is empty");
    Columns columns(lines.line(), '\t');
    if (columns.next() != kTextFormat || columns.next() != kTextVersion) {
        return lines.wrong(fmt::format("the first line must be '{}', a tab and '{}'", kTextFormat, kTextVersion));
    }
    return {};
}

tl::expected<Invariant, Error> read_invariant(Columns columns, const Lines& lines, std::string_view& name) {
    name = columns.next();
    Invariant rule;
    rule.key = name.substr(0, name.find('#'));
    rule.error = columns.next() == "error";
    rule.expression = columns.next();
    if (rule.expression.empty()) return lines.wrong("a rule needs key, severity and expression");
    return rule;
}

tl::expected<void, Error> read_code_set(Columns columns, const Lines& lines, CodeSets& into) {
    const std::string_view url = columns.next();
    if (url.empty() || into.add_set(url) == kNoCodeSet) {
        return lines.wrong(fmt::format("a set needs a url of its own; '{}' is none", url));
    }
    bool system = false;
    while (columns.more()) {
        const std::string_view column = columns.next();
        if (column == "!media-types") {
            into.rule_by_media_types();
        } else if (column.starts_with('@') || column.starts_with('?')) {
            into.add_system(column.substr(1), column[0] == '?');
            system = true;
        } else if (!system || column.empty()) {
            return lines.wrong("a code must follow its system, and none may be empty");
        } else {
            into.add_code(column);
        }
    }
    return {};
}

}  // namespace hios::definitions
