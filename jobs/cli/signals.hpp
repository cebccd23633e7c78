#pragma once
// Ctrl-C and kill, in an orderly way: the first asks the run to stop taking in work, the second ends
// the process at once (the ledger makes the run resumable).

#include <atomic>
#include <functional>
#include <thread>

namespace hios::cli {

// Make one before any other thread starts: SIGINT and SIGTERM are blocked in this thread, and threads
// started later inherit that. One per process. The destructor ends the watch and unblocks them again.
class StopSignals {
public:
    // On the first signal `stop` becomes true, then `on_stop` is called with the signal's number, from
    // the watching thread: it may take locks, but must not end this object. `stop` must outlive this.
    explicit StopSignals(std::atomic<bool>& stop, std::function<void(int)> on_stop = {});
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    // The first signal's number, 0 when none came. The exit code is 128 + this.
    [[nodiscard]] int received() const { return received_; }

private:
    void watch();

    std::atomic<bool>& stop_;
    std::function<void(int)> on_stop_;
    std::atomic<int> received_{0};
    std::atomic<bool> ending_{false};
    std::thread thread_;
};

}  // namespace hios::cli
