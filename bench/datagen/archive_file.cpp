#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <stdexcept>

#include "bench/datagen/output.hpp"
#include "bench/datagen/timestamp.hpp"

namespace hios::bench {
namespace {

class ArchiveFile final : public FileStore {
public:
    ArchiveFile(const std::filesystem::path& path, ArchiveKind kind) : path_(path), archive_(archive_write_new()) {
        std::filesystem::create_directories(path_.parent_path());
        if (kind == ArchiveKind::kZip) {
            check(archive_write_set_format_zip(archive_));
        } else {
            check(archive_write_set_format_ustar(archive_));
            if (kind == ArchiveKind::kTarGzip) {
                check(archive_write_add_filter_gzip(archive_));
                check(archive_write_set_filter_option(archive_, "gzip", "timestamp", nullptr));
            }
        }
        check(archive_write_open_filename(archive_, path_.c_str()));
    }
    ArchiveFile(const ArchiveFile&) = delete;
    ArchiveFile& operator=(const ArchiveFile&) = delete;
    ~ArchiveFile() override { archive_write_free(archive_); }

    void put(const std::string& name, std::string_view bytes) override {
        const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(), archive_entry_free);
        archive_entry_set_pathname(entry.get(), name.c_str());
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
        archive_entry_set_mtime(entry.get(), kWorldEnd, 0);
        check(archive_write_header(archive_, entry.get()));
        if (archive_write_data(archive_, bytes.data(), bytes.size()) != static_cast<la_ssize_t>(bytes.size()))
            check(-1);
    }

    void close() override { check(archive_write_close(archive_)); }

private:
    void check(int code) const {
        if (code == ARCHIVE_OK) return;
        const char* reason = archive_error_string(archive_);
        throw std::runtime_error(fmt::format("cannot write the archive {}: {}. Mend: check the folder and the disk.",
                                             path_.string(), reason != nullptr ? reason : "unknown reason"));
    }

    std::filesystem::path path_;
    archive* archive_;
};

}  // namespace

std::unique_ptr<FileStore> make_archive(const std::filesystem::path& path, ArchiveKind kind) {
    return std::make_unique<ArchiveFile>(path, kind);
}

}  // namespace hios::bench
