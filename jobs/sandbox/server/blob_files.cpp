#include "jobs/sandbox/server/blob_files.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "pipeline/codes.hpp"

namespace hios::sandbox {
namespace {

constexpr std::uint64_t kFolders = 32;

Error file_error(const std::filesystem::path& path, std::string_view verb) {
    const int reason = errno;
    std::string what = fmt::format("{} cannot be {}: {}", path.string(), verb, std::strerror(reason));
    if (reason == ENOSPC || reason == EDQUOT) return retryable(codes::kDiskFull, std::move(what));
    return fatal(codes::kIo, std::move(what));
}

}  // namespace

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

Outcome<std::size_t> BlobReader::read(std::span<char> into) {
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left_));
    if (wanted == 0) return std::size_t{0};
    const ssize_t count = ::pread(file_->get(), into.data(), wanted, static_cast<off_t>(offset_));
    if (count <= 0) return fail(fatal(codes::kIo, "a stored object cannot be read"));
    offset_ += static_cast<std::uint64_t>(count);
    left_ -= static_cast<std::uint64_t>(count);
    return static_cast<std::size_t>(count);
}

BlobWriter::BlobWriter(std::filesystem::path path, std::uint64_t number, Descriptor file)
    : path_(std::move(path)), number_(number), file_(std::move(file)) {}

BlobWriter::BlobWriter(BlobWriter&& other) noexcept
    : path_(std::move(other.path_)),
      number_(other.number_),
      file_(std::move(other.file_)),
      size_(other.size_),
      kept_(std::exchange(other.kept_, true)) {}

BlobWriter::~BlobWriter() {
    if (!kept_) ::unlink(path_.c_str());
}

Outcome<void> BlobWriter::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(file_.get(), bytes.data(), bytes.size());
        if (count < 0) return fail(file_error(path_, "written"));
        bytes.remove_prefix(static_cast<std::size_t>(count));
        size_ += static_cast<std::uint64_t>(count);
    }
    return {};
}

Outcome<std::unique_ptr<BlobFiles>> BlobFiles::open(const std::filesystem::path& folder,
                                                    const std::unordered_set<std::uint64_t>& wanted) {
    std::error_code error;
    for (std::uint64_t number = 0; number < kFolders && !error; ++number)
        std::filesystem::create_directories(folder / fmt::format("{:02x}", number), error);
    std::uint64_t next = 1;
    auto entry = std::filesystem::recursive_directory_iterator(folder, error);
    for (; !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        std::uint64_t number = 0;
        const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
        std::error_code ignored;
        if (parsed.ptr != name.data() + name.size() || !entry->is_regular_file(ignored)) continue;
        next = std::max(next, number + 1);
        if (!wanted.contains(number)) std::filesystem::remove(entry->path(), ignored);
    }
    if (error) {
        return fail(fatal(codes::kPermission,
                          fmt::format("the sandbox's folder {} cannot be used: {}", folder.string(), error.message())));
    }
    for (const std::uint64_t number : wanted) next = std::max(next, number + 1);
    return std::unique_ptr<BlobFiles>(new BlobFiles(folder, next));
}

std::filesystem::path BlobFiles::path_of(std::uint64_t number) const {
    return folder_ / fmt::format("{:02x}", number % kFolders) / std::to_string(number);
}

Outcome<BlobWriter> BlobFiles::create() {
    const std::uint64_t number = next_++;
    std::filesystem::path path = path_of(number);
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.get() < 0) return fail(file_error(path, "created"));
    return BlobWriter(std::move(path), number, std::move(file));
}

std::shared_ptr<const Descriptor> BlobFiles::open(std::uint64_t number) const {
    const int file = ::open(path_of(number).c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return nullptr;
    return std::make_shared<const Descriptor>(file);
}

void BlobFiles::remove(std::uint64_t number) const {
    ::unlink(path_of(number).c_str());
}

}  // namespace hios::sandbox
