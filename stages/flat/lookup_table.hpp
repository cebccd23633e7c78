#pragma once
// A table that is only looked into: key to values, for millions of rows (OMOP's CONCEPT, code maps).
// One arena of bytes and 8 bytes per slot, 11 to 22 per row beside its text.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/outcome.hpp"

namespace hios::flat {

// Immutable; share it freely between threads.
class LookupTable {
public:
    // The values of one key; views into the table.
    class Entry {
    public:
        // The i-th value column.
        [[nodiscard]] std::string_view value(std::size_t i = 0) const;

    private:
        friend class LookupTable;
        explicit Entry(const char* values) : values_(values) {}
        const char* values_;
    };

    [[nodiscard]] std::optional<Entry> find(std::string_view key) const;
    // Of a table with several key columns. `scratch` is overwritten; reuse it.
    [[nodiscard]] std::optional<Entry> find(std::span<const std::string_view> key, std::string& scratch) const;

    [[nodiscard]] std::size_t size() const { return size_; }
    // Rows whose key was there before: the first one holds.
    [[nodiscard]] std::uint64_t duplicates() const { return duplicates_; }
    [[nodiscard]] std::size_t memory() const { return arena_.capacity() + slots_.capacity() * sizeof(slots_[0]); }

    class Builder;

private:
    LookupTable() = default;
    [[nodiscard]] std::size_t slot_of(std::string_view key, std::uint64_t hash) const;

    // A slot is 0, or the upper 24 bits of the key's hash and an entry's place in the arena plus 1.
    std::vector<std::uint64_t> slots_;
    std::string arena_;  // entries: each text with its length before it, the key first
    std::size_t size_ = 0;
    std::uint64_t duplicates_ = 0;
};

// Fills a table; not thread-safe.
class LookupTable::Builder {
public:
    Builder();
    // flat.table_size at 1 TiB of text.
    Outcome<void> add(std::span<const std::string_view> key, std::span<const std::string_view> values);
    // The table; the builder is empty afterwards.
    LookupTable build();

private:
    void grow();
    LookupTable table_;
    std::string scratch_;
};

}  // namespace hios::flat
