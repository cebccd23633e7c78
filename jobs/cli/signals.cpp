#include "jobs/cli/signals.hpp"

#include <csignal>
#include <utility>

#include <pthread.h>
#include <unistd.h>

namespace hios::cli {
namespace {

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

}  // namespace

StopSignals::StopSignals(std::atomic<bool>& stop, std::function<void(int)> on_stop)
    : stop_(stop), on_stop_(std::move(on_stop)) {
    const sigset_t set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    thread_ = std::thread([this] { watch(); });
}

StopSignals::~StopSignals() {
    ending_ = true;
    pthread_kill(thread_.native_handle(), SIGTERM);  // wakes sigwait; other threads never see it
    thread_.join();
    const sigset_t set = stop_signals();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void StopSignals::watch() {
    const sigset_t set = stop_signals();
    for (;;) {
        int signal = 0;
        if (sigwait(&set, &signal) != 0) continue;
        if (ending_) return;
        if (received_ != 0) _exit(128 + signal);
        received_ = signal;
        stop_ = true;
        if (on_stop_) on_stop_(signal);
    }
}

}  // namespace hios::cli
