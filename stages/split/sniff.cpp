#include "stages/split/sniff.hpp"

#include <algorithm>
#include <cstdint>

namespace hios::split {
namespace {

constexpr std::string_view kWhite = " \t\r\n";

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Whether `line` is one JSON object from its first to its last byte, by its brackets.
bool is_whole_object(std::string_view line) {
    while (!line.empty() && kWhite.find(line.back()) != std::string_view::npos) line.remove_suffix(1);
    if (line.size() < 2 || line.front() != '{') return false;
    std::int64_t depth = 0;
    bool inside = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (inside) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                inside = false;
            }
        } else if (c == '"') {
            inside = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return i + 1 == line.size();
        }
    }
    return false;
}

// Whether what follows a whole object goes on with the array or object around it: then its line was a
// part of one document ("entry" written one a line).
bool continues(std::string_view text) {
    return !text.empty() && (text.front() == ',' || text.front() == ']' || text.front() == '}');
}

}  // namespace

std::size_t byte_order_mark(std::string_view head) {
    return head.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
}

bool named_ndjson(std::string_view name) {
    for (const std::string_view codec : {".gz", ".zst"}) {
        if (ends_with(name, codec)) name.remove_suffix(codec.size());
    }
    return ends_with(name, ".ndjson") || ends_with(name, ".jsonl");
}

Shape sniff(std::string_view name, std::string_view head, bool whole) {
    head.remove_prefix(byte_order_mark(head));
    if (named_ndjson(name)) return Shape::kLine;
    const std::size_t first = head.find_first_not_of(kWhite);
    if (first == std::string_view::npos) return Shape::kWhole;
    if (head[first] != '{' && head[first] != '[') return Shape::kUnknown;
    head.remove_prefix(first);
    // One of the first lines is an object by itself, and more follows: then lines are documents. A
    // damaged first line must not hide the others.
    for (int line = 0; line < 3; ++line) {
        const std::size_t end = head.find('\n');
        if (end == std::string_view::npos) return Shape::kWhole;
        const std::size_t rest = head.find_first_not_of(kWhite, end);
        if (is_whole_object(head.substr(0, end)) && !continues(head.substr(std::min(rest, head.size())))) {
            return rest != std::string_view::npos || !whole ? Shape::kLine : Shape::kWhole;
        }
        if (rest == std::string_view::npos) return Shape::kWhole;
        head.remove_prefix(end + 1);
    }
    return Shape::kWhole;
}

}  // namespace hios::split
