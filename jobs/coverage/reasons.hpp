#pragma once
// Why rows of official tables have no place in the built-in maps: data/coverage/*-exceptions.yaml.

#include <string>
#include <string_view>
#include <vector>

#include "stages/map/problem.hpp"

namespace hios::jobs {

// A row is named as its table names it: "CX.3" (in every map of the table), or with its map: "XCN[Patient] XCN.18".
class Reasons {
public:
    // `text`: {SECTION: [{rows: [ROW, ...], reason: TEXT}, ...]}. What is wrong in it goes to `problems`.
    Reasons(std::string_view text, std::string_view file, std::string_view section, map::Problems& problems);

    // The reason for a row, "" when there is none. A row that is covered is asked for with `covered`: it needs none.
    [[nodiscard]] std::string_view find(std::string_view map, std::string_view row, bool covered);

    // Rows that are given a reason and are covered, or that are not in the table: the file says too much.
    [[nodiscard]] std::vector<std::string> idle() const;

private:
    struct Entry {
        std::string row;
        std::string reason;
        bool used = false;
        bool covered = false;
    };
    std::vector<Entry> entries_;
};

}  // namespace hios::jobs
