// credential_process: a program of the user's choice prints the keys.

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <nlohmann/json.hpp>
#include <system_error>

#include "io/aws/codes.hpp"
#include "io/aws/credential_sources.hpp"

extern char** environ;

namespace hios::aws {
namespace {

constexpr std::chrono::seconds kLongest{60};
constexpr std::size_t kMostOutput = 1 << 16;

// Words as a POSIX shell takes them, without any expansion. Nothing when a quote is not closed.
std::optional<std::vector<std::string>> words_of(std::string_view command) {
    std::vector<std::string> words;
    std::string word;
    bool in_word = false;
    char quote = 0;
    for (std::size_t i = 0; i < command.size(); ++i) {
        const char c = command[i];
        if (quote != 0) {
            if (c == quote) {
                quote = 0;
            } else if (c == '\\' && quote == '"' && i + 1 < command.size() &&
                       (command[i + 1] == '"' || command[i + 1] == '\\')) {
                word += command[++i];
            } else {
                word += c;
            }
        } else if (c == '\'' || c == '"') {
            quote = c;
            in_word = true;
        } else if (c == '\\' && i + 1 < command.size()) {
            word += command[++i];
            in_word = true;
        } else if (c == ' ' || c == '\t') {
            if (in_word) words.push_back(std::move(word));
            word.clear();
            in_word = false;
        } else {
            word += c;
            in_word = true;
        }
    }
    if (quote != 0) return std::nullopt;
    if (in_word) words.push_back(std::move(word));
    return words;
}

struct Finished {
    std::string output;
    int status = -1;  // of waitpid
    bool timed_out = false;
};

// All that the program writes until it closes its output or time is up.
void collect(int descriptor, Finished& finished) {
    const auto deadline = std::chrono::steady_clock::now() + kLongest;
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd waiting{descriptor, POLLIN, 0};
        const int ready = left.count() > 0 ? ::poll(&waiting, 1, static_cast<int>(left.count())) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) {
            finished.timed_out = true;
            return;
        }
        const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
        if (got <= 0 || finished.output.size() > kMostOutput) return;
        finished.output.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

// An errno, or how it went. Its standard error is ours: people read it there.
tl::expected<Finished, int> run(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return tl::unexpected(errno);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    pid_t child = 0;
    const int error = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (error != 0) {
        ::close(ends[0]);
        return tl::unexpected(error);
    }
    Finished finished;
    collect(ends[0], finished);
    ::close(ends[0]);
    if (finished.timed_out) ::kill(child, SIGKILL);
    while (::waitpid(child, &finished.status, 0) < 0 && errno == EINTR) {
    }
    return finished;
}

}  // namespace

Found from_process(const Surroundings& around, const std::string& profile) {
    const std::string command = around.config.profiles.value(profile, "credential_process");
    if (command.empty()) {
        around.tried.push_back(fmt::format("profile '{}' (no credential_process)", profile));
        return std::nullopt;
    }
    const auto failed = [&profile](std::string_view why) {
        return fail(fatal(codes::kAwsCredentials,
                          fmt::format("the credential_process of profile '{}' {}", profile, why),
                          "Run the command of the profile by hand and mend what it reports."));
    };
    auto words = words_of(command);
    if (!words || words->empty()) return failed("has a quote that is not closed");
    const auto finished = run(std::move(*words));
    if (!finished) {
        return failed(fmt::format("cannot be started: {}", std::generic_category().message(finished.error())));
    }
    if (finished->timed_out) return failed(fmt::format("did not end within {} s", kLongest.count()));
    if (!WIFEXITED(finished->status) || WEXITSTATUS(finished->status) != 0) {
        return failed(WIFEXITED(finished->status)
                          ? fmt::format("ended with exit code {}", WEXITSTATUS(finished->status))
                          : std::string("was killed"));
    }
    const auto json = nlohmann::json::parse(finished->output, nullptr, false);
    if (!json.is_object() || json.value("Version", nlohmann::json()) != 1) {
        return failed("printed no JSON object with Version 1");
    }
    auto found = credentials_of_json(finished->output, fmt::format("profile '{}' (credential_process)", profile));
    if (!found) return failed("printed no AccessKeyId and SecretAccessKey, or an Expiration that is no time");
    return found;
}

}  // namespace hios::aws
