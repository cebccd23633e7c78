#pragma once
// Maps that a command line names.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "jobs/cli/verb.hpp"
#include "jobs/maps/map_set.hpp"

namespace hios::cli {

// A folder stands for the .yaml files in it, by name.
std::vector<std::string> files_of(const std::vector<std::string>& named);

// Reads and compiles; what is wrong goes to `problems`.
std::shared_ptr<const jobs::MapSet> read_maps(const std::vector<std::string>& files, map::Problems& problems);

// The same for verbs that use the maps: an error is all that is wrong, one line each. With `table` ("": the only one)
// every file goes to that table, whatever it is called; nothing: files go by their names.
Outcome<std::shared_ptr<const jobs::MapSet>> usable_maps(const std::vector<std::string>& files,
                                                         const std::optional<std::string>& table);

// The same maps with one table, to which every file goes.
Outcome<std::shared_ptr<const jobs::MapSet>> only_table(const jobs::MapSet& maps, const std::string& table);

// "maps/synthea.yaml:12:7": with the path as the user can open it.
std::string place_text(const jobs::MapSet& maps, const map::Place& place);

// The verbs of `hios map`, each in a file of its own.
void add_map_check(CLI::App& map, Context& context);
void add_map_coverage(CLI::App& map, Context& context);
void add_map_explain(CLI::App& map, Context& context);
void add_map_run(CLI::App& map, Context& context);
void add_map_show(CLI::App& map, Context& context);
void add_map_test(CLI::App& map, Context& context);

}  // namespace hios::cli
