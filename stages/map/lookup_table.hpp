#pragma once
// Code tables: a text to one or more texts. Filled once, then only read: shared between threads, also with
// millions of rows.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/json/key_hash.hpp"
#include "stages/map/address_space.hpp"

namespace hios::map {

class LookupTable {
public:
    // `width`: values of a row. The first row of a key stays; later ones of the same key are left out (false).
    explicit LookupTable(std::size_t width) : width_(width) { rehash(64); }
    bool add(std::string_view key, const std::vector<std::string_view>& values);
    // What a key without a row stands for; `as_key`: for itself.
    void set_default(const std::vector<std::string_view>& values, bool as_key);

    [[nodiscard]] std::size_t width() const { return width_; }
    [[nodiscard]] std::size_t rows() const { return rows_.size(); }
    [[nodiscard]] bool never_misses() const { return has_default_; }

    struct Row {
        json::NameKey key;
        std::uint64_t text = 0;    // where a key longer than its NameKey stands in bytes_
        std::uint64_t values = 0;  // index in values_
    };
    // The key's row; null: it has none. Valid as long as nothing is added.
    [[nodiscard]] const Row* row_of(std::string_view key) const;
    // The n-th value of the row of this key, "" when there is none. `found` says whether there is a row or default.
    [[nodiscard]] std::string_view value_of(const Row* row, std::string_view key, std::size_t value, bool& found) const;
    [[nodiscard]] std::string_view find(std::string_view key, std::size_t value, bool& found) const {
        return value_of(row_of(key), key, value, found);
    }

private:
    struct Piece {
        std::uint64_t begin = 0;
        std::uint32_t size = 0;
    };
    [[nodiscard]] std::string_view piece(const Piece& at) const { return {bytes_.data() + at.begin, at.size}; }
    std::uint64_t store(const std::vector<std::string_view>& values);
    void rehash(std::size_t size);

    std::size_t width_;
    std::string bytes_;
    std::vector<Piece> values_;
    std::vector<Row> rows_;
    std::vector<std::uint32_t> index_;  // row number + 1, 0 = free; its size is a power of two
    bool has_default_ = false;
    bool default_is_key_ = false;
    std::uint64_t default_ = 0;
};

// Reads tables that a map names by file; the caller knows where files are and how they are written.
class TableFiles {
public:
    TableFiles() = default;
    TableFiles(const TableFiles&) = delete;
    TableFiles& operator=(const TableFiles&) = delete;
    virtual ~TableFiles() = default;
    // Adds all rows of `table` to `into`. The error says what is wrong with the file.
    virtual tl::expected<void, AddressError> read(const CodeTable& table, LookupTable& into) = 0;
};

// Builds a map's table; `files` may be null. Null when it cannot be built (reported).
[[nodiscard]] std::shared_ptr<const LookupTable> build_table(const CodeTable& table, TableFiles* files,
                                                             Problems& problems);

}  // namespace hios::map
