#include "jobs/cli/process.hpp"

#include <csignal>

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace hios::cli {

void harden_process() {
    ::umask(077);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, nullptr);
}

// Documents of some megabytes come and go all the time: given back to the kernel each time, their
// pages would have to be made and zeroed anew, which was measured at a tenth of a run's time. One arena:
// what one thread frees serves the next, and the heap does not grow by a fragment for each thread.
void tune_allocator() {
    ::mallopt(M_MMAP_THRESHOLD, 64 << 20);
    ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
    ::mallopt(M_ARENA_MAX, 1);
}

}  // namespace hios::cli
