#include "io/archive/archive_reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <locale.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>

#include "io/archive/member_name.hpp"
#include "io/archive/zip_end.hpp"
#include "io/codes.hpp"
#include "pipeline/codes.hpp"

namespace hios::io {
namespace {

static_assert(BlockReader::kBlockBytes >= kZipEndBytes);
constexpr std::uint64_t kTarBlockBytes = 512;

// libarchive turns names into the thread's charset, which is ASCII where nobody called setlocale().
class Utf8Locale {
public:
    Utf8Locale() : before_(::uselocale(utf8())) {}
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;
    ~Utf8Locale() { ::uselocale(before_); }

private:
    static locale_t utf8() {
        // Where the C library has no C.UTF-8, 0 leaves the locale as it is.
        static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
        return locale;
    }

    locale_t before_;
};

la_ssize_t give_block(archive* reader, void* blocks, const void** block) noexcept {
    const std::string_view bytes = static_cast<BlockReader*>(blocks)->next();
    if (bytes.empty() && static_cast<BlockReader*>(blocks)->failure()) {
        archive_set_error(reader, EIO, "input");
        return ARCHIVE_FATAL;
    }
    *block = bytes.data();
    return static_cast<la_ssize_t>(bytes.size());
}

bool is_document(archive_entry* entry) {
    // A hard link's bytes were given under its first name.
    if (archive_entry_hardlink(entry) != nullptr && archive_entry_size(entry) == 0) return false;
    const auto type = archive_entry_filetype(entry);
    return type == AE_IFREG || type == 0;
}

// The others are either not supported by libarchive or may ask for gigabytes of memory.
bool is_supported_method(archive* reader) {
    const char* const name = archive_format_name(reader);
    const std::string_view format = name == nullptr ? "" : name;
    constexpr std::array<std::string_view, 3> kMethods{"(uncompressed)", "(deflation)", "(bzip)"};
    return std::any_of(kMethods.begin(), kMethods.end(),
                       [&](std::string_view method) { return format.ends_with(method); });
}

}  // namespace

class ArchiveReader::MemberSource final : public ByteSource {
public:
    explicit MemberSource(ArchiveReader& reader) : reader_(reader) {}
    Outcome<std::size_t> read(std::span<char> into) override { return reader_.read_member(into); }

private:
    ArchiveReader& reader_;
};

void ArchiveReader::Free::operator()(archive* reader) const {
    archive_read_free(reader);
}

ArchiveReader::ArchiveReader(ArchiveFormat format, std::unique_ptr<ByteSource> input)
    : format_(format), blocks_(std::move(input)), archive_(archive_read_new()) {
    if (!archive_) throw std::bad_alloc();
    // No filters: codecs are unwrapped by our own layers, where the caps count.
    if (format == ArchiveFormat::kZip) {
        archive_read_support_format_zip_streamable(archive_.get());
    } else {
        archive_read_support_format_tar(archive_.get());
        // "cat a.tar b.tar" must not lose b.
        archive_read_set_format_option(archive_.get(), "tar", "read_concatenated_archives", "1");
    }
    if (archive_read_open(archive_.get(), &blocks_, nullptr, give_block, nullptr) != ARCHIVE_OK) {
        failure_ = broken("the archive");
    }
}

ArchiveReader::~ArchiveReader() = default;

Outcome<std::optional<ArchiveMember>> ArchiveReader::next() {
    if (finished_) return std::nullopt;
    const Utf8Locale locale;
    for (;;) {
        HIOS_CHECK(leave_member());
        if (failure_) {
            finished_ = true;
            return fail(*failure_);
        }
        const auto position = archive_filter_bytes(archive_.get(), 0);
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(archive_.get(), &entry);
        if (status == ARCHIVE_EOF) {
            finished_ = true;
            HIOS_CHECK(check_complete());
            return std::nullopt;
        }
        ++entries_;
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
            // A zip's next header can be found again. A tar's cannot: bytes of a member may look like one.
            // Without progress the next try would end the same.
            if (status != ARCHIVE_FAILED || archive_filter_bytes(archive_.get(), 0) <= position) {
                return give_up(broken("the archive"));
            }
            return fail(broken("a member's header"));
        }
        in_member_ = true;
        member_bytes_ = 0;
        declared_bytes_.reset();
        if (archive_entry_size_is_set(entry) != 0) {
            declared_bytes_ = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0));
        }
        member_end_.reset();
        member_complete_ = false;
        HIOS_TRY(auto member, enter_member(entry));
        if (member) return member;
    }
}

Outcome<void> ArchiveReader::leave_member() {
    if (!in_member_) return {};
    in_member_ = false;
    if (failure_) return {};
    const int status = archive_read_data_skip(archive_.get());
    if (status == ARCHIVE_FATAL || status == ARCHIVE_EOF) return give_up(broken("the archive"));
    return {};  // what the caller did not want to read may be damaged
}

Outcome<std::optional<ArchiveMember>> ArchiveReader::enter_member(archive_entry* entry) {
    if (!is_document(entry)) return std::nullopt;
    const char* const raw = archive_entry_pathname(entry);
    const auto charset = format_ == ArchiveFormat::kZip ? NameCharset::kCodePage437 : NameCharset::kLatin1;
    std::string name = normal_member_name(raw == nullptr ? "" : raw, charset);
    if (is_unsafe_member_name(name)) {
        return fail(reject(codes::kArchivePath,
                           "the member's name is absolute, climbs out of the archive by '..', or is empty",
                           {std::move(name), 0, 0, {}}));
    }
    if (is_macos_extra(name)) return std::nullopt;
    if (archive_entry_is_encrypted(entry) != 0) {
        return fail(reject(codes::kArchiveEncrypted, "the member is encrypted", {std::move(name), 0, 0, {}}));
    }
    if (format_ == ArchiveFormat::kZip && !is_supported_method(archive_.get())) {
        return fail(reject(codes::kArchiveMethod, "the member is compressed by another method than deflate or bzip2",
                           {std::move(name), 0, 0, {}}));
    }
    return ArchiveMember{std::move(name), std::make_unique<MemberSource>(*this)};
}

Outcome<std::size_t> ArchiveReader::read_member(std::span<char> into) {
    if (member_end_) return fail(*member_end_);
    if (member_complete_ || into.empty()) return std::size_t{0};
    const la_ssize_t got = archive_read_data(archive_.get(), into.data(), into.size());
    if (got > 0) {
        member_bytes_ += static_cast<std::uint64_t>(got);
        return static_cast<std::size_t>(got);
    }
    if (got == 0) {
        // A sparse tar member may end in a hole, which libarchive leaves out.
        if (declared_bytes_ && *declared_bytes_ != member_bytes_) {
            member_end_ = reject(
                codes::kArchive,
                fmt::format("the member is declared with {} bytes, {} were found", *declared_bytes_, member_bytes_),
                {{}, member_bytes_, 0, {}});
            return fail(*member_end_);
        }
        member_complete_ = true;
        return std::size_t{0};
    }
    Error error = broken("the member");
    error.where.offset = member_bytes_;
    if (got == ARCHIVE_FATAL) failure_ = broken("the archive");
    member_end_ = std::move(error);
    return fail(*member_end_);
}

Outcome<void> ArchiveReader::check_complete() {
    const auto last_header = static_cast<std::uint64_t>(archive_read_header_position(archive_.get()));
    blocks_.drain();
    if (blocks_.failure()) return fail(*blocks_.failure());
    const Where end{{}, blocks_.total_bytes(), 0, {}};
    if (format_ == ArchiveFormat::kTar) {
        if (blocks_.total_bytes() >= last_header + kTarBlockBytes) return {};
        return fail(
            reject(codes::kArchive,
                   fmt::format("the tar ends without its end mark after {} bytes: it seems cut off", end.offset), end));
    }
    const auto expected = zip_entry_count(blocks_.tail());
    if (!expected) {
        return fail(reject(codes::kArchive,
                           fmt::format("the zip's end record is missing after {} bytes: it is cut off", end.offset),
                           end));
    }
    // More than listed is legal: deleted members may remain.
    if (entries_ >= *expected) return {};
    return fail(reject(codes::kArchive,
                       fmt::format("the zip lists {} members, {} of them were found", *expected, entries_), end));
}

// libarchive's own texts may hold names, so they only choose ours.
Error ArchiveReader::broken(std::string_view subject) const {
    if (blocks_.failure()) return *blocks_.failure();
    const char* const text = archive_error_string(archive_.get());
    const std::string_view reason = text == nullptr ? "" : text;
    if (archive_errno(archive_.get()) == ENOMEM)
        return retryable(codes::kMemory, "there was no memory to read the archive");
    const auto says = [&](std::string_view word) { return reason.find(word) != std::string_view::npos; };
    const auto position = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_filter_bytes(archive_.get(), 0), 0));
    std::string_view trouble = "is damaged";
    if (text == nullptr || says("runcated") || says("Premature")) trouble = "is cut off";
    if (says("CRC")) trouble = "does not match its checksum";
    return reject(codes::kArchive, fmt::format("{} {} (at byte {} of the archive)", subject, trouble, position),
                  {{}, position, 0, {}});
}

Failure ArchiveReader::give_up(Error error) {
    finished_ = true;
    failure_ = std::move(error);
    return fail(*failure_);
}

}  // namespace hios::io
