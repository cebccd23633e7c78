#pragma once
// How lists are kept in a column of the index: headers as "name:value" lines, sizes with commas.

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/sandbox/server/http_message.hpp"
#include "pipeline/codes.hpp"

namespace hios::sandbox {

// Names and values come from HTTP headers: neither holds a line end.
inline std::string row_of(const Headers& headers) {
    std::string row;
    for (const auto& [name, value] : headers) row.append(name).append(":").append(value).append("\n");
    return row;
}

inline Headers headers_from_row(std::string_view row) {
    Headers headers;
    while (!row.empty()) {
        const std::string_view line = row.substr(0, row.find('\n'));
        row.remove_prefix(line.size() + 1);
        const std::size_t colon = line.find(':');
        headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
    }
    return headers;
}

inline std::string row_of(const std::vector<std::uint64_t>& sizes) {
    std::string row;
    for (const std::uint64_t size : sizes) row.append(std::to_string(size)).append(",");
    return row;
}

inline std::vector<std::uint64_t> sizes_from_row(std::string_view row) {
    std::vector<std::uint64_t> sizes;
    const char* at = row.data();
    const char* const end = at + row.size();
    while (at < end) {
        at = std::from_chars(at, end, sizes.emplace_back()).ptr + 1;
    }
    return sizes;
}

}  // namespace hios::sandbox
