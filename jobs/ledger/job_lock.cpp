#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include <fmt/format.h>

#include "jobs/ledger/codes.hpp"
#include "jobs/ledger/ledger.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {

Outcome<JobLock> JobLock::acquire(const std::filesystem::path& state, const std::string& job, const std::string& now) {
    const auto path = state / (job + ".lock");
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return fail(fatal(codes::kPermission, fmt::format("cannot write {}", path.string())));
    JobLock lock(descriptor);
    std::array<char, 256> text{};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const ssize_t got = ::pread(descriptor, text.data(), text.size() - 1, 0);
        const std::string holder =
            got > 0 ? std::string(text.data(), static_cast<std::size_t>(got)) : "another process";
        return fail(fatal(codes::kLocked, fmt::format("job {} is being run by {}", job, holder)));
    }
    std::array<char, 128> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
    const std::string holder = fmt::format("process {} on {} since {}", ::getpid(), host.data(), now);
    if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, holder.data(), holder.size(), 0) < 0) {
        return fail(retryable(codes::kIo, fmt::format("cannot write {}", path.string())));
    }
    return lock;
}

JobLock::~JobLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace hios::jobs
