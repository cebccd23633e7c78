#pragma once
// Small pure helpers on the text of JSON tokens.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hios::json {

// Position of the first byte that is not well-formed UTF-8, or text.size().
std::size_t first_invalid_utf8(std::string_view text);

// Whether `token` is exactly a JSON number, true, false or null.
bool is_scalar(std::string_view token);

// The length of the number or literal that begins at `at`, 0 when there is none. The caller checks
// what follows it.
std::size_t scalar_length(const char* at, const char* end);

// Positions of backslashes that begin an escape JSON does not know, and of \u escapes that are half
// of a surrogate pair. Appends to `into` (byte offsets in `text`).
void find_bad_escapes(std::string_view text, std::vector<std::uint32_t>& into);

// Decodes the inside of a JSON string (without quotes) whose escapes are known to be right.
void unescape(std::string_view inside, std::string& into);

// Appends `value` as a JSON string with quotes. Bytes that are no UTF-8 become U+FFFD.
void append_quoted(std::string& into, std::string_view value);

}  // namespace hios::json
