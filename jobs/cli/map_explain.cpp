// hios map explain: which line of which map wrote each element of a row, and what nothing read.

#include <memory>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/map_files.hpp"
#include "jobs/formats/flat_format.hpp"
#include "jobs/run/convert_files.hpp"
#include "stages/map/codes.hpp"

namespace hios::cli {
namespace {

using Json = nlohmann::ordered_json;

struct MapExplainOptions {
    std::string file;
    std::vector<std::string> maps;
    std::string table;
    std::uint64_t row = 1;
    std::string name_space = "convert";
    bool json = false;
};

// What one row made of the leaves of its table's program.
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

void explain(const MapExplainOptions& options, Context& context) {
    auto maps = usable_maps(options.maps, options.table);
    if (!maps) return context.fail(maps.error());
    jobs::JobSpec spec;
    spec.maps = *maps;
    spec.validate.level = validate::Level::kMinimal;
    spec.identity.name_space = options.name_space;
    const auto scratch = std::filesystem::temp_directory_path() / fmt::format("hios-map-{}", ::getpid());
    RunControl control;
    Watched row(options.row);
    std::vector<std::string> lines;
    const auto counts = jobs::convert_files(
        spec, {{options.file, {}, options.file}}, scratch, [&](std::string_view line) { lines.emplace_back(line); },
        [&](const Error& error) { context.output.error(error); }, control, {options.row - 1, options.row, &row});
    std::error_code ignored;
    std::filesystem::remove_all(scratch, ignored);
    if (!counts) return context.fail(counts.error());
    if (counts->rejects > 0) context.exit_code = kSomeRejected;
    if (row.table == nullptr) {
        if (counts->rejects == 0)
            context.fail(fatal(map::codes::kNoMap, fmt::format("{} has no row {}", options.file, options.row),
                               "Rows count from 1, without the header."),
                         kUsage);
        return;
    }
    if (options.json)
        print_json(**maps, row, lines, context.output);
    else
        print(**maps, row, lines, context.output);
}

}  // namespace

void add_map_explain(CLI::App& map, Context& context) {
    auto options = std::make_shared<MapExplainOptions>();
    CLI::App* verb = map.add_subcommand("explain", "Show which line of a map wrote each element of a row");
    verb->footer(
        "hios map explain patients.csv --map synthea.yaml\n"
        "hios map explain patients.csv --map synthea.yaml --map acme.yaml --row 17    with overrides");
    verb->add_option("FILE", options->file, "A file of rows")->required()->type_name("");
    verb->add_option("--map", options->maps, "Map files, in their order (repeatable)")
        ->required()
        ->allow_extra_args(false)
        ->type_name("MAP");
    verb->add_option("--row", options->row, "Which row, from 1, without the header; default: the first")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    verb->add_option("--table", options->table, "Which table of the map the file is, whatever it is called")
        ->type_name("NAME");
    verb->add_option("--namespace", options->name_space, "Enters derived ids (a job's identity.namespace)")
        ->type_name("NAME");
    verb->add_flag("--json", options->json, "Print JSON");
    verb->callback([options, &context] { explain(*options, context); });
}

}  // namespace hios::cli
