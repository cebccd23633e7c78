#pragma once
// Scratch space for what waits until a group closes: append-only byte sequences outside memory.
// io/file_spool.hpp keeps them in files; tests may keep them in memory.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/outcome.hpp"

namespace hios {

// One writer, then readers. Not thread-safe. Its bytes vanish with it unless they were handed over.
class Spool {
public:
    virtual ~Spool() = default;
    virtual Outcome<void> append(std::string_view bytes) = 0;
    // Makes everything appended readable through read() and path().
    virtual Outcome<void> flush() = 0;
    // Reads into.size() bytes at most; fewer only at the end.
    virtual Outcome<std::size_t> read(std::uint64_t offset, std::span<char> into) = 0;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    // Where the bytes stand, for ObjectStore::put_file, which may take the file away.
    [[nodiscard]] virtual const std::filesystem::path& path() const = 0;
};

// Thread-safe.
class SpoolFactory {
public:
    virtual ~SpoolFactory() = default;
    // `hint` enters the name for people who look into the scratch folder; no patient data.
    virtual Outcome<std::unique_ptr<Spool>> create(std::string_view hint) = 0;
};

}  // namespace hios
