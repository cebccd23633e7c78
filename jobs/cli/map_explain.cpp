// hios map explain: which line of which map wrote each element of a row, message or document, and what nothing read.

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/map_explain.hpp"
#include "jobs/cli/map_files.hpp"
#include "jobs/cli/named_maps.hpp"
#include "jobs/formats/flat_format.hpp"
#include "jobs/run/convert_files.hpp"
#include "stages/map/codes.hpp"

namespace hios::cli {
namespace {

using Json = nlohmann::ordered_json;

struct MapExplainOptions {
    std::string file;
    std::vector<std::string> maps;
    std::filesystem::path spec;
    std::string table;
    std::uint64_t row = 1;
    std::string name_space;  // "": the spec's, else that of convert
    bool json = false;
};

// What one row made of the leaves of its table's program; or the text of a message or document.
class Watched final : public jobs::RowObserver {
public:
    explicit Watched(std::uint64_t row) : row_(row) {}

    void mapped(const Document& row, const jobs::TablePart& part, std::span<const std::uint64_t> written) override {
        if (row.number + 1 == row_) {
            table = part.table;
            record = row.line;
            for (std::size_t i = 0; i < written.size(); ++i) {
                const std::uint64_t before = i < last_.size() ? last_[i] : 0;
                (written[i] > before ? made : empty).push_back(&part.table->program->leaves[i]);
            }
            for (const MapTally& tally : part.tallies) {
                if (tally.kind == MapTally::kUnreadColumns)
                    unread.push_back(tally.name.substr(part.table->label.size() + 1));
            }
        }
        last_.assign(written.begin(), written.end());
    }

    void found(const Document& given, map::SourceFormat format, std::string_view text) override {
        if (given.number + 1 == row_) document.emplace(format, text);
    }

    std::optional<std::pair<map::SourceFormat, std::string>> document;
    const jobs::MapTable* table = nullptr;
    std::uint64_t record = 0;
    std::vector<const map::Leaf*> made;
    std::vector<const map::Leaf*> empty;
    std::vector<std::string> unread;

private:
    std::uint64_t row_;
    std::vector<std::uint64_t> last_;
};

Json to_json(const jobs::MapSet& maps, const map::Leaf& leaf) {
    return {{"element", leaf.element},
            {"map", maps.file_named(*leaf.place.file).string()},
            {"line", leaf.place.line},
            {"column", leaf.place.column}};
}

void print_json(const jobs::MapSet& maps, const Watched& row, const std::vector<std::string>& lines, Output& output) {
    Json all{{"table", row.table->label}, {"record", row.record}, {"written", Json::array()},
             {"empty", Json::array()},    {"unread", row.unread}, {"resources", Json::array()}};
    for (const map::Leaf* leaf : row.made) all["written"].push_back(to_json(maps, *leaf));
    for (const map::Leaf* leaf : row.empty) all["empty"].push_back(to_json(maps, *leaf));
    for (const std::string& line : lines) all["resources"].push_back(Json::parse(line));
    output.line(all.dump(2, ' ', false, Json::error_handler_t::replace));
}

void print(const jobs::MapSet& maps, const Watched& row, const std::vector<std::string>& lines, Output& output) {
    output.line(fmt::format("record {} of {}", row.record, output.bold(row.table->label)));
    for (const std::string& line : lines) output.line(line);
    std::size_t width = 0;
    for (const map::Leaf* leaf : row.made) width = std::max(width, leaf->element.size());
    output.line("written by");
    for (const map::Leaf* leaf : row.made)
        output.line(fmt::format("  {:<{}}  {}", leaf->element, width, place_text(maps, leaf->place)));
    if (!row.empty.empty()) output.line("stayed empty");
    for (const map::Leaf* leaf : row.empty)
        output.line(fmt::format("  {:<{}}  {}", leaf->element, width, place_text(maps, leaf->place)));
    if (!row.unread.empty()) output.line(fmt::format("read by nothing\n  {}", fmt::join(row.unread, "\n  ")));
}

jobs::InputFile input_of(const std::string& file) {
    if (file != "-") return {file, {}, file};
    return {"standard-input", std::string(std::istreambuf_iterator<char>(std::cin), {}), {}};
}

void tell_nothing_found(const MapExplainOptions& options, Context& context) {
    context.fail(
        fatal(map::codes::kNoMap,
              fmt::format("{} has no row {}, nor a message or document of that number", options.file, options.row),
              "They count from 1, rows without the header; rows need --map."),
        kUsage);
}

// The maps and settings of --spec, or the maps of --map.
Outcome<jobs::JobSpec> spec_of(const MapExplainOptions& options) {
    if (!options.spec.empty()) {
        HIOS_TRY(jobs::JobSpec spec, load({options.spec, {}, {}}));
        spec.hl7v2.json.reset();  // the question is what the map does
        if (spec.maps && !options.table.empty()) {
            HIOS_TRY(spec.maps, only_table(*spec.maps, options.table));
        }
        return spec;
    }
    jobs::JobSpec spec;
    spec.identity.name_space = "convert";
    HIOS_CHECK(use_maps(options.maps, options.table, spec));
    if (!spec.hl7v2.map) spec.hl7v2.map = jobs::DocumentMap::make(spec.hl7v2);
    if (!spec.ccda.map) spec.ccda.map = jobs::DocumentMap::make(spec.ccda);
    return spec;
}

void explain(const MapExplainOptions& options, Context& context) {
    auto made = spec_of(options);
    if (!made) return context.fail(made.error());
    jobs::JobSpec& spec = *made;
    spec.validate.level = validate::Level::kMinimal;
    if (!options.name_space.empty()) spec.identity.name_space = options.name_space;
    const auto scratch = std::filesystem::temp_directory_path() / fmt::format("hios-map-{}", ::getpid());
    RunControl control;
    Watched row(options.row);
    std::vector<std::string> lines;
    const auto counts = jobs::convert_files(
        spec, {input_of(options.file)}, scratch, [&](std::string_view line) { lines.emplace_back(line); },
        [&](const Error& error) { context.output.error(error); }, control, {options.row - 1, options.row, &row});
    std::error_code ignored;
    std::filesystem::remove_all(scratch, ignored);
    if (!counts) return context.fail(counts.error());
    if (counts->rejects > 0) context.exit_code = kSomeRejected;
    if (row.document) {
        const auto& [format, text] = *row.document;
        const auto& map = format == map::SourceFormat::kHl7v2 ? spec.hl7v2.map : spec.ccda.map;
        return explain_document(*map, format, text, lines, options.json, context);
    }
    if (row.table == nullptr) {
        if (counts->rejects == 0) tell_nothing_found(options, context);
        return;
    }
    if (options.json)
        print_json(*spec.maps, row, lines, context.output);
    else
        print(*spec.maps, row, lines, context.output);
}

}  // namespace

void add_map_explain(CLI::App& map, Context& context) {
    auto options = std::make_shared<MapExplainOptions>();
    CLI::App* verb =
        map.add_subcommand("explain", "Show which line of a map wrote each element, and what was not read");
    verb->footer(
        "hios map explain patients.csv --map synthea.yaml\n"
        "hios map explain patients.csv --map synthea.yaml --map acme.yaml --row 17    with overrides\n"
        "hios map explain adt.hl7 --row 3                what became of each value of the third message\n"
        "zcat ccd.xml.gz | hios map explain - --map acme.yaml    of a C-CDA document, with a site's overrides\n"
        "hios map explain adt.hl7 --spec job.yaml        with the overrides and settings of a job\n"
        "\n"
        "Values are not shown but in the resources. An address counts for all places of its document that it reads.");
    verb->add_option("FILE", options->file, "A file of rows, messages or documents; - for standard input")
        ->required()
        ->type_name("");
    CLI::Option* maps =
        verb->add_option("--map", options->maps, "Map files, in their order; overrides of built-in maps (repeatable)")
            ->allow_extra_args(false)
            ->type_name("MAP");
    verb->add_option("--spec", options->spec, "A job spec whose maps and settings are used")
        ->type_name("JOB")
        ->excludes(maps);
    verb->add_option("--row", options->row,
                     "Which row (from 1, without the header), message or document; default: the first")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    verb->add_option("--table", options->table, "Which table of the map the file is, whatever it is called")
        ->type_name("NAME");
    verb->add_option("--namespace", options->name_space, "Enters derived ids; default: the spec's, else convert")
        ->type_name("NAME");
    verb->add_flag("--json", options->json, "Print JSON");
    verb->callback([options, &context] { explain(*options, context); });
}

}  // namespace hios::cli
