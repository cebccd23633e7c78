// hios map check: compiles maps; nothing is read but the maps and their code tables.

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/map_files.hpp"
#include "jobs/cli/named_maps.hpp"

namespace hios::cli {
namespace {

struct MapCheckOptions {
    std::vector<std::string> files;
    bool json = false;
};

nlohmann::ordered_json to_json(const jobs::MapSet& maps, const map::Problem& problem) {
    return {{"file", problem.place.file ? maps.file_named(*problem.place.file).string() : ""},
            {"line", problem.place.line},
            {"column", problem.place.column},
            {"severity", problem.warning ? "warning" : "error"},
            {"what", problem.what},
            {"hint", problem.hint}};
}

void print_json(const jobs::MapSet& maps, const std::vector<NamedMaps::Patched>& patched, const map::Problems& problems,
                Output& output) {
    nlohmann::ordered_json all{{"valid", !problems.failed()},
                               {"maps", nlohmann::ordered_json::array()},
                               {"tables", nlohmann::ordered_json::array()},
                               {"problems", nlohmann::ordered_json::array()}};
    for (const map::CompiledMap& one : maps.maps()) all["maps"].push_back(one.name);
    for (const NamedMaps::Patched& one : patched) all["maps"].push_back(one.name);
    for (const jobs::MapTable& table : maps.tables()) all["tables"].push_back(table.label);
    for (const map::Problem& problem : problems.all()) all["problems"].push_back(to_json(maps, problem));
    output.line(all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void print(const jobs::MapSet& maps, const std::vector<NamedMaps::Patched>& patched, const map::Problems& problems,
           Output& output) {
    for (const map::Problem& problem : problems.all()) {
        const std::string text = fmt::format("{}: {}{}", place_text(maps, problem.place), problem.what,
                                             problem.hint.empty() ? "" : ". " + problem.hint);
        if (problem.warning)
            output.note(text);
        else
            output.error(text);
    }
    if (problems.failed()) return;
    for (const map::CompiledMap& one : maps.maps()) {
        std::size_t tables = 0;
        for (const jobs::MapTable& table : maps.tables())
            tables += table.label == one.name || table.label.starts_with(one.name + "/") ? 1U : 0U;
        output.line(fmt::format("Map {} is valid: {} table{}, {} tests.", output.bold(one.name), tables,
                                tables == 1 ? "" : "s", one.tests.size()));
    }
    for (const NamedMaps::Patched& one : patched)
        output.line(fmt::format("The overrides of {} are valid.", output.bold(one.name)));
}

void check(const MapCheckOptions& options, Context& context) {
    map::Problems problems;
    const NamedMaps named = NamedMaps::sort(options.files);
    const auto maps = named.flat.empty() ? std::make_shared<const jobs::MapSet>() : read_maps(named.flat, problems);
    const auto patched = named.patched();
    for (const NamedMaps::Patched& one : patched) {
        for (const map::Problem& problem : one.map->problems().all())
            problem.warning ? problems.warn(problem.place, problem.what, problem.hint)
                            : problems.error(problem.place, problem.what, problem.hint);
    }
    if (options.json)
        print_json(*maps, patched, problems, context.output);
    else
        print(*maps, patched, problems, context.output);
    if (problems.failed()) context.exit_code = kInvalidSpec;
}

}  // namespace

void add_map_check(CLI::App& map, Context& context) {
    auto options = std::make_shared<MapCheckOptions>();
    CLI::App* verb = map.add_subcommand("check", "Check maps: elements, types, functions, columns never read");
    verb->footer(
        "hios map check my-map.yaml\n"
        "hios map check synthea.yaml acme.yaml           with overrides laid over it\n"
        "hios map check acme-hl7v2.yaml                  overrides of a built-in map\n"
        "hios map check my-map.yaml --json               for editors and scripts");
    verb->add_option("MAP", options->files, "Map files, in their order: overrides after what they change")
        ->required()
        ->type_name("");
    verb->add_flag("--json", options->json, "Print JSON");
    verb->callback([options, &context] { check(*options, context); });
}

}  // namespace hios::cli
