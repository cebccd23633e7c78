#include "stages/flat/lookup_table.hpp"

#include <xxhash.h>

#include <utility>

#include "stages/flat/codes.hpp"

namespace hios::flat {
namespace {

constexpr unsigned kPlaceBits = 40;
constexpr std::uint64_t kPlaceMask = (1ULL << kPlaceBits) - 1;
constexpr std::size_t kFirstSlots = 16;

std::uint64_t hash_of(std::string_view key) {
    return XXH3_64bits(key.data(), key.size());
}

// A length in groups of seven bits, the lowest first.
void put_text(std::string& into, std::string_view text) {
    std::size_t size = text.size();
    for (; size >= 0x80; size >>= 7) into.push_back(static_cast<char>(0x80 | (size & 0x7F)));
    into.push_back(static_cast<char>(size));
    into += text;
}

// Reads what put_text wrote, and steps over it.
std::string_view get_text(const char*& at) {
    std::size_t size = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = static_cast<unsigned char>(*at++);
        size |= std::size_t{byte & 0x7FU} << shift;
        if (byte < 0x80) break;
    }
    const std::string_view text(at, size);
    at += size;
    return text;
}

// One text for several: each with its length before it, so that no two keys are written alike.
std::string_view joined(std::span<const std::string_view> key, std::string& scratch) {
    if (key.size() == 1) return key[0];
    scratch.clear();
    for (const std::string_view part : key) put_text(scratch, part);
    return scratch;
}

}  // namespace

std::string_view LookupTable::Entry::value(std::size_t i) const {
    const char* at = values_;
    for (; i > 0; --i) get_text(at);
    return get_text(at);
}

// The slot of the key, or the empty one where it would go.
std::size_t LookupTable::slot_of(std::string_view key, std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
        const std::uint64_t slot = slots_[at];
        if (slot == 0) return at;
        if (slot >> kPlaceBits != hash >> kPlaceBits) continue;
        const char* entry = arena_.data() + (slot & kPlaceMask) - 1;
        if (get_text(entry) == key) return at;
    }
}

std::optional<LookupTable::Entry> LookupTable::find(std::string_view key) const {
    const std::uint64_t slot = slots_[slot_of(key, hash_of(key))];
    if (slot == 0) return std::nullopt;
    const char* entry = arena_.data() + (slot & kPlaceMask) - 1;
    get_text(entry);
    return Entry(entry);
}

std::optional<LookupTable::Entry> LookupTable::find(std::span<const std::string_view> key, std::string& scratch) const {
    return find(joined(key, scratch));
}

LookupTable::Builder::Builder() {
    table_.slots_.resize(kFirstSlots);
}

Outcome<void> LookupTable::Builder::add(std::span<const std::string_view> key,
                                        std::span<const std::string_view> values) {
    if ((table_.size_ + 1) * 4 > table_.slots_.size() * 3) grow();
    const std::string_view text = joined(key, scratch_);
    const std::uint64_t hash = hash_of(text);
    std::uint64_t& slot = table_.slots_[table_.slot_of(text, hash)];
    if (slot != 0) {
        ++table_.duplicates_;
        return {};
    }
    const std::uint64_t place = table_.arena_.size() + 1;
    if (place > kPlaceMask) return fail(fatal(codes::kTableSize, "the text of its rows does not fit"));
    slot = hash >> kPlaceBits << kPlaceBits | place;
    put_text(table_.arena_, text);
    for (const std::string_view value : values) put_text(table_.arena_, value);
    ++table_.size_;
    return {};
}

void LookupTable::Builder::grow() {
    std::vector<std::uint64_t> old(table_.slots_.size() * 2);
    old.swap(table_.slots_);
    const std::size_t mask = table_.slots_.size() - 1;
    for (const std::uint64_t slot : old) {
        if (slot == 0) continue;
        const char* entry = table_.arena_.data() + (slot & kPlaceMask) - 1;
        std::size_t at = hash_of(get_text(entry)) & mask;
        while (table_.slots_[at] != 0) at = (at + 1) & mask;
        table_.slots_[at] = slot;
    }
}

LookupTable LookupTable::Builder::build() {
    table_.arena_.shrink_to_fit();
    LookupTable done = std::move(table_);
    table_ = LookupTable();
    table_.slots_.resize(kFirstSlots);
    return done;
}

}  // namespace hios::flat
