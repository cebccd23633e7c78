#pragma once
// Help for people who see the program for the first time: examples come first.

#include <CLI/CLI.hpp>

namespace hios::cli {

// Prints a command's footer as its examples, before usage and options.
class HelpFormatter final : public CLI::Formatter {
public:
    HelpFormatter();
    std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

}  // namespace hios::cli
