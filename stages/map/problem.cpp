#include "stages/map/problem.hpp"

#include <fmt/format.h>

namespace hios::map {

std::string to_text(const Place& place) {
    const std::string_view file = place.file ? std::string_view(*place.file) : std::string_view("map");
    return place.line > 0 ? fmt::format("{}:{}:{}", file, place.line, place.column) : std::string(file);
}

std::string to_text(const Problem& problem) {
    std::string text =
        fmt::format("{}: {}{}.", to_text(problem.place), problem.warning ? "warning: " : "", problem.what);
    if (!problem.hint.empty()) (text += ' ') += problem.hint;
    return text;
}

void Problems::error(Place place, std::string what, std::string hint) {
    ++errors_;
    add({std::move(place), std::move(what), std::move(hint), false});
}

void Problems::warn(Place place, std::string what, std::string hint) {
    add({std::move(place), std::move(what), std::move(hint), true});
}

// A fragment is looked at wherever it is used; what is wrong with it is said once.
void Problems::add(Problem problem) {
    if (all_.size() >= kMost) return;
    for (const Problem& one : all_) {
        if (one.place.line == problem.place.line && one.place.column == problem.place.column &&
            one.what == problem.what && one.place.file == problem.place.file)
            return;
    }
    all_.push_back(std::move(problem));
}

}  // namespace hios::map
