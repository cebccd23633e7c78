#pragma once
// Unwrapping: an object's bytes become one or more plain parts. gzip, zstd, zip and tar (also
// tar.gz, tar.zst, archives in archives) are recognised by their magic bytes, never by their names.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "pipeline/object_store.hpp"

namespace hios::io {

// Caps against bombs. All are per object.
struct UnwrapLimits {
    std::uint32_t depth = 4;                     // codecs and archives inside one another
    std::uint64_t expanded_bytes = 64ULL << 30;  // decoded bytes of all parts together
    std::uint64_t ratio = 1000;                  // decoded : encoded, checked beyond the first 64 MiB decoded
};

// One plain stream of bytes inside an object.
struct Part {
    std::string member;           // "" for the object itself, "2019/a.xml", "in.zip!/a.xml" when nested
    ByteSource* bytes = nullptr;  // owned by Parts; valid until the next call of next()
};

// A forward-only walk over an object's parts. Not thread-safe.
class Parts {
public:
    virtual ~Parts() = default;

    // The next part, or nothing at the end. An error concerns one member or the rest of the object
    // (its Where::document says which: "member" or "" for the object itself); unless finished() is
    // true afterwards, the walk goes on with the next call. Reading a Part's bytes may fail in the
    // same way, and the walk goes on with the next member where the archive allows it.
    virtual Outcome<std::optional<Part>> next() = 0;
    [[nodiscard]] virtual bool finished() const = 0;
};

// `source` is read from its current position to its end.
std::unique_ptr<Parts> unwrap(std::unique_ptr<ByteSource> source, const UnwrapLimits& limits);

}  // namespace hios::io
