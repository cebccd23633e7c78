#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>

#include "pipeline/engine.hpp"

namespace hios {
namespace {

// cgroup v2: "max 100000" or "150000 100000" (quota and period in microseconds).
double cgroup_quota() {
    std::ifstream file("/sys/fs/cgroup/cpu.max");
    std::string quota;
    double period = 0;
    if (!(file >> quota >> period) || quota == "max" || period <= 0) return 0;
    return std::atof(quota.c_str()) / period;
}

}  // namespace

unsigned usable_threads() {
    unsigned count = std::max(1U, std::thread::hardware_concurrency());
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0) count = std::max(1U, static_cast<unsigned>(CPU_COUNT(&set)));
    if (const double quota = cgroup_quota(); quota > 0)
        count = std::min(count, std::max(1U, static_cast<unsigned>(std::ceil(quota))));
    return count;
}

}  // namespace hios
