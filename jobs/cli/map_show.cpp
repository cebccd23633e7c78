// hios map show: prints a map that comes with the program.

#include <memory>

#include <fmt/format.h>

#include "jobs/cli/built_in_maps.hpp"
#include "jobs/cli/map_files.hpp"
#include "jobs/spec/codes.hpp"
#include "jobs/spec/near_miss.hpp"

namespace hios::cli {
namespace {

void show(const std::string& name, Context& context) {
    std::vector<std::string> names;
    for (const BuiltInMap& one : built_in_maps()) {
        if (one.name == name) return context.output.out(one.text);
        names.emplace_back(one.name);
    }
    if (name.empty()) {
        for (const std::string& one : names) context.output.line(one);
        return;
    }
    const std::string near = jobs::nearest(name, names);
    context.fail(fatal(codes::kSpecInvalid, fmt::format("there is no built-in map \"{}\"", name),
                       near.empty() ? "`hios map show` lists them." : fmt::format("Did you mean {}?", near)),
                 kUsage);
}

}  // namespace

void add_map_show(CLI::App& map, Context& context) {
    auto name = std::make_shared<std::string>();
    CLI::App* verb = map.add_subcommand("show", "Print a built-in map, to copy and change");
    verb->footer(
        "hios map show                                  the names of all\n"
        "hios map show flat/synthea > my-map.yaml");
    verb->add_option("NAME", *name, "The map's name")->type_name("");
    verb->callback([name, &context] { show(*name, context); });
}

}  // namespace hios::cli
