#pragma once
// The FHIR samples that may lie beside the repository.

#include <zlib.h>

#include <filesystem>
#include <string>

namespace hios::validate::test {

inline std::filesystem::path shared_samples() {
    return std::filesystem::path(HIOS_SOURCE_DIR) / ".." / "shared" / "samples" / "fhir";
}

// A file's text, unzipped when it is a .gz.
inline std::string read_text(const std::filesystem::path& path) {
    std::string text;
    const gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) return text;
    char buffer[1 << 16];
    for (int read = 0; (read = gzread(file, buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(read));
    gzclose(file);
    return text;
}

}  // namespace hios::validate::test
