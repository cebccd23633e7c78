#include "jobs/cli/named_maps.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "jobs/cli/map_files.hpp"
#include "stages/map/codes.hpp"
#include "stages/map/map_file.hpp"
#include "stages/map/overrides.hpp"

namespace hios::cli {

NamedMaps NamedMaps::sort(const std::vector<std::string>& files) {
    NamedMaps named;
    for (const std::string& file : files_of(files)) {
        const std::string text(std::istreambuf_iterator<char>(std::ifstream(file, std::ios::binary).rdbuf()), {});
        map::Problems ignored;
        bool of_documents = false;
        for (map::MapFile& one : map::read_map_file(text, file, ignored)) {
            const auto is_on = [&](map::SourceFormat format) {
                return std::any_of(one.overrides.begin(), one.overrides.end(),
                                   [&](const auto& over) { return map::document_format(over) == format; });
            };
            const bool messages = is_on(map::SourceFormat::kHl7v2);
            if (!messages && !is_on(map::SourceFormat::kCcda)) continue;
            of_documents = true;
            (messages ? named.hl7v2 : named.ccda).push_back(std::move(one));
        }
        if (!of_documents) named.flat.push_back(file);
    }
    return named;
}

std::vector<NamedMaps::Patched> NamedMaps::patched() const {
    std::vector<Patched> all;
    if (!hl7v2.empty()) all.push_back({"hl7v2", jobs::DocumentMap::make(jobs::Hl7v2Spec{}, hl7v2)});
    if (!ccda.empty()) all.push_back({"ccda", jobs::DocumentMap::make(jobs::CcdaSpec{}, ccda)});
    return all;
}

Outcome<void> check(const std::vector<NamedMaps::Patched>& maps) {
    std::string wrong;
    for (const NamedMaps::Patched& one : maps) {
        for (const map::Problem& problem : one.map->problems().all()) {
            if (!problem.warning) wrong += (wrong.empty() ? "" : "\n") + to_text(problem);
        }
    }
    if (!wrong.empty()) return fail(fatal(map::codes::kInvalid, std::move(wrong)));
    return {};
}

Outcome<void> use_maps(const std::vector<std::string>& files, const std::string& table, jobs::JobSpec& spec) {
    const NamedMaps named = NamedMaps::sort(files);
    if (!named.flat.empty()) {
        HIOS_TRY(spec.maps, usable_maps(named.flat, table));
    }
    const std::vector<NamedMaps::Patched> patched = named.patched();
    HIOS_CHECK(check(patched));
    for (const NamedMaps::Patched& one : patched) (one.name == "hl7v2" ? spec.hl7v2.map : spec.ccda.map) = one.map;
    return {};
}

}  // namespace hios::cli
