// hios completion: scripts for bash, zsh and fish, made from the program's own commands and options.

#include <memory>

#include <fmt/format.h>

#include "jobs/cli/completion_tree.hpp"
#include "jobs/cli/verb.hpp"

namespace hios::cli {

void add_completion(CLI::App& app, Context& context) {
    auto shell = std::make_shared<std::string>();
    CLI::App* verb = app.add_subcommand("completion", "Print a script that completes commands in your shell");
    verb->footer(
        "source <(hios completion bash)                         in this shell\n"
        "hios completion bash > ~/.local/share/bash-completion/completions/hios\n"
        "hios completion zsh  > \"${fpath[1]}/_hios\"\n"
        "hios completion fish > ~/.config/fish/completions/hios.fish");
    verb->add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}))
        ->type_name("");
    verb->callback([shell, &app, &context] {
        const auto commands = completion_tree(app);
        context.output.out(*shell == "bash"  ? bash_completion(commands)
                           : *shell == "zsh" ? zsh_completion(commands)
                                             : fish_completion(commands));
    });
}

}  // namespace hios::cli
