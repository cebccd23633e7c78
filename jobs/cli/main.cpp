// The program. Verbs are in files of their own; see jobs/cli/verb.hpp for how one is added.

#include <algorithm>
#include <array>
#include <exception>
#include <filesystem>
#include <memory>
#include <new>

#include <fmt/format.h>

#include "jobs/cli/help.hpp"
#include "jobs/cli/process.hpp"
#include "jobs/cli/verb.hpp"
#include "jobs/spec/near_miss.hpp"

namespace hios::cli {
namespace {

// In the order of the help.
constexpr std::array kVerbs{
    add_run,     add_plan,  add_check,  add_status, add_report, add_retry,   add_convert, add_validate,   add_map,
    add_explain, add_store, add_ingest, add_import, add_doctor, add_sandbox, add_schema,  add_completion,
};

constexpr const char* kDescription =
    "HIOS turns a folder of clinical documents into FHIR NDJSON shards and has them imported.\n"
    "The source is only read. Running a job again continues it, or takes only what is new.";

// Examples of verbs that exist: each verb's first one says more than a list of options.
std::string first_examples(const CLI::App& app) {
    std::string examples;
    for (const CLI::App* verb : app.get_subcommands(nullptr)) {
        const std::string footer = verb->get_footer();
        if (footer.empty()) continue;
        const std::string example = footer.substr(0, std::min(footer.find('\n'), footer.find("  ")));
        examples += fmt::format("{:<34}  {}\n", example, verb->get_description());
    }
    return examples;
}

// The first word that is no option must be a verb. CLI11 would only say that an argument was not expected.
bool knows_verb(const CLI::App& app, const std::vector<std::string>& arguments, Output& output) {
    std::vector<std::string> verbs;
    for (const CLI::App* verb : app.get_subcommands(nullptr)) verbs.push_back(verb->get_name());
    for (const std::string& argument : arguments) {
        if (argument.empty() || argument[0] == '-') continue;
        if (std::find(verbs.begin(), verbs.end(), argument) != verbs.end()) return true;
        const std::string near = jobs::nearest(argument, verbs);
        std::error_code ignored;
        std::string hint = fmt::format("Verbs: {}. `hios --help` says what they do.", fmt::join(verbs, ", "));
        if (!near.empty()) {
            hint = fmt::format("Did you mean `hios {}`?", near);
        } else if (std::filesystem::exists(argument, ignored)) {
            const bool runs = std::find(verbs.begin(), verbs.end(), "run") != verbs.end();
            hint = fmt::format("A verb comes first: `hios {} {}`.", runs ? "run" : "check", argument);
        }
        output.error(fmt::format("there is no verb \"{}\"\n{}", argument, hint));
        return false;
    }
    return true;
}

// CLI11's words, and the option that was most likely meant.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& arguments) {
    const CLI::App* verb = &app;
    std::string name = "hios";
    while (!verb->get_subcommands().empty()) {
        verb = verb->get_subcommands().back();
        name += ' ' + verb->get_name();
    }
    std::string text = error.what();
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
        const std::size_t end = text.find(" is required");
        text = fmt::format("{} is missing", text.substr(0, end));
    }
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
        std::vector<std::string> known;
        for (const CLI::App* owner : {verb, &app}) {
            for (const CLI::Option* option : owner->get_options()) {
                for (const std::string& long_name : option->get_lnames()) known.push_back("--" + long_name);
            }
        }
        for (const std::string& argument : arguments) {
            const std::string option = argument.substr(0, argument.find('='));
            if (option.compare(0, 2, "--") != 0 || std::find(known.begin(), known.end(), option) != known.end())
                continue;
            const std::string near = jobs::nearest(option, known);
            text = fmt::format("there is no option {}{}", option,
                               near.empty() ? "" : fmt::format("; did you mean {}?", near));
            break;
        }
    }
    return fmt::format("{}\n`{} --help` shows what it takes.", text, name);
}

int run(int argc, char** argv) {
    harden_process();
    tune_allocator();
    Context context;
    CLI::App app(kDescription, "hios");
    app.formatter(std::make_shared<HelpFormatter>());
    app.fallthrough();  // hios check job.yaml -q
    app.require_subcommand(0, 1);
    app.set_help_flag("-h,--help", "Show this help");
    app.set_version_flag("--version", fmt::format("hios {}", kProgramVersion), "Show the program's version");
    app.add_flag("-q,--quiet", context.quiet, "Say only errors: no progress, no notes");
    for (const auto add : kVerbs) add(app, context);
    for (CLI::App* verb : app.get_subcommands(nullptr)) verb->group("Verbs");
    app.footer(first_examples(app));

    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.empty()) {
        context.output.out(app.help());
        return kUsage;
    }
    if (!knows_verb(app, arguments, context.output)) return kUsage;
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& wanted) {
        // --help and --version end the parsing by an exception.
        if (dynamic_cast<const CLI::CallForVersion*>(&wanted) != nullptr) {
            context.output.line(wanted.what());
        } else {
            context.output.out(app.help());
        }
        return context.output.good() ? kDone : kInternalError;
    } catch (const CLI::ParseError& error) {
        context.output.error(usage_error(app, error, arguments));
        return kUsage;
    }
    if (app.get_subcommands().empty()) {
        context.output.error("a verb is missing; `hios --help` lists them");
        return kUsage;
    }
    if (!context.output.good() && context.exit_code == kDone) {
        context.output.error("standard output could not be written; the result is not complete");
        return kTemporary;
    }
    return context.exit_code;
}

}  // namespace
}  // namespace hios::cli

int main(int argc, char** argv) {
    try {
        return hios::cli::run(argc, argv);
    } catch (const std::bad_alloc&) {
        hios::cli::Output().error("there is not enough memory");
        return hios::cli::kTemporary;
    } catch (const std::exception& error) {
        hios::cli::Output().error(fmt::format("HIOS itself failed: {}\nPlease report this.", error.what()));
        return hios::cli::kInternalError;
    }
}
