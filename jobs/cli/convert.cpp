// hios convert: documents to NDJSON on standard output, without zones, ledger or import.

#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "jobs/cli/named_maps.hpp"
#include "jobs/cli/signals.hpp"
#include "jobs/cli/verb.hpp"
#include "jobs/run/convert_files.hpp"
#include "stages/hl7v2/json/ddl.hpp"

namespace hios::cli {
namespace {

struct ConvertOptions {
    std::vector<std::string> files;
    std::vector<std::string> maps;
    std::string table;
    bool bundle = false;
    bool hl7v2_json = false;
    bool short_names = false;
    std::string ddl;
    std::string hl7v2_version = "2.5.1";
    std::string location;
    std::string name_space = "convert";
};

hl7v2::json::Options json_options(const ConvertOptions& options) {
    hl7v2::json::Options form;
    if (options.short_names) form.names = hl7v2::json::Names::kShort;
    return form;
}

// The tables of message structures, which stand where files do.
void print_tables(const ConvertOptions& options, Context& context) {
    const auto dialect = options.ddl == "athena" ? hl7v2::json::Dialect::kAthena : hl7v2::json::Dialect::kDuckDb;
    hl7v2::json::TableOptions table;
    table.columns.form = json_options(options);
    table.location = options.location;
    for (const std::string& structure : options.files) {
        const auto statement = hl7v2::json::ddl(structure, options.hl7v2_version, dialect, table);
        if (!statement) return context.fail(statement.error(), kUsage);
        context.output.out(*statement);
    }
}

void convert(const ConvertOptions& options, Context& context) {
    if (!options.ddl.empty()) return print_tables(options, context);
    jobs::JobSpec spec;
    if (options.hl7v2_json) spec.hl7v2.json = json_options(options);
    spec.validate.level = validate::Level::kMinimal;  // `hios validate` checks more
    spec.identity.name_space = options.name_space;
    if (!options.maps.empty()) {
        const auto used = use_maps(options.maps, options.table, spec);
        if (!used) return context.fail(used.error());
    }
    std::vector<jobs::InputFile> inputs;
    for (const std::string& file : options.files) {
        if (file == "-") {
            inputs.push_back({"standard-input", std::string(std::istreambuf_iterator<char>(std::cin), {}), {}});
        } else {
            inputs.push_back({file, {}, file});
        }
    }
    std::atomic<bool> stop{false};
    RunControl control;
    const StopSignals signals(stop, [&](int) { control.request_stop(false); });

    std::string buffer;
    bool first = true;
    const auto write = [&](std::string_view line) {
        if (options.bundle) {
            buffer += first ? "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
                            : ",{\"resource\":";
            buffer += line;
            buffer += '}';
        } else {
            buffer += line;
            buffer += '\n';
        }
        first = false;
        if (buffer.size() < (1U << 20)) return;
        context.output.out(buffer);
        buffer.clear();
    };
    const auto scratch = std::filesystem::temp_directory_path() / fmt::format("hios-convert-{}", ::getpid());
    const auto counts = jobs::convert_files(
        spec, inputs, scratch, write, [&](const Error& error) { context.output.error(error); }, control);
    std::error_code ignored;
    std::filesystem::remove_all(scratch, ignored);
    if (!counts) return context.fail(counts.error());
    if (options.bundle) buffer += first ? "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}\n" : "]}\n";
    context.output.out(buffer);
    if (counts->unresolved > 0 && !context.quiet)
        context.output.note(fmt::format("{} references stay unresolved", counts->unresolved));
    if (counts->rejects > 0) context.exit_code = kSomeRejected;
    if (signals.received() != 0) context.exit_code = 128 + signals.received();
}

}  // namespace

void add_convert(CLI::App& app, Context& context) {
    auto options = std::make_shared<ConvertOptions>();
    CLI::App* verb = app.add_subcommand("convert", "Convert documents to NDJSON on standard output");
    verb->footer(
        "hios convert bundle.json > resources.ndjson\n"
        "zcat bundle.json.gz | hios convert -            standard input\n"
        "hios convert a.json b.zip --bundle              one Bundle instead of NDJSON\n"
        "hios convert patients.csv --map synthea.yaml    flat files by a map\n"
        "hios convert adt.hl7 --map acme.yaml            with overrides of the built-in map\n"
        "hios convert feed.hl7 --hl7v2-json              messages as JSON of their own shape\n"
        "hios convert ORU_R01 --ddl athena               the table for such lines");
    verb->add_option("FILE", options->files, "Files (archives and compressed ones too), - for standard input")
        ->required()
        ->type_name("");
    verb->add_option("--map", options->maps,
                     "A map for flat files, or overrides of it or of built-in maps; a folder: all in it (repeatable)")
        ->allow_extra_args(false)
        ->type_name("MAP");
    verb->add_option("--table", options->table, "Which table of the map the files are, whatever they are called")
        ->type_name("NAME");
    verb->add_flag("--bundle", options->bundle, "Write one Bundle of type collection");
    CLI::Option* json = verb->add_flag("--hl7v2-json", options->hl7v2_json,
                                       "HL7 v2 messages as JSON of their own shape, one a line, instead of FHIR");
    verb->add_flag("--short-names", options->short_names, "Of that JSON: pid_5 instead of patient_name");
    json->excludes(verb->get_option("--bundle"));
    verb->add_option("--ddl", options->ddl, "Print the table definition for such lines; FILE names message structures")
        ->check(CLI::IsMember({"athena", "duckdb"}))
        ->type_name("DIALECT");
    verb->add_option("--hl7v2-version", options->hl7v2_version, "Of the structures of --ddl")
        ->type_name("VERSION")
        ->capture_default_str();
    verb->add_option("--location", options->location, "Where the lines lie, for --ddl")->type_name("URI");
    verb->add_option("--namespace", options->name_space, "Enters ids that must be derived (a job's identity.namespace)")
        ->type_name("NAME");
    verb->callback([options, &context] { convert(*options, context); });
}

}  // namespace hios::cli
