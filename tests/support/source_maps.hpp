#pragma once
// The built-in maps as they stand in the source tree, so that a changed map needs no build.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "stages/builtin/files.hpp"

namespace hios::test {

// `format`: the folder under data/maps.
class SourceMaps {
public:
    explicit SourceMaps(const std::string& format) {
        std::vector<std::filesystem::path> paths;
        for (const auto& entry :
             std::filesystem::directory_iterator(std::string(HIOS_SOURCE_DIR) + "/data/maps/" + format))
            if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
        std::sort(paths.begin(), paths.end());
        for (const auto& path : paths) {
            std::ostringstream text;
            text << std::ifstream(path).rdbuf();
            texts_.emplace_back(format + "/" + path.filename().string(), text.str());
        }
        for (const auto& [name, text] : texts_) files_.push_back({name, text});
    }
    SourceMaps(const SourceMaps&) = delete;
    SourceMaps& operator=(const SourceMaps&) = delete;
    [[nodiscard]] std::span<const builtin::File> files() const { return files_; }

private:
    std::vector<std::pair<std::string, std::string>> texts_;
    std::vector<builtin::File> files_;
};

}  // namespace hios::test
