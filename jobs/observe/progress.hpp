#pragma once
// The progress display of a run, on standard error, from a thread of its own.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "jobs/observe/rates.hpp"
#include "pipeline/metrics.hpp"

namespace hios::observe {

enum class ProgressMode : std::uint8_t {
    kAuto,      // kTerminal when the descriptor is one (and TERM is not "dumb"), else kLog
    kTerminal,  // a live block, redrawn in place
    kLog,       // one logfmt line from time to time
    kQuiet,     // nothing
};

struct ProgressOptions {
    ProgressMode mode = ProgressMode::kAuto;
    int descriptor = 2;
    std::chrono::milliseconds redraw{200};
    std::chrono::milliseconds log_every{30'000};
};

// Start it after signals are blocked (StopSignals), so that its thread takes none. Thread-safe.
class Progress {
public:
    // `metrics` must outlive this.
    Progress(const Metrics& metrics, ProgressOptions options);
    // Calls stop().
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // Prints a line above the live block (or just prints it). With kQuiet too: it is a message, not progress.
    void message(std::string_view line);

    // Draws the last state and leaves it standing; a log gets a last line only when it has had one.
    // Later calls do nothing.
    void stop();

private:
    void work();
    void draw(bool last);
    void erase_block();
    void write(std::string_view text) const;

    const Metrics& metrics_;
    ProgressOptions options_;
    std::chrono::steady_clock::time_point began_;
    RateWindow window_;
    std::size_t drawn_lines_ = 0;
    bool logged_ = false;
    std::mutex mutex_;  // guards all of the above after construction, and the output
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace hios::observe
