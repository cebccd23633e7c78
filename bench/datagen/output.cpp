#include "bench/datagen/output.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace hios::bench {
namespace {

class Folder final : public FileStore {
public:
    Folder(std::filesystem::path root, Compression compression) : root_(std::move(root)), compression_(compression) {}

    void put(const std::string& name, std::string_view bytes) override {
        OutputFile file(root_ / (name + std::string(suffix(compression_))), compression_);
        file.append(bytes);
        file.close();
    }

private:
    std::filesystem::path root_;
    Compression compression_;
};

// Compresses members on their way into an archive.
class CompressedMembers final : public FileStore {
public:
    CompressedMembers(std::unique_ptr<FileStore> inner, Compression compression)
        : inner_(std::move(inner)), compression_(compression) {}

    void put(const std::string& name, std::string_view bytes) override {
        inner_->put(name + std::string(suffix(compression_)), compress(bytes, compression_));
    }
    void close() override { inner_->close(); }

private:
    std::unique_ptr<FileStore> inner_;
    Compression compression_;
};

[[noreturn]] void fail(std::string_view what, const std::filesystem::path& path) {
    throw std::runtime_error(
        fmt::format("{} {}. Mend: check that the folder may be written and the disk has room.", what, path.string()));
}

}  // namespace

std::string_view suffix(Compression compression) {
    switch (compression) {
        case Compression::kNone:
            return "";
        case Compression::kGzip:
            return ".gz";
        case Compression::kZstd:
            return ".zst";
    }
    return "";
}

std::string_view suffix(ArchiveKind kind) {
    switch (kind) {
        case ArchiveKind::kNone:
            return "";
        case ArchiveKind::kZip:
            return ".zip";
        case ArchiveKind::kTar:
            return ".tar";
        case ArchiveKind::kTarGzip:
            return ".tar.gz";
    }
    return "";
}

OutputFile::OutputFile(const std::filesystem::path& path, Compression compression)
    : path_(path), compressor_(make_compressor(compression)) {
    std::error_code ignored;  // opening the file reports what is wrong with the folder
    std::filesystem::create_directories(path_.parent_path(), ignored);
    stream_.open(path_, std::ios::binary | std::ios::trunc);
    if (!stream_) fail("cannot create", path_);
}

void OutputFile::append(std::string_view bytes) {
    if (compressor_) {
        buffer_.clear();
        compressor_->append(bytes, buffer_);
        bytes = buffer_;
    }
    stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!stream_) fail("cannot write", path_);
}

void OutputFile::close() {
    if (compressor_) {
        buffer_.clear();
        compressor_->finish(buffer_);
        stream_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    }
    stream_.close();
    if (!stream_) fail("cannot finish", path_);
}

std::unique_ptr<FileStore> make_file_store(const std::filesystem::path& folder, Compression compression,
                                           ArchiveKind archive, const std::string& name) {
    if (archive == ArchiveKind::kNone) return std::make_unique<Folder>(folder, compression);
    auto store = make_archive(folder / (name + std::string(suffix(archive))), archive);
    if (compression == Compression::kNone) return store;
    return std::make_unique<CompressedMembers>(std::move(store), compression);
}

}  // namespace hios::bench
