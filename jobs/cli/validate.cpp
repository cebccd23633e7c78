// hios validate: FHIR R4 validation of files, without a job.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/signals.hpp"
#include "jobs/cli/verb.hpp"
#include "jobs/run/validate_files.hpp"
#include "jobs/spec/profile_files.hpp"

namespace hios::cli {
namespace {

struct ValidateOptions {
    std::vector<std::string> files;
    std::string level = "structure-only";
    bool json = false;
    bool summary = false;
    unsigned threads = 0;
    std::string us_core = "3.1.1";
    std::vector<std::string> profiles;
};

// Files as named, and all files below folders, in the order of their names.
std::vector<jobs::InputFile> inputs_of(const std::vector<std::string>& files) {
    std::vector<jobs::InputFile> inputs;
    for (const std::string& file : files) {
        std::error_code ignored;
        if (file == "-") {
            inputs.push_back({"standard-input", std::string(std::istreambuf_iterator<char>(std::cin), {}), {}});
        } else if (std::filesystem::is_directory(file, ignored)) {
            std::vector<std::string> below;
            for (const auto& entry : std::filesystem::recursive_directory_iterator(
                     file, std::filesystem::directory_options::skip_permission_denied, ignored)) {
                if (entry.is_regular_file(ignored)) below.push_back(entry.path().string());
            }
            std::sort(below.begin(), below.end());
            for (const std::string& path : below) inputs.push_back({path, {}, path});
        } else {
            inputs.push_back({file, {}, file});
        }
    }
    return inputs;
}

std::string summary_json(const jobs::ValidationCounts& counts, const std::string& level) {
    nlohmann::ordered_json rules = nlohmann::ordered_json::object();
    for (const auto& [rule, of_rule] : counts.by_rule)
        rules[rule] = {{"severity", of_rule.error ? "error" : "warning"}, {"count", of_rule.count}};
    return nlohmann::ordered_json{{"level", level},
                                  {"documents", counts.documents},
                                  {"unreadable", counts.unreadable},
                                  {"resources", counts.resources},
                                  {"with_errors", counts.with_errors},
                                  {"errors", counts.errors},
                                  {"warnings", counts.warnings},
                                  {"rules", rules}}
               .dump() +
           "\n";
}

std::string summary_text(const jobs::ValidationCounts& counts, const std::string& level) {
    std::string text =
        fmt::format("{} resources in {} documents at level {}: {} with errors, {} documents unreadable\n",
                    counts.resources, counts.documents, level, counts.with_errors, counts.unreadable);
    for (const auto& [rule, of_rule] : counts.by_rule)
        text += fmt::format("  {:>10}  {:<7}  {}\n", of_rule.count, of_rule.error ? "error" : "warning", rule);
    return text;
}

void validate(const ValidateOptions& options, Context& context) {
    jobs::JobSpec spec;
    spec.limits.threads = options.threads;
    validate::Settings settings;
    settings.level = *validate::level_named(options.level);
    settings.depth = spec.limits.depth;
    auto profiles = jobs::read_profiles(options.us_core, {options.profiles.begin(), options.profiles.end()});
    if (!profiles) return context.fail(profiles.error(), kUsage);
    settings.profiles = std::move(profiles->choice);
    std::atomic<bool> stop{false};
    RunControl control;
    const StopSignals signals(stop, [&](int) { control.request_stop(false); });
    const auto output = options.summary ? jobs::ValidationOutput::kNothing
                        : options.json  ? jobs::ValidationOutput::kOutcomes
                                        : jobs::ValidationOutput::kLines;
    const auto scratch = std::filesystem::temp_directory_path() / fmt::format("hios-validate-{}", ::getpid());
    const auto counts = jobs::validate_files(
        spec, inputs_of(options.files), settings, output, scratch,
        [&](std::string_view text) { context.output.out(text); },
        [&](const Error& error) { context.output.error(error); }, control);
    std::error_code ignored;
    std::filesystem::remove_all(scratch, ignored);
    if (!counts) return context.fail(counts.error());
    if (options.summary) {
        context.output.out(options.json ? summary_json(*counts, options.level) : summary_text(*counts, options.level));
    } else if (!options.json && !context.quiet) {
        std::string text = summary_text(*counts, options.level);
        text.pop_back();
        context.output.note(text);
    }
    if (counts->with_errors > 0 || counts->unreadable > 0) context.exit_code = kSomeRejected;
    if (signals.received() != 0) context.exit_code = 128 + signals.received();
}

}  // namespace

void add_validate(CLI::App& app, Context& context) {
    auto options = std::make_shared<ValidateOptions>();
    CLI::App* verb = app.add_subcommand("validate", "Check FHIR R4 resources, Bundles and NDJSON");
    verb->footer(
        "hios validate bundle.json                      what is wrong, line by line\n"
        "hios validate dump.zip --summary               counts by rule\n"
        "hios validate data/ --level strict --json      an OperationOutcome a line\n"
        "zcat a.ndjson.gz | hios validate -             standard input\n"
        "hios explain validate.missing                  what a rule means");
    verb->add_option("FILE", options->files, "Files, folders, archives, compressed files; - for standard input")
        ->required()
        ->type_name("");
    verb->add_option("--level", options->level, "minimal, structure-only or strict")
        ->check(CLI::IsMember({"minimal", "structure-only", "strict"}))
        ->capture_default_str()
        ->type_name("LEVEL");
    verb->add_option("--us-core", options->us_core, "What a US Core url without version means, at level strict")
        ->check(CLI::IsMember({"3.1.1", "5.0.1", "6.1.0", "7.0.0"}))
        ->capture_default_str()
        ->type_name("VERSION");
    verb->add_option("--profile", options->profiles, "StructureDefinitions with a snapshot that hold at level strict")
        ->check(CLI::ExistingFile)
        ->allow_extra_args(false)
        ->type_name("FILE");
    verb->add_flag("--json", options->json, "An OperationOutcome for each resource with issues, one a line");
    verb->add_flag("--summary", options->summary, "Only counts by rule; with --json as one object");
    verb->add_option("--threads", options->threads, "Worker threads; 0: as many as there are cores")->type_name("N");
    verb->callback([options, &context] { validate(*options, context); });
}

}  // namespace hios::cli
