#pragma once
// Small hash maps of one document that are emptied without touching their memory.

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hios::map {

// (number, key) -> text. Not thread-safe. Keeps its memory between documents.
class HandleMap {
public:
    // Small, for a large document has millions. Texts are shorter than 4 GiB.
    class Entry {
    public:
        [[nodiscard]] std::string_view text() const { return {text_, size_}; }
        void set_text(std::string_view text) {
            text_ = text.data();
            size_ = static_cast<std::uint32_t>(text.size());
        }
        std::uint32_t value = 0;

    private:
        friend class HandleMap;
        std::uint32_t size_ = 0;
        const char* text_ = nullptr;
        std::uint64_t key_ = 0;
        std::uint32_t number_ = 0;
        std::uint32_t round_ = 0;
    };

    void clear() {
        left_ = entries_.size() / 2;
        if (++round_ == 0 || entries_.size() > kLargestKept) {
            resize(kFirst);
            round_ = 1;
        }
    }
    // One more would make it larger than what is kept between documents.
    [[nodiscard]] bool is_large() const { return left_ == 0 && entries_.size() >= kLargestKept; }
    // `is_new`: it was made by this call and holds nothing yet. Valid until the next call.
    Entry& at(std::uint32_t number, std::uint64_t key, bool& is_new) {
        if (left_ == 0) grow();
        Entry& entry = entries_[find(number, key)];
        is_new = entry.round_ != round_;
        if (is_new) {
            entry = {};
            entry.key_ = key;
            entry.number_ = number;
            entry.round_ = round_;
            --left_;
        }
        return entry;
    }

    // Null: nothing is kept there.
    [[nodiscard]] const Entry* known(std::uint32_t number, std::uint64_t key) const {
        if (left_ == entries_.size() / 2) return nullptr;
        const Entry& entry = entries_[find(number, key)];
        return entry.round_ == round_ ? &entry : nullptr;
    }

private:
    static constexpr std::size_t kFirst = 64;
    static constexpr std::size_t kLargestKept = 1U << 16;

    [[nodiscard]] std::size_t find(std::uint32_t number, std::uint64_t key) const {
        std::uint64_t hash = (key + 0x9E37'79B9'7F4A'7C15U * (number + 1U)) * 0xD6E8'FEB8'6659'FD93U;
        hash ^= hash >> 32U;
        std::size_t at = hash & mask_;
        const Entry* const entries = entries_.data();
        while (entries[at].round_ == round_ && (entries[at].key_ != key || entries[at].number_ != number))
            at = (at + 1) & mask_;
        return at;
    }
    void resize(std::size_t size) {
        entries_.assign(size, {});
        mask_ = size - 1;
        left_ = size / 2;
    }
    void grow() {
        const std::vector<Entry> old = std::move(entries_);
        resize(std::max(kFirst, old.size() * 2));
        for (const Entry& one : old) {
            if (one.round_ != round_) continue;
            entries_[find(one.number_, one.key_)] = one;
            --left_;
        }
    }

    std::vector<Entry> entries_;  // a power of two, half of it free; none before the first is asked for
    std::size_t mask_ = 0;
    std::size_t left_ = 0;  // how many it takes before it grows
    std::uint32_t round_ = 1;
};

}  // namespace hios::map
