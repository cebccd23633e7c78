#include "jobs/cli/signals.hpp"

#include <chrono>
#include <csignal>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hios::cli {
namespace {

// Each case runs in a child: signals reach whole processes. Returns how the child ended.
template <class Body>
int status_of_child(Body body) {
    const pid_t child = ::fork();
    if (child == 0) _exit(body());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

bool becomes_true(const std::atomic<bool>& flag) {
    for (int i = 0; i < 500 && !flag; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return flag;
}

TEST(StopSignals, FirstSignalSetsTheFlagAndCallsBack) {
    const int status = status_of_child([] {
        std::atomic<bool> stop{false};
        std::atomic<bool> called{false};
        std::atomic<int> number{0};
        StopSignals signals(stop, [&](int signal) {
            number = signal;
            called = true;
        });
        ::kill(::getpid(), SIGTERM);
        return becomes_true(called) && stop && number == SIGTERM && signals.received() == SIGTERM ? 0 : 1;
    });
    EXPECT_EQ(status, 0);
}

TEST(StopSignals, SecondSignalEndsTheProcessAtOnce) {
    const int status = status_of_child([] {
        std::atomic<bool> stop{false};
        StopSignals signals(stop);
        ::kill(::getpid(), SIGTERM);
        if (!becomes_true(stop)) return 1;
        ::kill(::getpid(), SIGINT);
        std::this_thread::sleep_for(std::chrono::seconds(10));
        return 2;
    });
    EXPECT_EQ(status, 128 + SIGINT);
}

TEST(StopSignals, WithoutASignalEndsQuietlyAndUnblocks) {
    const int status = status_of_child([] {
        std::atomic<bool> stop{false};
        { StopSignals signals(stop); }
        if (stop) return 1;
        ::raise(SIGTERM);
        return 2;
    });
    EXPECT_EQ(status, -SIGTERM);
}

}  // namespace
}  // namespace hios::cli
