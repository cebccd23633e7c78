// hios-datagen: made-up clinical data, the same bytes for the same seed and options on every machine.

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>

#include "bench/datagen/commands.hpp"
#include "bench/datagen/hl7v2_messages.hpp"

namespace hios::bench {
namespace {

constexpr int kUsage = 2;

const std::map<std::string, References> kStyles{{"conditional", References::kConditional}, {"urn", References::kUrn}};
const std::map<std::string, Compression> kCompressions{
    {"none", Compression::kNone}, {"gz", Compression::kGzip}, {"zst", Compression::kZstd}};
const std::map<std::string, ArchiveKind> kArchives{{"none", ArchiveKind::kNone},
                                                   {"zip", ArchiveKind::kZip},
                                                   {"tar", ArchiveKind::kTar},
                                                   {"tar.gz", ArchiveKind::kTarGzip}};

void common_options(CLI::App& command, Options& options) {
    command.add_option("--seed", options.seed, "Same seed, same bytes")->capture_default_str();
    command.add_option("--out", options.out, "Folder to write to")->required();
}

void compression_option(CLI::App& command, Options& options) {
    command.add_option("--compress", options.compression, "none, gz or zst: each file or archive member")
        ->transform(CLI::CheckedTransformer(kCompressions));
}

void archive_option(CLI::App& command, Options& options) {
    command.add_option("--archive", options.archive, "none, zip, tar or tar.gz: all files in one archive")
        ->transform(CLI::CheckedTransformer(kArchives));
}

void layout_options(CLI::App& command, Options& options) {
    const auto group = command.add_option_group("layout");
    group->add_flag_callback(
        "--pretty", [&] { options.layout = Layout::kPretty; }, "Indented, as Synthea writes (default)");
    group->add_flag_callback(
        "--compact", [&] { options.layout = Layout::kCompact; }, "No blanks");
    group->require_option(0, 1);
}

void record_options(CLI::App& command, Options& options) {
    command.add_option("--mean-resources", options.mean_resources, "Mean resources of a patient")
        ->capture_default_str();
    command.add_option("--providers", options.providers, "Providers; 0: one for each three patients")
        ->capture_default_str();
}

void print(const Summary& summary) {
    fmt::print("{{\"files\":{},\"resources\":{},\"distinct\":{},\"bytes\":{}}}\n", summary.files, summary.resources,
               summary.distinct, summary.bytes);
}

// The formats that a map turns into FHIR.
void mapped_formats(CLI::App& app, Options& options) {
    CLI::App* hl7v2 = app.add_subcommand("hl7v2", "HL7 v2.5.1 messages of a hospital's feed");
    common_options(*hl7v2, options);
    compression_option(*hl7v2, options);
    hl7v2->add_option("--count", options.count, "Messages")->capture_default_str();
    hl7v2->add_option("--per-file", options.per_file, "Messages a file; 0: all in one")->capture_default_str();
    hl7v2->add_option("--patients", options.patients, "Patients the messages are about")->capture_default_str();
    hl7v2->add_option("--kind", options.kind, "mixed, or only one kind: " + kind_names())->capture_default_str();

    CLI::App* ccda = app.add_subcommand("ccda", "Continuity of Care Documents (C-CDA R2.1)");
    common_options(*ccda, options);
    compression_option(*ccda, options);
    archive_option(*ccda, options);
    ccda->add_option("--count", options.count, "Documents")->capture_default_str();
    ccda->add_option("--bytes", options.document_bytes, "Mean bytes a document; about that many when there is but one")
        ->capture_default_str();
    ccda->add_flag("--defects", options.defects, "Each document has one defect, named in its file name");

    CLI::App* flat = app.add_subcommand("flat", "The tables of Synthea's CSV export");
    common_options(*flat, options);
    compression_option(*flat, options);
    flat->add_option("--patients", options.patients, "Patients")->capture_default_str();
    flat->add_option("--table", options.table, "all, or only this one: patients, conditions, ...")
        ->capture_default_str();
}

int run(int argc, char** argv) {
    Options options;
    CLI::App app("Makes synthetic clinical data: the same bytes for the same seed and options.", "hios-datagen");
    app.require_subcommand(1);

    CLI::App* bundles = app.add_subcommand("bundles", "One transaction Bundle a patient, with provider Bundles");
    common_options(*bundles, options);
    record_options(*bundles, options);
    layout_options(*bundles, options);
    compression_option(*bundles, options);
    archive_option(*bundles, options);
    bundles->add_option("--patients", options.patients, "Patients")->capture_default_str();
    bundles->add_option("--style", options.style, "conditional or urn: how references to providers are written")
        ->transform(CLI::CheckedTransformer(kStyles));

    CLI::App* ndjson = app.add_subcommand("ndjson", "The form of a bulk export: one file per resource type");
    common_options(*ndjson, options);
    record_options(*ndjson, options);
    compression_option(*ndjson, options);
    ndjson->add_option("--patients", options.patients, "Patients")->capture_default_str();

    CLI::App* small = app.add_subcommand("small", "Many files of one small resource each");
    common_options(*small, options);
    layout_options(*small, options);
    compression_option(*small, options);
    archive_option(*small, options);
    small->add_option("--count", options.count, "Files")->capture_default_str();
    small->add_option("--bytes", options.bytes, "Bytes a file, give or take a quarter")->capture_default_str();

    CLI::App* big = app.add_subcommand("big-bundle", "One Bundle of many entries");
    common_options(*big, options);
    record_options(*big, options);
    layout_options(*big, options);
    compression_option(*big, options);
    big->add_option("--entries", options.entries, "Entries, at least")->capture_default_str();

    CLI::App* dirty = app.add_subcommand("dirty", "One file per kind of defect; prints what is wrong with each");
    common_options(*dirty, options);
    dirty->add_option("--bomb-bytes", options.bomb_bytes, "What the gzip bomb expands to")->capture_default_str();

    mapped_formats(app, options);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return code == 0 ? 0 : kUsage;
    }

    if (*bundles) print(write_bundles(options));
    if (*ndjson) print(write_ndjson(options));
    if (*small) print(write_small(options));
    if (*big) print(write_big_bundle(options));
    if (app.got_subcommand("hl7v2")) print(write_hl7v2(options));
    if (app.got_subcommand("ccda")) print(write_ccda(options));
    if (app.got_subcommand("flat")) print(write_flat(options));
    if (*dirty) {
        write_dirty(options);
        for (const Defect& defect : dirty_files()) fmt::print("{}\t{}\n", defect.file, defect.what);
    }
    return 0;
}

}  // namespace
}  // namespace hios::bench

int main(int argc, char** argv) {
    // Zip headers carry local time: without this the bytes would depend on the machine's time zone.
    setenv("TZ", "UTC0", 1);
    tzset();
    try {
        return hios::bench::run(argc, argv);
    } catch (const std::exception& error) {
        std::fputs(fmt::format("hios-datagen: {}\n", error.what()).c_str(), stderr);
        return 1;
    }
}
