// hios map coverage: how much of the official tables the built-in maps cover.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/map_files.hpp"
#include "jobs/coverage/ccda_coverage.hpp"
#include "jobs/coverage/hl7v2_coverage.hpp"
#include "jobs/maps/document_map.hpp"
#include "stages/map/codes.hpp"

namespace hios::cli {
namespace {

using Json = nlohmann::ordered_json;
using jobs::Covered;

struct MapCoverageOptions {
    std::string format;
    std::filesystem::path spec;
    bool rows = false;
    bool json = false;
};

struct Sum {
    std::size_t rows = 0;
    std::size_t covered = 0;
    std::size_t in_resource = 0;
    std::size_t in_element = 0;
    std::size_t reasons = 0;

    void add(const jobs::CoverageRow& row) {
        ++rows;
        covered += jobs::is_covered(row.covered) ? 1U : 0U;
        in_resource += row.covered <= Covered::kResource ? 1U : 0U;
        in_element += row.covered == Covered::kElement ? 1U : 0U;
        reasons += row.reason.empty() ? 0U : 1U;
    }
    [[nodiscard]] std::size_t open() const { return rows - covered - reasons; }
};

constexpr std::string_view kHow[] = {"element", "resource", "value", "decides", "not covered"};

std::string_view how(const jobs::CoverageRow& row) {
    return kHow[static_cast<std::size_t>(row.covered)];
}

std::string line_of(std::string_view name, const Sum& sum) {
    return fmt::format("  {:<10} {:>5} {:>8} {:>9} {:>8} {:>8} {:>5}", name, sum.rows, sum.covered, sum.in_resource,
                       sum.in_element, sum.reasons, sum.open());
}

std::map<std::string_view, Sum> sums_of(const std::vector<jobs::CoverageRow>& rows) {
    std::map<std::string_view, Sum> sums;
    for (const jobs::CoverageRow& row : rows) sums[row.map.substr(0, row.map.find('['))].add(row);
    return sums;
}

void print_rows(std::string_view what, const std::vector<jobs::CoverageRow>& rows, bool all, Output& output) {
    output.line(fmt::format("{}\n  {:<10} {:>5} {:>8} {:>9} {:>8} {:>8} {:>5}", output.bold(what), "", "rows",
                            "covered", "resource", "element", "reasons", "open"));
    Sum total;
    for (const jobs::CoverageRow& row : rows) total.add(row);
    for (const auto& [name, sum] : sums_of(rows)) output.line(line_of(name, sum));
    output.line(line_of("all", total));
    for (const jobs::CoverageRow& row : rows) {
        const bool open = !jobs::is_covered(row.covered) && row.reason.empty();
        if (!all && !open) continue;
        output.line(fmt::format("  {} {} -> {}: {}{}", row.map, row.source, row.target, how(row),
                                row.reason.empty() ? "" : ", " + row.reason));
    }
}

void print(const jobs::Hl7v2Coverage& coverage, bool all, Output& output) {
    print_rows("segment maps of the v2-to-FHIR guide", coverage.segments, all, output);
    print_rows("data type maps of the v2-to-FHIR guide", coverage.types, all, output);
    std::size_t read = 0;
    std::size_t wanted = 0;
    output.line(std::string(output.bold("fields that other converters read")));
    for (const jobs::FieldCount& count : coverage.fields) {
        read += count.read;
        wanted += count.wanted;
        if (count.read < count.wanted || all)
            output.line(fmt::format("  {}: {} of {}{}", count.segment, count.read, count.wanted,
                                    count.reason.empty() ? "" : ", " + count.reason));
    }
    output.line(fmt::format("  all: {} fields are read, {} by all others together", read, wanted));
}

Json to_json(const std::vector<jobs::CoverageRow>& rows) {
    Json all = Json::array();
    for (const jobs::CoverageRow& row : rows) {
        all.push_back({{"map", row.map}, {"source", row.source}, {"target", row.target}, {"covered", how(row)}});
        if (!row.reason.empty()) all.back()["reason"] = row.reason;
    }
    return all;
}

Json to_json(const jobs::Hl7v2Coverage& coverage) {
    Json fields = Json::array();
    for (const jobs::FieldCount& count : coverage.fields) {
        fields.push_back({{"segment", count.segment}, {"read", count.read}, {"wanted", count.wanted}});
        if (!count.reason.empty()) fields.back()["reason"] = count.reason;
    }
    return {{"segments", to_json(coverage.segments)}, {"types", to_json(coverage.types)}, {"fields", fields}};
}

std::string_view state_of(const jobs::TemplateRow& row) {
    static constexpr std::string_view kStates[] = {"mapped", "skipped", "not covered"};
    return kStates[static_cast<std::size_t>(row.state)];
}

void print(const jobs::CcdaCoverage& coverage, bool all, Output& output) {
    for (const bool section : {true, false}) {
        std::map<std::string_view, std::size_t> states;
        std::size_t count = 0;
        for (const jobs::TemplateRow& row : coverage.rows) {
            if (row.section != section) continue;
            ++count;
            ++states[state_of(row)];
        }
        output.line(fmt::format("{} templates: {}, {} mapped, {} skipped by a named rule, {} not covered",
                                section ? "section" : "entry", count, states["mapped"], states["skipped"],
                                states["not covered"]));
    }
    for (const jobs::TemplateRow& row : coverage.rows) {
        if (!all && row.state != jobs::TemplateRow::State::kNot) continue;
        output.line(fmt::format("  {} {}: {}{}{}", row.oid, row.name, state_of(row),
                                row.rule.empty() ? "" : " by " + row.rule,
                                row.reason.empty() ? "" : ", " + row.reason));
    }
}

Json to_json(const jobs::CcdaCoverage& coverage) {
    Json all = Json::array();
    for (const jobs::TemplateRow& row : coverage.rows)
        all.push_back({{"template", row.oid},
                       {"name", row.name},
                       {"kind", row.section ? "section" : "entry"},
                       {"covered", state_of(row)},
                       {"rule", row.rule},
                       {"reason", row.reason}});
    return all;
}

// With what a job can switch on switched on: a row that only a Provenance has is covered.
jobs::JobSpec everything_on() {
    jobs::JobSpec spec;
    spec.hl7v2.message_header = spec.hl7v2.provenance = spec.hl7v2.source_document = true;
    spec.ccda.provenance = spec.ccda.source_document = true;
    spec.hl7v2.map = jobs::DocumentMap::make(spec.hl7v2);
    spec.ccda.map = jobs::DocumentMap::make(spec.ccda);
    return spec;
}

const map::Program* program_of(const jobs::DocumentMap& map, Context& context) {
    const map::Program* program = map.program();
    if (program == nullptr)
        context.fail(fatal(map::codes::kInvalid, "the built-in map cannot be compiled", "This is a fault of HIOS."));
    return program;
}

template <class Coverage>
void show(std::string_view format, const Coverage& coverage, const map::Problems& problems,
          const MapCoverageOptions& options, Json& json, Context& context) {
    for (const map::Problem& problem : problems.all()) context.output.error(to_text(problem));
    for (const std::string& row : coverage.idle_reasons)
        context.output.note(fmt::format("{} has a reason and needs none", row));
    if (options.json)
        json[std::string(format)] = to_json(coverage);
    else
        print(coverage, options.rows, context.output);
}

void coverage(const MapCoverageOptions& options, Context& context) {
    const auto spec = options.spec.empty() ? Outcome<jobs::JobSpec>(everything_on()) : load({options.spec, {}, {}});
    if (!spec) return context.fail(spec.error());
    Json json = Json::object();
    map::Problems problems;
    if (options.format != "ccda") {
        const map::Program* program = program_of(*spec->hl7v2.map, context);
        if (program == nullptr) return;
        show("hl7v2", jobs::hl7v2_coverage(*program, problems), problems, options, json, context);
    }
    if (options.format != "hl7v2") {
        const map::Program* program = program_of(*spec->ccda.map, context);
        if (program == nullptr) return;
        show("ccda", jobs::ccda_coverage(*program, problems), problems, options, json, context);
    }
    if (options.json) context.output.line(json.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

void add_map_coverage(CLI::App& map, Context& context) {
    auto options = std::make_shared<MapCoverageOptions>();
    CLI::App* verb = map.add_subcommand("coverage", "Show how much of the official tables the built-in maps cover");
    verb->footer(
        "hios map coverage                              HL7 v2 and C-CDA\n"
        "hios map coverage hl7v2 --rows                 every row, not only those without cover and reason\n"
        "hios map coverage hl7v2 --spec job.yaml        of the maps with the overrides and settings of a job\n"
        "\n"
        "A row counts as covered when the map has an address of its field (of types: of its component) and the\n"
        "value reaches an element or decides what is written. \"resource\": it reaches a resource of the type that\n"
        "the row names; \"element\": the element, too. It does not prove that each condition of the guide holds,\n"
        "nor that a code is translated as the guide says; tests do that.");
    verb->add_option("FORMAT", options->format, "hl7v2 or ccda; default: both")
        ->check(CLI::IsMember({"hl7v2", "ccda"}))
        ->type_name("");
    verb->add_option("--spec", options->spec,
                     "A job spec whose overrides and settings count; default: all that a job can switch on is on")
        ->type_name("JOB");
    verb->add_flag("--rows", options->rows, "Show all rows");
    verb->add_flag("--json", options->json, "Print JSON: all rows");
    verb->callback([options, &context] { coverage(*options, context); });
}

}  // namespace hios::cli
