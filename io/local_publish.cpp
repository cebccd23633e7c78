#include "io/local_publish.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>

#include "io/errno_error.hpp"
#include "io/file_handle.hpp"
#include "io/keys.hpp"
#include "io/local_source.hpp"
#include "pipeline/codes.hpp"

namespace hios::io {
namespace {

constexpr std::size_t kCopyBytes = 1 << 20;
constexpr std::size_t kWriteBytes = 1 << 30;  // below what one write() takes

Error write_error(int number, std::string_view action, const std::string& key) {
    // A folder that vanished under us is trouble of the surroundings, not a missing object.
    if (number == ENOENT) number = EIO;
    return error_from_errno(number, action, key, Fault::kFatal);
}

std::filesystem::path parent_of(const std::filesystem::path& path) {
    const std::filesystem::path parent = path.parent_path();
    return parent.empty() ? std::filesystem::path(".") : parent;
}

// The functions from here to the class answer 0 or an error number.

int sync_folder(const std::filesystem::path& folder) {
    const FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.valid()) return errno;
    // EINVAL: a file system whose folders need no sync.
    return ::fsync(handle.get()) == 0 || errno == EINVAL ? 0 : errno;
}

int make_one_folder(const std::filesystem::path& folder, bool durable) {
    if (::mkdir(folder.c_str(), 0777) == 0) return durable ? sync_folder(parent_of(folder)) : 0;
    if (errno != EEXIST) return errno;
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0) return errno;
    return S_ISDIR(status.st_mode) ? 0 : ENOTDIR;
}

int make_folder_chain(const std::filesystem::path& folder, bool durable) {
    const int number = make_one_folder(folder, durable);
    const std::filesystem::path parent = folder.parent_path();
    if (number != ENOENT || parent.empty() || parent == folder) return number;
    if (const int above = make_folder_chain(parent, durable); above != 0) return above;
    return make_one_folder(folder, durable);
}

int sync_file(const std::filesystem::path& path) {
    const FileHandle handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!handle.valid()) return errno;
    return ::fdatasync(handle.get()) == 0 ? 0 : errno;
}

int give_name(const std::filesystem::path& from, const std::filesystem::path& target, bool if_absent) {
    if (!if_absent) return std::rename(from.c_str(), target.c_str()) == 0 ? 0 : errno;
    if (::link(from.c_str(), target.c_str()) == 0) {
        ::unlink(from.c_str());
        return 0;
    }
    const int number = errno;
    // Some file systems know no hard links, some mounts refuse them.
    if (number != EPERM && number != EOPNOTSUPP && number != EMLINK && number != ENOSYS) return number;
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) return 0;
    return errno == EINVAL || errno == ENOSYS ? number : errno;
}

// A file being written in the target's folder. It is removed again unless it got its name.
class PendingFile {
public:
    explicit PendingFile(const Publication& publication) : publication_(publication) {}
    PendingFile(const PendingFile&) = delete;
    PendingFile& operator=(const PendingFile&) = delete;
    ~PendingFile() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }

    Outcome<void> create() {
        static std::atomic<std::uint64_t> counter{0};
        const std::filesystem::path folder = parent_of(publication_.target);
        bool folder_made = false;
        for (;;) {
            const std::filesystem::path path = folder / fmt::format("{}{}-{}", kPartialPrefix, ::getpid(), ++counter);
            file_ = FileHandle(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
            if (file_.valid()) {
                path_ = path;
                return {};
            }
            const int number = errno;
            if (number == EEXIST) continue;  // left by a killed process that had the same id
            if (number != ENOENT || folder_made) return fail(write_error(number, "create a file", publication_.key));
            HIOS_CHECK(make_folders(folder, publication_.key, publication_.durable));
            folder_made = true;
        }
    }

    Outcome<void> write(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t put = ::write(file_.get(), bytes.data(), std::min(bytes.size(), kWriteBytes));
            if (put >= 0) {
                bytes.remove_prefix(static_cast<std::size_t>(put));
            } else if (errno != EINTR) {
                return fail(write_error(errno, "write the file", publication_.key));
            }
        }
        return {};
    }

    Outcome<void> finish() {
        if (publication_.durable && ::fdatasync(file_.get()) != 0) {
            return fail(write_error(errno, "write the file to disk", publication_.key));
        }
        if (file_.close() != 0) return fail(write_error(errno, "close the file", publication_.key));
        return {};
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    void forget() { path_.clear(); }

private:
    const Publication& publication_;
    FileHandle file_;
    std::filesystem::path path_;
};

bool is_folder(const std::filesystem::path& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Outcome<PutResult> exists(const Publication& publication) {
    if (is_folder(publication.target)) {
        return fail(reject(codes::kBadKey, "a folder of this name exists", {publication.key, 0, 0, {}}));
    }
    // Whoever made it may have been stopped before its own sync.
    if (publication.durable) {
        if (const int number = sync_folder(parent_of(publication.target)); number != 0) {
            return fail(write_error(number, "write the folder to disk", publication.key));
        }
    }
    return PutResult::kExists;
}

// `number` is give_name()'s answer; EXDEV is the caller's to handle.
Outcome<PutResult> conclude(const Publication& publication, int number) {
    if (number == EEXIST) return exists(publication);
    if (number != 0) return fail(write_error(number, "give the file its name", publication.key));
    if (publication.durable) {
        if (const int sync = sync_folder(parent_of(publication.target)); sync != 0) {
            return fail(write_error(sync, "write the folder to disk", publication.key));
        }
    }
    return PutResult::kCreated;
}

Outcome<PutResult> conclude(const Publication& publication, PendingFile& pending) {
    HIOS_CHECK(pending.finish());
    const int number = give_name(pending.path(), publication.target, publication.if_absent);
    if (number == 0) pending.forget();
    return conclude(publication, number);
}

// Spares the writing of what will not be taken; the answer that counts is give_name()'s.
bool taken_already(const Publication& publication) {
    struct stat status {};
    return publication.if_absent && ::lstat(publication.target.c_str(), &status) == 0;
}

Outcome<PutResult> copy(const Publication& publication, const std::filesystem::path& from) {
    HIOS_TRY(const auto source, open_local_source(from, publication.key));
    PendingFile pending(publication);
    HIOS_CHECK(pending.create());
    const auto buffer = std::make_unique<char[]>(kCopyBytes);
    for (;;) {
        HIOS_TRY(const std::size_t got, source->read(std::span(buffer.get(), kCopyBytes)));
        if (got == 0) break;
        HIOS_CHECK(pending.write({buffer.get(), got}));
    }
    return conclude(publication, pending);
}

}  // namespace

Outcome<void> make_folders(const std::filesystem::path& folder, const std::string& key, bool durable) {
    const int number = make_folder_chain(folder, durable);
    if (number == 0) return {};
    return fail(write_error(number, "make the folder", key));
}

Outcome<PutResult> publish_bytes(const Publication& publication, std::string_view bytes) {
    if (taken_already(publication)) return exists(publication);
    PendingFile pending(publication);
    HIOS_CHECK(pending.create());
    HIOS_CHECK(pending.write(bytes));
    return conclude(publication, pending);
}

Outcome<PutResult> publish_file(const Publication& publication, const std::filesystem::path& from) {
    struct stat status {};
    if (::lstat(from.c_str(), &status) != 0) {
        return fail(error_from_errno(errno, "look at the file to be stored", publication.key, Fault::kFatal));
    }
    if (taken_already(publication)) return exists(publication);
    if (!S_ISREG(status.st_mode)) return copy(publication, from);  // moving a symbolic link would not move its bytes
    if (publication.durable) {
        if (const int number = sync_file(from); number != 0) {
            return fail(write_error(number, "write the file to disk", publication.key));
        }
    }
    int number = give_name(from, publication.target, publication.if_absent);
    if (number == ENOENT) {
        HIOS_CHECK(make_folders(parent_of(publication.target), publication.key, publication.durable));
        number = give_name(from, publication.target, publication.if_absent);
    }
    if (number == EXDEV) return copy(publication, from);
    return conclude(publication, number);
}

}  // namespace hios::io
