#include <fmt/format.h>

#include "jobs/cli/completion_tree.hpp"

namespace hios::cli {
namespace {

std::string single_quoted(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

// All paths of commands, so that the scripts know which words lead where.
std::string known_paths(const std::vector<CompletionCommand>& commands) {
    std::string paths;
    for (const CompletionCommand& command : commands) {
        if (!command.path.empty()) paths += (paths.empty() ? "" : "|") + single_quoted(command.path);
    }
    return paths;
}

std::string option_words(const CompletionCommand& command) {
    std::string words;
    for (const CompletionOption& option : command.options) {
        for (const std::string& name : option.names) words += (words.empty() ? "" : " ") + name;
    }
    return words;
}

// The case arms of one shell function: after an option with a value, complete the value.
std::string value_cases(const CompletionCommand& command) {
    std::string cases;
    for (const CompletionOption& option : command.options) {
        if (!option.takes_value) continue;
        const std::string action = option.choices.empty() ? "COMPREPLY=($(compgen -f -- \"$word\"))"
                                                          : fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$word\"))",
                                                                        fmt::join(option.choices, " "));
        cases += fmt::format("                {}) {}; return ;;\n", fmt::join(option.names, "|"), action);
    }
    return cases;
}

}  // namespace

std::string bash_completion(const std::vector<CompletionCommand>& commands) {
    std::string script = fmt::format(
        "# bash completion for hios; made by `hios completion bash`.\n"
        "_hios() {{\n"
        "    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} path='' i\n"
        "    COMPREPLY=()\n"
        "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "        case \"${{path:+$path }}${{COMP_WORDS[i]}}\" in\n"
        "            {}) path=\"${{path:+$path }}${{COMP_WORDS[i]}}\" ;;\n"
        "        esac\n"
        "    done\n"
        "    case \"$path\" in\n",
        known_paths(commands));
    for (const CompletionCommand& command : commands) {
        script += fmt::format("        {})\n", single_quoted(command.path));
        if (const std::string cases = value_cases(command); !cases.empty()) {
            script += fmt::format("            case \"$before\" in\n{}            esac\n", cases);
        }
        script += fmt::format(
            "            if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '{}' -- \"$word\")); return; fi\n",
            option_words(command));
        script += fmt::format("            COMPREPLY=($(compgen -W '{}' {} -- \"$word\")) ;;\n",
                              fmt::join(command.words, " "), command.takes_files ? "-f" : "");
    }
    return script + "    esac\n}\ncomplete -o filenames -F _hios hios\n";
}

std::string zsh_completion(const std::vector<CompletionCommand>& commands) {
    std::string script = fmt::format(
        "#compdef hios\n"
        "# zsh completion for hios; made by `hios completion zsh`.\n"
        "_hios() {{\n"
        "    local cmd='' i\n"
        "    local -a entries\n"
        "    for ((i = 2; i < CURRENT; i++)); do\n"
        "        case \"${{cmd:+$cmd }}${{words[i]}}\" in\n"
        "            {}) cmd=\"${{cmd:+$cmd }}${{words[i]}}\" ;;\n"
        "        esac\n"
        "    done\n"
        "    case \"$cmd\" in\n",
        known_paths(commands));
    // In a description list ':' parts the word from its description.
    const auto entry = [](const std::string& word, const std::string& description) {
        std::string escaped;
        for (const char c : word) escaped += c == ':' ? std::string("\\:") : std::string(1, c);
        return single_quoted(description.empty() ? escaped : escaped + ':' + description);
    };
    for (const CompletionCommand& command : commands) {
        script += fmt::format("        {})\n", single_quoted(command.path));
        std::string cases;
        for (const CompletionOption& option : command.options) {
            if (!option.takes_value) continue;
            const std::string action =
                option.choices.empty() ? "_files" : fmt::format("compadd -- {}", fmt::join(option.choices, " "));
            cases += fmt::format("                {}) {}; return ;;\n", fmt::join(option.names, "|"), action);
        }
        if (!cases.empty())
            script += fmt::format("            case \"${{words[CURRENT-1]}}\" in\n{}            esac\n", cases);
        script += "            if [[ ${words[CURRENT]} == -* ]]; then\n                entries=(";
        for (const CompletionOption& option : command.options) {
            for (const std::string& name : option.names) script += entry(name, option.description) + ' ';
        }
        script += ")\n                _describe option entries; return\n            fi\n";
        if (!command.words.empty()) {
            script += "            entries=(";
            for (const std::string& word : command.words) {
                std::string description;
                for (const CompletionCommand& child : commands) {
                    if (child.path == (command.path.empty() ? word : command.path + ' ' + word))
                        description = child.description;
                }
                script += entry(word, description) + ' ';
            }
            script += ")\n            _describe command entries\n";
        }
        script += fmt::format("            {} ;;\n", command.takes_files ? "_files" : ":");
    }
    // Sourced: register; found by compinit on fpath: run.
    return script +
           "    esac\n}\nif [[ \"${funcstack[1]}\" == _hios ]]; then _hios \"$@\"; else compdef _hios hios; fi\n";
}

std::string fish_completion(const std::vector<CompletionCommand>& commands) {
    std::string script = "# fish completion for hios; made by `hios completion fish`.\ncomplete -c hios -f\n";
    const auto quoted = [](const std::string& text) {
        std::string result = "'";
        for (const char c : text) result += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        return result + "'";
    };
    for (const CompletionCommand& command : commands) {
        std::string condition = "__fish_use_subcommand";
        if (!command.path.empty()) {
            condition.clear();
            for (const std::string& word : CLI::detail::split(command.path, ' ')) {
                condition += (condition.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + word);
            }
        }
        const std::string start = fmt::format("complete -c hios -n {}", quoted(condition));
        for (const CompletionOption& option : command.options) {
            script += start;
            for (const std::string& name : option.names) {
                script += name.compare(0, 2, "--") == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
            }
            if (!option.choices.empty()) {
                script += fmt::format(" -x -a {}", quoted(fmt::format("{}", fmt::join(option.choices, " "))));
            } else if (option.takes_value) {
                script += " -r -F";
            }
            script += fmt::format(" -d {}\n", quoted(option.description));
        }
        for (const std::string& word : command.words) {
            std::string description;
            for (const CompletionCommand& child : commands) {
                if (child.path == (command.path.empty() ? word : command.path + ' ' + word))
                    description = child.description;
            }
            script += fmt::format("{} -a {}{}\n", start, quoted(word),
                                  description.empty() ? "" : " -d " + quoted(description));
        }
        if (command.takes_files) script += start + " -F\n";
    }
    return script;
}

}  // namespace hios::cli
