#include "io/local_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>

#include "io/errno_error.hpp"
#include "io/file_handle.hpp"
#include "io/local_listing.hpp"
#include "pipeline/codes.hpp"

namespace hios::io {
namespace {

class LocalSource final : public ByteSource {
public:
    LocalSource(FileHandle file, std::string key, const struct stat& opened)
        : file_(std::move(file)), key_(std::move(key)), opened_(opened) {}

    Outcome<std::size_t> read(std::span<char> into) override {
        if (into.empty()) return std::size_t{0};
        for (;;) {
            const ssize_t got = ::read(file_.get(), into.data(), into.size());
            if (got > 0) {
                total_ += static_cast<std::uint64_t>(got);
                return static_cast<std::size_t>(got);
            }
            if (got == 0) break;
            if (errno != EINTR) return fail(error_from_errno(errno, "read the file", key_, Fault::kReject));
        }
        HIOS_CHECK(check_unchanged());
        return std::size_t{0};
    }

private:
    [[nodiscard]] Outcome<void> check_unchanged() const {
        struct stat now {};
        if (::fstat(file_.get(), &now) != 0) {
            return fail(error_from_errno(errno, "look at the file again", key_, Fault::kReject));
        }
        const auto size = static_cast<std::uint64_t>(opened_.st_size);
        if (now.st_size == opened_.st_size && modified_ns(now) == modified_ns(opened_) && total_ == size) return {};
        return fail(reject(codes::kChanged,
                           fmt::format("the file held {} bytes when it was opened, {} were read, and it holds {} now",
                                       size, total_, now.st_size),
                           {key_, 0, 0, {}}));
    }

    FileHandle file_;
    std::string key_;
    struct stat opened_;
    std::uint64_t total_ = 0;
};

}  // namespace

Outcome<std::unique_ptr<ByteSource>> open_local_source(const std::filesystem::path& path, const std::string& key) {
    // O_NONBLOCK: opening a named pipe must not wait for a writer; it means nothing for regular files.
    FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.valid()) {
        // A part of the key that is a file, or a socket: no such object.
        const int number = errno == ENOTDIR || errno == ENXIO ? ENOENT : errno;
        return fail(error_from_errno(number, "open the file", key, Fault::kReject));
    }
    struct stat opened {};
    if (::fstat(file.get(), &opened) != 0)
        return fail(error_from_errno(errno, "look at the file", key, Fault::kReject));
    if (!S_ISREG(opened.st_mode)) return fail(reject(codes::kNotFound, "this is not a regular file", {key, 0, 0, {}}));
    ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    return std::make_unique<LocalSource>(std::move(file), key, opened);
}

}  // namespace hios::io
