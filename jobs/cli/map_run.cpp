// hios map run: the first rows of files through a map, as NDJSON on standard output.

#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "jobs/cli/map_files.hpp"
#include "jobs/cli/signals.hpp"
#include "jobs/run/convert_files.hpp"

namespace hios::cli {
namespace {

struct MapRunOptions {
    std::string map;
    std::vector<std::string> files;
    std::vector<std::string> overrides;
    std::string table;
    std::uint64_t limit = UINT64_MAX;
    std::string name_space = "convert";
};

void run(const MapRunOptions& options, Context& context) {
    std::vector<std::string> files{options.map};
    files.insert(files.end(), options.overrides.begin(), options.overrides.end());
    auto maps = usable_maps(files, options.table);
    if (!maps) return context.fail(maps.error());
    jobs::JobSpec spec;
    spec.maps = *maps;
    spec.validate.level = validate::Level::kMinimal;  // `hios validate` checks more
    spec.identity.name_space = options.name_space;
    std::vector<jobs::InputFile> inputs;
    for (const std::string& file : options.files) inputs.push_back({file, {}, file});
    std::atomic<bool> stop{false};
    RunControl control;
    const StopSignals signals(stop, [&](int) { control.request_stop(false); });
    const auto scratch = std::filesystem::temp_directory_path() / fmt::format("hios-map-{}", ::getpid());
    std::string buffer;
    const auto write = [&](std::string_view line) {
        buffer.append(line).push_back('\n');
        if (buffer.size() < (1U << 20)) return;
        context.output.out(buffer);
        buffer.clear();
    };
    const auto counts =
        jobs::convert_files(spec, inputs, scratch, write, [&](const Error& error) { context.output.error(error); },
                            control, {0, options.limit, nullptr});
    std::error_code ignored;
    std::filesystem::remove_all(scratch, ignored);
    if (!counts) return context.fail(counts.error());
    context.output.out(buffer);
    if (!context.quiet)
        context.output.note(
            fmt::format("{} rows: {} resources, {} rejects", counts->documents, counts->resources, counts->rejects));
    if (counts->rejects > 0) context.exit_code = kSomeRejected;
    if (signals.received() != 0) context.exit_code = 128 + signals.received();
}

}  // namespace

void add_map_run(CLI::App& map, Context& context) {
    auto options = std::make_shared<MapRunOptions>();
    CLI::App* verb = map.add_subcommand("run", "Map files and print the resources, row by row");
    verb->footer(
        "hios map run my-map.yaml patients.csv --limit 5\n"
        "hios map run synthea.yaml old/pat_2019.csv --table patients   a file with another name\n"
        "hios map run synthea.yaml patients.csv --override acme.yaml");
    verb->add_option("MAP", options->map, "The map file")->required()->type_name("");
    verb->add_option("FILE", options->files, "Files; archives and compressed ones too")->required()->type_name("");
    verb->add_option("--limit", options->limit, "Only so many rows")->check(CLI::PositiveNumber)->type_name("N");
    verb->add_option("--override", options->overrides, "A map file with overrides (repeatable)")
        ->allow_extra_args(false)
        ->type_name("FILE");
    verb->add_option("--table", options->table, "Which table of the map the files are, whatever they are called")
        ->type_name("NAME");
    verb->add_option("--namespace", options->name_space, "Enters derived ids (a job's identity.namespace)")
        ->type_name("NAME");
    verb->callback([options, &context] { run(*options, context); });
}

}  // namespace hios::cli
