#include "jobs/doctor/folder_checks.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "io/local_store.hpp"
#include "jobs/doctor/probe.hpp"
#include "jobs/spec/size_duration.hpp"

namespace hios::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLittle = 10ULL << 30;
constexpr std::uint64_t kTooLittle = 256ULL << 20;

// The folder itself, or the nearest one above it that exists.
fs::path existing(const fs::path& folder) {
    std::error_code error;
    fs::path path = fs::absolute(folder, error);
    while (!fs::exists(path, error) && path.has_relative_path()) path = path.parent_path();
    return path;
}

void check_room(const fs::path& folder, Findings& findings) {
    std::error_code error;
    const auto room = fs::space(folder, error);
    if (error) return findings.skip("room", "is not known: " + error.message());
    const std::string text = fmt::format("{} free", jobs::format_size(room.available));
    constexpr const char* kMend = "Free some, or put the folder on another disk.";
    if (room.available < kTooLittle) {
        findings.fail("room", text, kMend);
    } else if (room.available < kLittle) {
        findings.warn("room", text, kMend);
    } else {
        findings.ok("room", text);
    }
}

void check_privacy(const fs::path& folder, Findings& findings) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0) return;
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return findings.ok("privacy", "nobody else may look into it");
    findings.warn("privacy", fmt::format("other users may look into it (mode {:04o})", status.st_mode & 07777U),
                  fmt::format("chmod 700 {}", folder.string()));
}

}  // namespace

void check_readable_folder(const fs::path& folder, Findings& findings) {
    std::error_code error;
    if (!fs::exists(folder, error))
        return findings.fail("exists", fmt::format("{} does not exist", folder.string()),
                             "Make it, or correct the path in the job spec.");
    if (!fs::is_directory(folder, error))
        return findings.fail("exists", fmt::format("{} is no folder", folder.string()), "Name a folder.");
    bool any = false;
    const auto listed = io::LocalStore(folder).list("",
                                                    [&any](ObjectInfo&&) {
                                                        any = true;
                                                        return false;
                                                    },
                                                    {});
    if (!listed) return findings.fail("list", listed.error());
    if (any) return findings.ok("list", folder.string());
    findings.warn("list", fmt::format("{} holds no files", folder.string()), "Put the documents there.");
}

void check_writable_folder(const fs::path& folder, Findings& findings) {
    const fs::path there = existing(folder);
    std::error_code error;
    if (there != fs::absolute(folder, error)) {
        const bool can = ::access(there.c_str(), W_OK | X_OK) == 0 && fs::is_directory(there, error);
        if (!can)
            return findings.fail("write", fmt::format("{} does not exist and cannot be made", folder.string()),
                                 fmt::format("Give this user write permission for {}.", there.string()));
        findings.ok("write", fmt::format("{} will be made", folder.string()));
    } else {
        io::LocalStore store(folder);
        check_probe(store, findings);
        check_privacy(folder, findings);
    }
    check_room(there, findings);
}

}  // namespace hios::doctor
