#include "jobs/observe/progress.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "jobs/observe/progress_text.hpp"
#include "pipeline/clock.hpp"

namespace hios::observe {
namespace {

ProgressMode resolve(ProgressMode mode, int descriptor) {
    if (mode != ProgressMode::kAuto) return mode;
    const char* terminal = std::getenv("TERM");
    const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
    return ::isatty(descriptor) == 1 && !dumb ? ProgressMode::kTerminal : ProgressMode::kLog;
}

std::size_t columns(int descriptor) {
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return std::max<std::size_t>(size.ws_col, 20) - 1;
    return 79;
}

}  // namespace

Progress::Progress(const Metrics& metrics, ProgressOptions options)
    : metrics_(metrics), options_(options), began_(std::chrono::steady_clock::now()) {
    options_.mode = resolve(options_.mode, options_.descriptor);
    if (options_.mode != ProgressMode::kQuiet) thread_ = std::thread([this] { work(); });
}

Progress::~Progress() {
    stop();
}

void Progress::message(std::string_view line) {
    const std::lock_guard lock(mutex_);
    erase_block();
    write(fmt::format("{}\n", line));
}

void Progress::stop() {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return;
        stopping_ = true;
    }
    wake_.notify_all();
    if (!thread_.joinable()) return;
    thread_.join();
    const std::lock_guard lock(mutex_);
    if (options_.mode == ProgressMode::kTerminal || logged_) draw(true);
}

void Progress::work() {
    const bool live = options_.mode == ProgressMode::kTerminal;
    std::unique_lock lock(mutex_);
    if (live) draw(false);
    while (!wake_.wait_for(lock, live ? options_.redraw : options_.log_every, [this] { return stopping_; }))
        draw(false);
}

void Progress::draw(bool last) {
    const auto now = std::chrono::steady_clock::now();
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - began_);
    const Look look = look_at(metrics_, now);
    const Rates rates = window_.add(look);
    if (options_.mode == ProgressMode::kLog) {
        logged_ = true;
        write(progress_line(look, rates, elapsed, to_iso8601(system_clock().now())) + '\n');
        return;
    }
    // One write for erasing and drawing, so that the block does not flicker.
    std::string text = drawn_lines_ == 0 ? std::string() : fmt::format("\x1b[{}F", drawn_lines_);
    const auto lines = progress_block(look, rates, elapsed, columns(options_.descriptor));
    for (const std::string& line : lines) text += line + "\x1b[K\n";
    text += "\x1b[J";
    drawn_lines_ = last ? 0 : lines.size();
    write(text);
}

void Progress::erase_block() {
    if (drawn_lines_ == 0) return;
    write(fmt::format("\x1b[{}F\x1b[J", drawn_lines_));
    drawn_lines_ = 0;
}

void Progress::write(std::string_view text) const {
    while (!text.empty()) {
        const ssize_t written = ::write(options_.descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;  // nobody is watching any more; the run goes on
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace hios::observe
