#include "tests/io/archive_makers.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <zlib.h>
#include <zstd.h>

#include <memory>
#include <random>
#include <stdexcept>

namespace hios::test {
namespace {

constexpr int kRawDeflate = -15;
constexpr int kGzip = 15 + 16;

std::string deflated(std::string_view bytes, int window_bits) {
    z_stream stream{};
    if (deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
    std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
    std::string in(bytes);
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int status = ::deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (status != Z_STREAM_END) throw std::runtime_error("deflate failed");
    return out;
}

void put(std::string& out, std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

struct FreeWriter {
    void operator()(archive* writer) const { archive_write_free(writer); }
};
using Writer = std::unique_ptr<archive, FreeWriter>;
struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

la_ssize_t append(archive*, void* out, const void* bytes, size_t size) {
    static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

void must(int status, archive* writer) {
    if (status < ARCHIVE_WARN) throw std::runtime_error(archive_error_string(writer));
}

void add_entry(archive* writer, const TarMember& member) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), member.name.c_str());
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), 1, 0);
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    switch (member.type) {
        case TarMember::Type::kFile:
            archive_entry_set_size(entry.get(), static_cast<la_int64_t>(member.bytes.size()) + member.hole_bytes);
            if (member.hole_bytes != 0) {
                archive_entry_sparse_add_entry(entry.get(), 0, static_cast<la_int64_t>(member.bytes.size()));
            }
            break;
        case TarMember::Type::kFolder:
            archive_entry_set_filetype(entry.get(), AE_IFDIR);
            break;
        case TarMember::Type::kSymlink:
            archive_entry_set_filetype(entry.get(), AE_IFLNK);
            archive_entry_set_symlink(entry.get(), member.target.c_str());
            break;
        case TarMember::Type::kHardlink:
            archive_entry_set_hardlink(entry.get(), member.target.c_str());
            break;
    }
    must(archive_write_header(writer, entry.get()), writer);
    if (member.type == TarMember::Type::kFile) archive_write_data(writer, member.bytes.data(), member.bytes.size());
}

}  // namespace

std::string gzip(std::string_view bytes) {
    return deflated(bytes, kGzip);
}

std::string zstd(std::string_view bytes) {
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    out.resize(ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size()));
    return out;
}

std::string zip(const std::vector<ZipMember>& members, const ZipStyle& style) {
    std::string out;
    std::string central;
    for (const auto& member : members) {
        const std::size_t offset = out.size();
        const std::string data = member.deflate ? deflated(member.bytes, kRawDeflate) : member.bytes;
        const std::uint64_t checksum =
            crc32(0, reinterpret_cast<const Bytef*>(member.bytes.data()), static_cast<uInt>(member.bytes.size())) ^
            (member.wrong_checksum ? 1U : 0U);
        const unsigned flags =
            (member.encrypted ? 1U : 0U) | (member.descriptor ? 8U : 0U) | (member.utf8 ? 0x800U : 0U);
        const unsigned method = member.method_lie != 0 ? member.method_lie : (member.deflate ? 8U : 0U);
        // Version, flags, method, time and date: the same in both headers.
        std::string common;
        put(common, member.zip64 ? 45 : 20, 2);
        put(common, flags, 2);
        put(common, method, 2);
        put(common, 0x00210000, 4);
        std::string extra;
        if (member.zip64) {
            put(extra, 1, 2);
            put(extra, 16, 2);
            put(extra, member.descriptor ? 0 : member.bytes.size(), 8);
            put(extra, member.descriptor ? 0 : data.size(), 8);
        }
        out += "PK\x03\x04";
        out += common;
        put(out, member.descriptor ? 0 : checksum, 4);
        put(out, member.zip64 ? 0xFFFFFFFF : (member.descriptor ? 0 : data.size()), 4);
        put(out, member.zip64 ? 0xFFFFFFFF : (member.descriptor ? 0 : member.bytes.size()), 4);
        put(out, member.name.size(), 2);
        put(out, extra.size(), 2);
        out += member.name;
        out += extra;
        out += data;
        if (member.descriptor) {
            out += "PK\x07\x08";
            put(out, checksum, 4);
            put(out, data.size(), member.zip64 ? 8 : 4);
            put(out, member.bytes.size(), member.zip64 ? 8 : 4);
        }
        central += "PK\x01\x02";
        put(central, 20, 2);
        central += common;
        put(central, checksum, 4);
        put(central, data.size(), 4);
        put(central, member.bytes.size(), 4);
        put(central, member.name.size(), 2);
        put(central, 0, 2);  // extra
        put(central, 0, 2);  // comment
        put(central, 0, 2);  // disk
        put(central, 0, 2);  // internal attributes
        put(central, 0, 4);  // external attributes
        put(central, offset, 4);
        central += member.name;
    }
    const std::size_t central_offset = out.size();
    out += central;
    if (style.zip64_end) {
        const std::size_t end_offset = out.size();
        out += "PK\x06\x06";
        put(out, 44, 8);
        put(out, 45, 2);
        put(out, 45, 2);
        put(out, 0, 4);
        put(out, 0, 4);
        put(out, members.size(), 8);
        put(out, members.size(), 8);
        put(out, central.size(), 8);
        put(out, central_offset, 8);
        out += "PK\x06\x07";
        put(out, 0, 4);
        put(out, end_offset, 8);
        put(out, 1, 4);
    }
    out += "PK\x05\x06";
    put(out, 0, 4);
    put(out, style.zip64_end ? 0xFFFF : members.size(), 2);
    put(out, style.zip64_end ? 0xFFFF : members.size(), 2);
    put(out, style.zip64_end ? 0xFFFFFFFF : central.size(), 4);
    put(out, style.zip64_end ? 0xFFFFFFFF : central_offset, 4);
    put(out, style.comment.size(), 2);
    out += style.comment;
    return out;
}

std::string encrypted_zip(std::string_view name, std::string_view bytes) {
    std::string out;
    const Writer writer(archive_write_new());
    must(archive_write_set_format_zip(writer.get()), writer.get());
    must(archive_write_set_options(writer.get(), "zip:encryption=zipcrypt"), writer.get());
    must(archive_write_set_passphrase(writer.get(), "secret"), writer.get());
    must(archive_write_open(writer.get(), &out, nullptr, append, nullptr), writer.get());
    add_entry(writer.get(), {std::string(name), std::string(bytes), TarMember::Type::kFile, {}, 0});
    must(archive_write_close(writer.get()), writer.get());
    return out;
}

std::string tar(const std::vector<TarMember>& members, TarFormat format) {
    // libarchive writes names as the thread's charset has them.
    static const locale_t utf8 = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    const locale_t before = ::uselocale(utf8);
    std::string out;
    const Writer writer(archive_write_new());
    switch (format) {
        case TarFormat::kUstar:
            must(archive_write_set_format_ustar(writer.get()), writer.get());
            break;
        case TarFormat::kPax:
            must(archive_write_set_format_pax(writer.get()), writer.get());
            break;
        case TarFormat::kGnu:
            must(archive_write_set_format_gnutar(writer.get()), writer.get());
            break;
    }
    // No padding to 10 KiB: truncation tests visit every byte.
    archive_write_set_bytes_per_block(writer.get(), 0);
    must(archive_write_open(writer.get(), &out, nullptr, append, nullptr), writer.get());
    for (const auto& member : members) add_entry(writer.get(), member);
    must(archive_write_close(writer.get()), writer.get());
    ::uselocale(before);
    return out;
}

std::string noise(std::size_t size) {
    std::mt19937 random(7);
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() & 0xFF);
    return bytes;
}

}  // namespace hios::test
