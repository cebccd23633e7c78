// hios map show: prints a map that comes with the program.

#include <memory>

#include <fmt/format.h>

#include "jobs/cli/map_files.hpp"
#include "jobs/spec/codes.hpp"
#include "jobs/spec/near_miss.hpp"
#include "stages/builtin/files.hpp"

namespace hios::cli {
namespace {

constexpr std::string_view kExtension = ".yaml";

void show(const std::string& name, Context& context) {
    std::vector<std::string> names;
    for (const auto format : {map::SourceFormat::kCcda, map::SourceFormat::kCsv, map::SourceFormat::kHl7v2}) {
        for (const builtin::File& one : builtin::files(format)) {
            names.emplace_back(one.name.substr(0, one.name.size() - kExtension.size()));
            if (names.back() == name) return context.output.out(one.text);
        }
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
        "hios map show flat/synthea > my-map.yaml\n"
        "hios map show hl7v2/patient");
    verb->add_option("NAME", *name, "The map's name")->type_name("");
    verb->callback([name, &context] { show(*name, context); });
}

}  // namespace hios::cli
