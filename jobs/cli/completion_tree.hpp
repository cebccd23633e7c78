#pragma once
// What can be typed, read off a CLI11 command tree, and the shells' scripts for it.

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace hios::cli {

struct CompletionOption {
    std::vector<std::string> names;  // "--set", "-q"
    std::string description;         // first sentence
    bool takes_value = false;
    std::vector<std::string> choices;  // of its value
};

struct CompletionCommand {
    std::string path;  // "" for the program, "run", "import list"
    std::string description;
    std::vector<CompletionOption> options;
    std::vector<std::string> words;  // subcommands and choices of positionals
    bool takes_files = false;        // a positional without choices
};

// The program first, then its subcommands, depth first.
std::vector<CompletionCommand> completion_tree(const CLI::App& app);

std::string bash_completion(const std::vector<CompletionCommand>& commands);
std::string zsh_completion(const std::vector<CompletionCommand>& commands);
std::string fish_completion(const std::vector<CompletionCommand>& commands);

}  // namespace hios::cli
