// hios map test: the tests that stand in maps.

#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/map_files.hpp"
#include "jobs/cli/named_maps.hpp"
#include "jobs/maps/test_update.hpp"
#include "pipeline/codes.hpp"
#include "stages/map/codes.hpp"
#include "stages/map/test_runner.hpp"

namespace hios::cli {
namespace {

struct MapTestOptions {
    std::vector<std::string> files;
    std::string junit;
    bool update = false;
    bool json = false;
};

struct MapResults {
    std::string map;
    std::vector<map::TestResult> results;
};

std::string escaped(std::string_view text) {
    std::string xml;
    for (const char c : text) {
        switch (c) {
            case '&':
                xml += "&amp;";
                break;
            case '<':
                xml += "&lt;";
                break;
            case '>':
                xml += "&gt;";
                break;
            case '"':
                xml += "&quot;";
                break;
            default:
                xml += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return xml;
}

std::string junit_of(const jobs::MapSet& maps, const std::vector<MapResults>& all) {
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
    for (const MapResults& one : all) {
        std::size_t failed = 0;
        for (const map::TestResult& result : one.results) failed += result.passed ? 0U : 1U;
        xml += fmt::format("<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n", escaped(one.map),
                           one.results.size(), failed);
        for (const map::TestResult& result : one.results) {
            xml += fmt::format("<testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"", escaped(one.map),
                               escaped(result.name), escaped(maps.file_named(*result.place.file).string()),
                               result.place.line);
            if (result.passed) {
                xml += "/>\n";
                continue;
            }
            xml += ">\n";
            for (const map::Problem& failure : result.failures)
                xml += fmt::format("<failure message=\"{}\">{}</failure>\n", escaped(failure.what),
                                   escaped(place_text(maps, failure.place)));
            xml += "</testcase>\n";
        }
        xml += "</testsuite>\n";
    }
    return xml + "</testsuites>\n";
}

nlohmann::ordered_json to_json(const jobs::MapSet& maps, const MapResults& one) {
    nlohmann::ordered_json tests = nlohmann::ordered_json::array();
    for (const map::TestResult& result : one.results) {
        nlohmann::ordered_json failures = nlohmann::ordered_json::array();
        for (const map::Problem& failure : result.failures)
            failures.push_back({{"place", place_text(maps, failure.place)}, {"what", failure.what}});
        tests.push_back({{"name", result.name}, {"passed", result.passed}, {"failures", std::move(failures)}});
    }
    return {{"map", one.map}, {"tests", std::move(tests)}};
}

void print(const jobs::MapSet& maps, const std::vector<MapResults>& all, Output& output) {
    for (const MapResults& one : all) {
        std::size_t failed = 0;
        for (const map::TestResult& result : one.results) {
            if (result.passed) continue;
            ++failed;
            output.line(fmt::format("FAILED  {}: {}", one.map, output.bold(result.name)));
            for (const map::Problem& failure : result.failures)
                output.line(fmt::format("        {}: {}{}", place_text(maps, failure.place), failure.what,
                                        failure.hint.empty() ? "" : ". " + failure.hint));
            if (!result.output.empty()) output.out(fmt::format("        it makes {}", result.output));
        }
        output.line(fmt::format("{}: {} tests, {} failed", output.bold(one.map), one.results.size(), failed));
    }
}

void test(const MapTestOptions& options, Context& context) {
    const NamedMaps named = NamedMaps::sort(options.files);
    Outcome<std::shared_ptr<const jobs::MapSet>> maps = std::make_shared<const jobs::MapSet>();
    if (!named.flat.empty()) maps = usable_maps(named.flat, std::nullopt);
    if (!maps) return context.fail(maps.error());
    const std::vector<NamedMaps::Patched> patched = named.patched();
    if (const auto checked = check(patched); !checked) return context.fail(checked.error());
    if (options.update && !patched.empty())
        return context.fail(fatal(map::codes::kInvalid, "only tests of maps of flat files are rewritten",
                                  "Leave --update out, and write what is wanted by hand."),
                            kUsage);
    const auto run = [&] {
        std::vector<MapResults> all;
        all.reserve(patched.size() + (*maps)->maps().size());
        for (const NamedMaps::Patched& one : patched) all.push_back({one.name, one.map->run_tests()});
        for (const map::CompiledMap& one : (*maps)->maps()) all.push_back({one.name, map::run_tests(one)});
        return all;
    };
    std::vector<MapResults> all = run();
    if (options.update) {
        auto updated = jobs::update_tests(**maps);
        if (!updated) return context.fail(updated.error());
        if (!context.quiet) context.output.note(fmt::format("{} expectations were rewritten", *updated));
        if (!named.flat.empty()) maps = usable_maps(named.flat, std::nullopt);
        if (!maps) return context.fail(maps.error());
        all = run();
    }
    if (!options.junit.empty()) {
        std::ofstream file(options.junit, std::ios::binary);
        if (!(file << junit_of(**maps, all) << std::flush))
            return context.fail(fatal(codes::kIo, fmt::format("{} cannot be written", options.junit)));
    }
    if (options.json) {
        nlohmann::ordered_json json = nlohmann::ordered_json::array();
        for (const MapResults& one : all) json.push_back(to_json(**maps, one));
        context.output.line(json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    } else {
        print(**maps, all, context.output);
    }
    for (const MapResults& one : all) {
        for (const map::TestResult& result : one.results) {
            if (!result.passed) context.exit_code = kSomeRejected;
        }
    }
}

}  // namespace

void add_map_test(CLI::App& map, Context& context) {
    auto options = std::make_shared<MapTestOptions>();
    CLI::App* verb = map.add_subcommand("test", "Run the tests that stand in maps");
    verb->footer(
        "hios map test my-map.yaml\n"
        "hios map test acme-hl7v2.yaml                   of overrides of a built-in map\n"
        "hios map test my-map.yaml --junit result.xml    for a build server\n"
        "hios map test my-map.yaml --update              expect from now on what the map makes today");
    verb->add_option("MAP", options->files, "Map files, in their order: overrides after what they change")
        ->required()
        ->type_name("");
    verb->add_flag("--update", options->update,
                   "Rewrite the values that differ, in the map files. Look at the difference before you keep it");
    verb->add_option("--junit", options->junit, "Also write a JUnit report to this file")->type_name("FILE");
    verb->add_flag("--json", options->json, "Print JSON");
    verb->callback([options, &context] { test(*options, context); });
}

}  // namespace hios::cli
