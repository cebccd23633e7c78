#pragma once
// Which column of a file each wanted column is. Files of one job may name them in another order, in
// another case, or lack those that are optional; so columns go by name, file by file.

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/outcome.hpp"
#include "stages/flat/row.hpp"

namespace hios::flat {

// A column that is wanted.
struct Column {
    std::string name;
    std::string header;            // its name in the file; empty: the same
    std::uint32_t occurrence = 0;  // 2: the second of the columns that have this header; 0: there must be one
    bool optional = false;         // the file may lack it
};

// Immutable once made; share it freely between threads.
class Header {
public:
    static constexpr std::uint32_t kAbsent = std::numeric_limits<std::uint32_t>::max();

    // A header that matches a wanted name but for letter case and blanks.
    struct Drift {
        std::uint32_t wanted = 0;
        std::uint32_t column = 0;  // of the file, from 0
    };

    // `found`: the fields of the file's header, or the names given for its columns. Nothing wanted: all
    // columns, by their names; a blank one is called "column_3". A byte order mark before the first
    // name is taken off. Errors: flat.no_header, flat.duplicate_header, flat.missing_column (all that are missing
    // are named), flat.ambiguous_header. File columns are told by number: a file without a header
    // has a patient's values in its place.
    static Outcome<Header> match(std::span<const std::string_view> found, std::span<const Column> wanted);

    // By wanted column: the file's column, from 0, or kAbsent.
    [[nodiscard]] std::span<const std::uint32_t> columns() const { return columns_; }
    // The names in the file, blank ones made up.
    [[nodiscard]] std::span<const std::string> names() const { return names_; }
    [[nodiscard]] std::span<const Drift> drifts() const { return drifts_; }
    // Columns of the file that nothing wants.
    [[nodiscard]] std::vector<std::uint32_t> unread() const;

    // A wanted column's value; empty when the file lacks the column or the row the field.
    [[nodiscard]] std::string_view value(const Row& row, std::size_t wanted) const {
        const std::uint32_t column = columns_[wanted];
        return column < row.fields.size() ? row.fields[column] : std::string_view();
    }

private:
    Header() = default;
    Outcome<void> name_columns(std::span<const std::string_view> found, std::span<const Column> wanted);
    Outcome<std::uint32_t> find(const Column& column, std::uint32_t number);

    std::vector<std::uint32_t> columns_;
    std::vector<std::string> names_;
    std::vector<std::string> folded_;  // names without case and surplus blanks
    std::vector<Drift> drifts_;
};

}  // namespace hios::flat
