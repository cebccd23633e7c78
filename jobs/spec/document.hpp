#pragma once
// A job spec's text as a JSON tree in which every value and key knows its place.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace hios::jobs {

// Lines and columns count from 1; line 0: the source as a whole (a --set option).
struct Place {
    std::string source;
    int line = 0;
    int column = 0;
};

// "job.yaml:3:7"
std::string to_text(const Place& place);

// One thing wrong with a job spec.
struct Problem {
    Place place;
    std::string text;  // "/source/mach: unknown key; did you mean \"match\"?"
};

// Places by JSON pointer. A key's place is where its name stands. Not thread-safe for writing.
struct Document {
    nlohmann::json root;
    std::map<std::string, Place> values;
    std::map<std::string, Place> keys;

    // The place of the value, of its key, or of the nearest one around it.
    [[nodiscard]] Place place_of(const std::string& pointer) const;
    [[nodiscard]] Place key_place_of(const std::string& pointer) const;
};

// `parent`/`key` with the key escaped as JSON pointers are.
std::string child_pointer(std::string_view parent, std::string_view key);

}  // namespace hios::jobs
