#pragma once
// Compressed data and archives for tests, made at run time.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hios::test {

std::string gzip(std::string_view bytes);
std::string zstd(std::string_view bytes);

// A zip written byte by byte, so that a test decides about every field.
struct ZipMember {
    std::string name;
    std::string bytes;
    bool deflate = true;
    bool descriptor = false;  // sizes follow the data, as a streaming writer has it
    bool zip64 = false;       // sizes stand in the zip64 extra field
    bool utf8 = false;        // the name is flagged as UTF-8
    bool encrypted = false;   // flagged only
    bool wrong_checksum = false;
    std::uint16_t method_lie = 0;  // written in place of the true method
};
struct ZipStyle {
    bool zip64_end = false;
    std::string comment;
};
std::string zip(const std::vector<ZipMember>& members, const ZipStyle& style = {});

// Written by libarchive with a password: as people's tools do it.
std::string encrypted_zip(std::string_view name, std::string_view bytes);

struct TarMember {
    std::string name;
    std::string bytes;
    enum class Type : std::uint8_t { kFile, kFolder, kSymlink, kHardlink } type = Type::kFile;
    std::string target;           // of links
    std::int64_t hole_bytes = 0;  // a hole at the end of a file (pax)
};
enum class TarFormat : std::uint8_t { kUstar, kPax, kGnu };
std::string tar(const std::vector<TarMember>& members, TarFormat format = TarFormat::kPax);

// Bytes that do not compress, the same each time.
std::string noise(std::size_t size);

}  // namespace hios::test
