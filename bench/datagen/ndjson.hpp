#pragma once
// Writes resources in the form of a bulk export: one file per type, one resource a line, relative references.
// Not thread-safe. Memory: one buffer of at most kFlushBytes per type.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "bench/datagen/fhir_parts.hpp"
#include "bench/datagen/output.hpp"

namespace hios::bench {

class NdjsonFolder final : public ResourceSink {
public:
    NdjsonFolder(std::filesystem::path folder, Compression compression)
        : folder_(std::move(folder)), compression_(compression) {}
    JsonWriter& begin(std::string_view type, const Uuid& id, std::string_view if_none_exist) override;
    void end() override;
    [[nodiscard]] References references() const override { return References::kRelative; }

    void close();                                                 // must be called: flushes and closes every file
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }  // uncompressed, after close()
    [[nodiscard]] std::size_t files() const { return lanes_.size(); }

private:
    struct Lane {
        explicit Lane(const std::filesystem::path& path, Compression compression)
            : file(path, compression), writer(buffer, Layout::kCompact) {}
        OutputFile file;
        std::string buffer;
        JsonWriter writer;
    };

    void flush(Lane& lane);

    std::filesystem::path folder_;
    Compression compression_;
    std::map<std::string, std::unique_ptr<Lane>, std::less<>> lanes_;
    Lane* open_ = nullptr;
    std::uint64_t bytes_ = 0;
};

}  // namespace hios::bench
