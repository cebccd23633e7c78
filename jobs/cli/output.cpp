#include "jobs/cli/output.hpp"

#include <cerrno>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

namespace hios::cli {
namespace {

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && errno == EPIPE) return true;  // `hios ... | head` has seen enough
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// Further lines of a text stand under the first.
std::string indented(std::string_view text) {
    std::string result;
    for (const char c : text) {
        result += c;
        if (c == '\n') result += "  ";
    }
    return result;
}

}  // namespace

bool use_colour(int descriptor) {
    const char* refused = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    if (refused != nullptr && *refused != '\0') return false;
    return terminal != nullptr && std::string_view(terminal) != "dumb" && ::isatty(descriptor) == 1;
}

Output::Output() : colour_out_(use_colour(STDOUT_FILENO)), colour_err_(use_colour(STDERR_FILENO)) {}

void Output::out(std::string_view text) {
    if (!write_all(STDOUT_FILENO, text)) good_ = false;
}

void Output::line(std::string_view text) {
    out(fmt::format("{}\n", text));
}

void Output::note(std::string_view text) {
    write_all(STDERR_FILENO, fmt::format("{} {}\n", colour_err_ ? "\x1b[36mnote:\x1b[0m" : "note:", indented(text)));
}

void Output::error(std::string_view text) {
    write_all(STDERR_FILENO,
              fmt::format("{} {}\n", colour_err_ ? "\x1b[1;31merror:\x1b[0m" : "error:", indented(text)));
}

void Output::error(const Error& error) {
    // Several lines are a list under the code's meaning.
    const bool list = error.what.find('\n') != std::string::npos;
    std::string text = list ? fmt::format("{}\n{}", error.code->meaning, error.what) : error.what;
    if (!error.where.document.empty()) text += fmt::format(" ({})", error.where.document);
    text += fmt::format("{}[{}]", list ? "\n" : " ", error.code->id);
    if (const auto mend = error.how_to_mend(); !mend.empty()) text += fmt::format("{}{}", list ? " " : "\n", mend);
    this->error(text);
}

std::string Output::bold(std::string_view text) const {
    return colour_out_ ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

std::string Output::dim(std::string_view text) const {
    return colour_out_ ? fmt::format("\x1b[2m{}\x1b[0m", text) : std::string(text);
}

}  // namespace hios::cli
