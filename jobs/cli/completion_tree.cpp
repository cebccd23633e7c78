#include "jobs/cli/completion_tree.hpp"

namespace hios::cli {
namespace {

// CLI11 shows the choices of an IsMember check only in an option's type: "TEXT:{bash,zsh}".
std::vector<std::string> choices_of(const CLI::Option& option) {
    const std::string type = option.get_type_name();
    const std::size_t open = type.find('{');
    const std::size_t close = type.find('}', open == std::string::npos ? 0 : open);
    if (open == std::string::npos || close == std::string::npos) return {};
    return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

std::string first_sentence(const std::string& text) {
    return text.substr(0, text.find_first_of(".(;\n"));
}

void walk(const CLI::App& app, const std::string& path, std::vector<CompletionCommand>& commands) {
    CompletionCommand command;
    command.path = path;
    command.description = first_sentence(app.get_description());
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_positional()) {
            const auto choices = choices_of(*option);
            command.words.insert(command.words.end(), choices.begin(), choices.end());
            command.takes_files = command.takes_files || choices.empty();
            continue;
        }
        CompletionOption entry;
        for (const std::string& name : option->get_lnames()) entry.names.push_back("--" + name);
        for (const std::string& name : option->get_snames()) entry.names.push_back("-" + name);
        entry.description = first_sentence(option->get_description());
        entry.takes_value = option->get_expected_max() > 0;
        entry.choices = choices_of(*option);
        command.options.push_back(std::move(entry));
    }
    const auto children = app.get_subcommands([](const CLI::App* child) { return !child->get_name().empty(); });
    for (const CLI::App* child : children) command.words.push_back(child->get_name());
    commands.push_back(std::move(command));
    for (const CLI::App* child : children)
        walk(*child, path.empty() ? child->get_name() : path + ' ' + child->get_name(), commands);
}

}  // namespace

std::vector<CompletionCommand> completion_tree(const CLI::App& app) {
    std::vector<CompletionCommand> commands;
    walk(app, "", commands);
    return commands;
}

}  // namespace hios::cli
