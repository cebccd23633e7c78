#include "jobs/cli/map_files.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "jobs/spec/codes.hpp"
#include "stages/map/codes.hpp"

namespace hios::cli {

std::vector<std::string> files_of(const std::vector<std::string>& named) {
    std::vector<std::string> files;
    for (const std::string& file : named) {
        std::error_code fault;
        if (!std::filesystem::is_directory(file, fault)) {
            files.push_back(file);
            continue;
        }
        std::vector<std::string> inside;
        for (const auto& entry : std::filesystem::directory_iterator(file, fault))
            if (entry.path().extension() == ".yaml") inside.push_back(entry.path().string());
        std::sort(inside.begin(), inside.end());
        files.insert(files.end(), inside.begin(), inside.end());
    }
    return files;
}

std::shared_ptr<const jobs::MapSet> read_maps(const std::vector<std::string>& files, map::Problems& problems) {
    const std::vector<std::string> all = files_of(files);
    return jobs::MapSet::read({all.begin(), all.end()}, {}, problems);
}

Outcome<std::shared_ptr<const jobs::MapSet>> usable_maps(const std::vector<std::string>& files,
                                                         const std::optional<std::string>& table) {
    map::Problems problems;
    auto maps = read_maps(files, problems);
    if (problems.failed()) {
        std::string lines;
        for (const map::Problem& problem : problems.all()) {
            if (problem.warning) continue;
            lines += fmt::format("{}{}: {}", lines.empty() ? "" : "\n", place_text(*maps, problem.place), problem.what);
            if (!problem.hint.empty()) lines += ". " + problem.hint;
        }
        return fail(fatal(map::codes::kInvalid, std::move(lines)));
    }
    if (!table) return maps;
    if (table->empty() && maps->tables().size() > 1) return maps;
    return only_table(*maps, *table);
}

Outcome<std::shared_ptr<const jobs::MapSet>> only_table(const jobs::MapSet& maps, const std::string& table) {
    auto only = maps.only(table);
    if (only) return only;
    std::vector<std::string> known;
    for (const jobs::MapTable& one : maps.tables()) known.push_back(one.label);
    return fail(fatal(codes::kSpecInvalid, fmt::format("the maps have no table \"{}\"", table),
                      fmt::format("Tables: {}.", fmt::join(known, ", "))));
}

std::string place_text(const jobs::MapSet& maps, const map::Place& place) {
    if (!place.file) return "map";
    return fmt::format("{}:{}:{}", maps.file_named(*place.file).string(), place.line, place.column);
}

}  // namespace hios::cli
