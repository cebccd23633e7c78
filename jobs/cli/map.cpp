// hios map: maps by themselves, without a job.

#include "jobs/cli/map_files.hpp"

namespace hios::cli {

void add_map(CLI::App& app, Context& context) {
    CLI::App* verb = app.add_subcommand("map", "Check, test, run and explain maps");
    verb->footer(
        "hios map check my-map.yaml                     errors at file, line and column\n"
        "hios map test my-map.yaml                      the tests that stand in it\n"
        "hios map run my-map.yaml patients.csv --limit 5\n"
        "hios map explain patients.csv --map my-map.yaml\n"
        "hios map show flat/synthea > my-map.yaml       a built-in map, to change");
    verb->require_subcommand(1);
    add_map_check(*verb, context);
    add_map_test(*verb, context);
    add_map_run(*verb, context);
    add_map_explain(*verb, context);
    add_map_coverage(*verb, context);
    add_map_show(*verb, context);
    for (CLI::App* each : verb->get_subcommands(nullptr)) each->group("Verbs");
}

}  // namespace hios::cli
