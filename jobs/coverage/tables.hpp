#pragma once
// The tables of data/coverage that are built into the program.

#include <string_view>
#include <vector>

namespace hios::jobs {

extern const std::string_view kHl7v2SegmentRows;
extern const std::string_view kHl7v2DatatypeRows;
extern const std::string_view kHl7v2FieldCounts;
extern const std::string_view kHl7v2Exceptions;
extern const std::string_view kCcdaExceptions;

// Calls `take` with the columns of each line that is no comment.
template <class Take>
void each_table_row(std::string_view text, Take&& take) {
    std::vector<std::string_view> columns;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (line.empty() || line.front() == '#') continue;
        columns.clear();
        for (std::size_t tab = line.find('\t'); tab != std::string_view::npos; tab = line.find('\t')) {
            columns.push_back(line.substr(0, tab));
            line.remove_prefix(tab + 1);
        }
        columns.push_back(line);
        take(columns);
    }
}

}  // namespace hios::jobs
