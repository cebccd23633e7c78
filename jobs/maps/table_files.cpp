#include "jobs/maps/table_files.hpp"

#include <fstream>
#include <vector>

#include <fmt/format.h>

#include "stages/flat/table_reader.hpp"

namespace hios::jobs {
namespace {

constexpr std::size_t kPiece = 1 << 20;
constexpr std::size_t kLongestHeader = 64 * 1024;

// Tables of codes are exported with commas or, without any quoting, with tabs.
flat::Dialect dialect_of(std::ifstream& stream) {
    std::string header(kLongestHeader, '\0');
    stream.read(header.data(), static_cast<std::streamsize>(header.size()));
    header.resize(static_cast<std::size_t>(stream.gcount()));
    stream.clear();
    stream.seekg(0);
    flat::Dialect dialect;
    if (header.substr(0, header.find('\n')).find('\t') == std::string::npos) return dialect;
    dialect.delimiter = "\t";
    dialect.quote = '\0';
    return dialect;
}

map::AddressError to_address_error(const Error& error) {
    return {error.what, std::string(error.how_to_mend())};
}

}  // namespace

tl::expected<void, map::AddressError> TableFileReader::read(const map::CodeTable& table, map::LookupTable& into) {
    const std::filesystem::path file = folder_of_(*table.place.file) / table.file;
    std::ifstream stream(file, std::ios::binary);
    std::error_code ignored;
    if (!stream || std::filesystem::is_directory(file, ignored))
        return tl::unexpected(map::AddressError{fmt::format("the file {} cannot be read", file.string()),
                                                "Its path counts from the folder of the map."});
    const flat::Dialect dialect = dialect_of(stream);
    std::vector<std::string_view> values;
    flat::TableReader reader(dialect, {{table.key}, table.values},
                             [&](std::span<const std::string_view> keys, std::span<const std::string_view> row) {
                                 values.assign(row.begin(), row.end());
                                 if (!keys.front().empty()) into.add(keys.front(), values);
                             });
    std::string piece(kPiece, '\0');
    do {
        stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const std::string_view bytes(piece.data(), static_cast<std::size_t>(stream.gcount()));
        hash_.update(bytes);
        if (auto fed = reader.feed(bytes); !fed) return tl::unexpected(to_address_error(fed.error()));
    } while (stream);
    if (auto ended = reader.finish(); !ended) return tl::unexpected(to_address_error(ended.error()));
    if (reader.faults() > 0)
        return tl::unexpected(map::AddressError{fmt::format("{} rows of {} cannot be read; {}", reader.faults(),
                                                            file.string(), reader.first_faults().front().what),
                                                std::string(reader.first_faults().front().how_to_mend())});
    return {};
}

}  // namespace hios::jobs
