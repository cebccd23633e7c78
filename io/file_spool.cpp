#include "io/file_spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include <fmt/format.h>

#include "io/errno_error.hpp"
#include "io/file_handle.hpp"
#include "pipeline/byte_buffer.hpp"

namespace hios::io {
namespace {

constexpr std::size_t kBufferBytes = 128 * 1024;
constexpr std::size_t kWorthACall = 32 * 1024;  // larger appends are not worth another copy

class FileSpool final : public Spool {
public:
    explicit FileSpool(std::filesystem::path path) : path_(std::move(path)) {}
    ~FileSpool() override {
        std::error_code ignored;  // put_file may have taken the file away already
        std::filesystem::remove(path_, ignored);
    }

    Outcome<void> append(std::string_view bytes) override {
        size_ += bytes.size();
        const bool large = bytes.size() >= kWorthACall;
        if (large || buffer_.size() + bytes.size() > kBufferBytes) {
            HIOS_CHECK(write_out(buffer_.view()));
            buffer_.clear();
        }
        if (large) return write_out(bytes);
        buffer_.append(bytes);
        return {};
    }

    Outcome<void> flush() override {
        HIOS_CHECK(write_out(buffer_.view()));
        buffer_ = ByteBuffer();
        if (!writer_.valid()) {
            // Even an empty spool is a file: put_file wants one.
            HIOS_CHECK(open_writer());
        }
        if (writer_.close() != 0) return failed("close");
        return {};
    }

    Outcome<std::size_t> read(std::uint64_t offset, std::span<char> into) override {
        if (!reader_.valid()) {
            reader_ = FileHandle(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
            if (!reader_.valid()) return failed("open");
        }
        std::size_t filled = 0;
        while (filled < into.size()) {
            const ssize_t got =
                ::pread(reader_.get(), into.data() + filled, into.size() - filled, static_cast<off_t>(offset + filled));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return failed("read");
            if (got == 0) break;
            filled += static_cast<std::size_t>(got);
        }
        return filled;
    }

    [[nodiscard]] std::uint64_t size() const override { return size_; }
    [[nodiscard]] const std::filesystem::path& path() const override { return path_; }

private:
    [[nodiscard]] Failure failed(std::string_view action) const {
        return fail(error_from_errno(errno, fmt::format("{} the scratch file", action), path_.string(), Fault::kFatal));
    }

    Outcome<void> open_writer() {
        writer_ = FileHandle(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
        if (!writer_.valid()) return failed("make");
        return {};
    }

    Outcome<void> write_out(std::string_view bytes) {
        if (bytes.empty()) return {};
        if (!writer_.valid()) HIOS_CHECK(open_writer());
        while (!bytes.empty()) {
            const ssize_t written = ::write(writer_.get(), bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return failed("write");
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }

    std::filesystem::path path_;
    ByteBuffer buffer_;
    FileHandle writer_;
    FileHandle reader_;
    std::uint64_t size_ = 0;
};

}  // namespace

FileSpoolFactory::FileSpoolFactory(std::filesystem::path folder) : folder_(std::move(folder)) {}

Outcome<std::unique_ptr<Spool>> FileSpoolFactory::create(std::string_view hint) {
    const std::uint64_t number = next_++;
    if (number == 0) {
        std::error_code error;
        std::filesystem::create_directories(folder_, error);
        if (error)
            return fail(error_from_errno(error.value(), "make the scratch folder", folder_.string(), Fault::kFatal));
    }
    return std::make_unique<FileSpool>(folder_ / fmt::format("{:06}-{}.spool", number, hint));
}

}  // namespace hios::io
