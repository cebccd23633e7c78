#pragma once
// Code tables that stand in files beside a map: with a header, comma-separated, or tab-separated without quotes
// when the header has a tab.

#include <filesystem>
#include <functional>
#include <string>

#include "stages/map/lookup_table.hpp"
#include "stages/pack/sha256.hpp"

namespace hios::jobs {

class TableFileReader final : public map::TableFiles {
public:
    // `folder_of` tells the folder of a map file, from which the names of its tables count. The bytes of all
    // files enter `hash`.
    TableFileReader(std::function<std::filesystem::path(const std::string& map_file)> folder_of, pack::Sha256& hash)
        : folder_of_(std::move(folder_of)), hash_(hash) {}

    tl::expected<void, map::AddressError> read(const map::CodeTable& table, map::LookupTable& into) override;

private:
    std::function<std::filesystem::path(const std::string&)> folder_of_;
    pack::Sha256& hash_;
};

}  // namespace hios::jobs
