#include "jobs/cli/help.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

namespace hios::cli {
namespace {

std::string indented(const std::string& text) {
    std::istringstream lines(text);
    std::string result;
    for (std::string line; std::getline(lines, line);) result += line.empty() ? "\n" : "  " + line + "\n";
    return result;
}

// "hios run JOB [options]"
std::string usage(const CLI::App* app) {
    std::string line = app->get_name();
    for (const CLI::App* parent = app->get_parent(); parent != nullptr; parent = parent->get_parent()) {
        line = parent->get_name() + ' ' + line;
    }
    for (const CLI::Option* option : app->get_options()) {
        if (!option->get_positional()) continue;
        const std::string name = option->get_name(true);
        line += option->get_required() ? ' ' + name : " [" + name + ']';
        if (option->get_expected_max() > 1) line += "...";
    }
    if (!app->get_subcommands(nullptr).empty()) line += " VERB";
    return line + " [options]";
}

}  // namespace

HelpFormatter::HelpFormatter() {
    column_width(26);
    label("REQUIRED", "");
    label("Positionals", "Arguments");
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string, CLI::AppFormatMode mode) const {
    std::string text = fmt::format("{}\n", app->get_description());
    if (!app->get_footer().empty()) text += fmt::format("\nExamples:\n{}", indented(app->get_footer()));
    text += fmt::format("\nUsage:\n  {}\n", usage(app));
    text += make_positionals(app);
    if (!app->get_subcommands(nullptr).empty()) {
        text += make_subcommands(app, mode);
    }
    text += make_groups(app, mode);
    return text;
}

}  // namespace hios::cli
