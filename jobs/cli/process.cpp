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

// Buffers of documents and lines do not lie in the heap (pipeline/byte_blocks.hpp). What else is large is rare, and
// better given back than a hole; what is given back at the heap's top would have to be made and zeroed anew soon. More
// arenas than a few grow by a fragment for each thread; with one, threads wait for each other (measured: a twentieth of
// a run's time).
void tune_allocator() {
    ::mallopt(M_MMAP_THRESHOLD, 1 << 20);
    ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
    ::mallopt(M_ARENA_MAX, 4);
}

}  // namespace hios::cli
