#pragma once
// What --map and the arguments of `hios map` name: maps of flat files with their overrides, and overrides of the
// built-in maps of messages and documents.

#include <memory>
#include <string>
#include <vector>

#include "jobs/maps/document_map.hpp"
#include "jobs/spec/job_spec.hpp"
#include "pipeline/outcome.hpp"

namespace hios::cli {

struct NamedMaps {
    std::vector<std::string> flat;
    std::vector<map::MapFile> hl7v2;
    std::vector<map::MapFile> ccda;

    // Of maps that cannot be read the verb that compiles them tells.
    static NamedMaps sort(const std::vector<std::string>& files);

    struct Patched {
        std::string name;  // of the format
        std::shared_ptr<const jobs::DocumentMap> map;
    };
    // The built-in maps that are patched.
    [[nodiscard]] std::vector<Patched> patched() const;
};

// All that is wrong with them, one line each.
Outcome<void> check(const std::vector<NamedMaps::Patched>& maps);

// Gives `spec` the maps; `table` as in usable_maps(). The error is that of check(), or of usable_maps().
Outcome<void> use_maps(const std::vector<std::string>& files, const std::string& table, jobs::JobSpec& spec);

}  // namespace hios::cli
