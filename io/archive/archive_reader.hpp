#pragma once
// One zip or tar, read as a stream through libarchive.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "io/archive/block_reader.hpp"
#include "pipeline/object_store.hpp"

struct archive;
struct archive_entry;

namespace hios::io {

struct ArchiveMember {
    std::string name;                   // UTF-8, relative
    std::unique_ptr<ByteSource> bytes;  // valid until the reader's next call of next()
};

enum class ArchiveFormat : std::uint8_t { kZip, kTar };

// Gives the regular files; folders, links, devices and macOS' extras are passed over. Errors name the
// member in Where::document, or nothing when the rest of the archive is concerned. At the end it is
// checked that the archive is complete: a zip has its end record and as many members as that says, a
// tar has its end mark. Not thread-safe.
class ArchiveReader {
public:
    ArchiveReader(ArchiveFormat format, std::unique_ptr<ByteSource> input);
    ArchiveReader(const ArchiveReader&) = delete;
    ArchiveReader& operator=(const ArchiveReader&) = delete;
    ~ArchiveReader();

    // Nothing at the end. After an error the walk goes on unless finished().
    Outcome<std::optional<ArchiveMember>> next();
    [[nodiscard]] bool finished() const { return finished_; }

private:
    class MemberSource;

    struct Free {
        void operator()(archive* reader) const;
    };

    Outcome<void> leave_member();
    // Nothing when the entry is no document.
    Outcome<std::optional<ArchiveMember>> enter_member(archive_entry* entry);
    Outcome<std::size_t> read_member(std::span<char> into);
    Outcome<void> check_complete();
    Error broken(std::string_view subject) const;
    Failure give_up(Error error);

    ArchiveFormat format_;
    BlockReader blocks_;
    std::unique_ptr<archive, Free> archive_;
    std::uint64_t entries_ = 0;
    bool in_member_ = false;
    std::uint64_t member_bytes_ = 0;
    std::optional<std::uint64_t> declared_bytes_;
    std::optional<Error> member_end_;  // what reading the member ended with, repeated by further reads
    bool member_complete_ = false;
    std::optional<Error> failure_;  // nothing after this place can be read
    bool finished_ = false;
};

}  // namespace hios::io
