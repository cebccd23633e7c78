#pragma once
// The maps of a job or a command line: read, patched, compiled; and which of them takes which file.

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/maps/dialect_of.hpp"
#include "jobs/spec/glob.hpp"
#include "stages/map/compiler.hpp"

namespace hios::jobs {

// One kind of file that a map reads.
struct MapTable {
    std::string label;                      // "synthea-csv/patients"; a map of one table: its name
    const map::Program* program = nullptr;  // null: nothing is made of its rows
    map::SourceFormat format = map::SourceFormat::kNone;
    TableLayout layout;
    std::optional<Glob> pattern;  // none: all files that no other table names
    bool whole_keys = false;      // the pattern has a '/', so it is about keys, not file names

    [[nodiscard]] bool reads_json() const {
        return format == map::SourceFormat::kJson || format == map::SourceFormat::kNdjson;
    }
};

// Immutable once read; share it freely between threads.
class MapSet {
public:
    using Files = std::vector<std::filesystem::path>;

    // Reads `files` in their order: maps, and overrides of maps, which may also stand in `overrides`. Without
    // `files` those may all be on the maps of documents, and the set is empty. Findings go to `problems`, whose places
    // name files as in file_named(). With errors among them, the set is not to be used.
    static std::shared_ptr<const MapSet> read(const Files& files, const Files& overrides, map::Problems& problems);

    // The same maps for files that somebody named one by one: all go to `table` ("patients", "map/patients"; "": the
    // only one there is), whatever they are called. Null when there is no such table.
    [[nodiscard]] std::shared_ptr<const MapSet> only(std::string_view table) const;

    MapSet() = default;
    MapSet(const MapSet&) = delete;
    MapSet& operator=(const MapSet&) = delete;

    // Who reads a part of this name ("in/patients.csv.gz", "dump.zip!/patients.csv"): the first table whose pattern
    // fits; null: none.
    [[nodiscard]] const MapTable* table_for(std::string_view part) const;

    [[nodiscard]] std::span<const MapTable> tables() const { return tables_; }
    [[nodiscard]] std::span<const map::CompiledMap> maps() const { return *maps_; }
    // SHA-256 over the bytes of all files, of code tables too.
    [[nodiscard]] const std::string& digest() const { return digest_; }
    // The path of a file that a map::Place names.
    [[nodiscard]] std::filesystem::path file_named(const std::string& name) const;

private:
    class Reading;
    std::vector<map::MapFile> sources_;
    std::shared_ptr<const std::vector<map::CompiledMap>> maps_ = std::make_shared<std::vector<map::CompiledMap>>();
    std::vector<MapTable> tables_;
    std::vector<std::pair<std::string, std::filesystem::path>> files_;
    std::string digest_;
};

// Runs the tests that stand in the maps; what fails goes to `problems`.
void check_tests(const MapSet& maps, map::Problems& problems);

}  // namespace hios::jobs
