#pragma once
// Finds members of one object that share a name, for any number of nested objects, without
// allocating in the steady state and without quadratic work on huge objects.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/json/key_hash.hpp"
#include "stages/json/text.hpp"

namespace hios::json {

// Not thread-safe; one per worker, cleared for each text.
class DuplicateKeys {
public:
    // `escapes`: whether the text holds any backslash; without one, names are compared as they stand.
    void clear(bool escapes) {
        escapes_ = escapes;
        names_.clear();
        frames_.clear();
    }
    void open() { frames_.push_back({static_cast<std::uint32_t>(names_.size()), 0}); }

    // Adds a name of the innermost object; true when the object has it already. `at` is where the
    // name begins in `text` (after the quote).
    bool add(const char* text, std::uint32_t at, std::uint32_t length) {
        std::uint64_t hash = key_hash(text + at, length);
        if (escapes_ && has_backslash(text + at, length)) hash = hash_of_unescaped({text + at, length});
        Frame& frame = frames_.back();
        const std::uint64_t bit = 1ULL << (hash >> 58);
        bool duplicate = false;
        if ((frame.seen & bit) != 0 && names_.size() - frame.first <= kLinearLimit) {
            for (std::size_t i = frame.first; i < names_.size() && !duplicate; ++i) {
                duplicate = names_[i].hash == hash && same(text, names_[i], {hash, at, length});
            }
        }
        frame.seen |= bit;
        names_.push_back({hash, at, length});
        return duplicate;
    }

    // Closes the innermost object. For objects too large for add() to compare each pair, `found` is
    // called with the position of a repeated name.
    template <class Found>
    void close(const char* text, Found&& found) {
        const Frame frame = frames_.back();
        frames_.pop_back();
        if (names_.size() - frame.first > kLinearLimit + 1) find_sorted(text, frame.first, found);
        names_.resize(frame.first);
    }

private:
    static constexpr std::size_t kLinearLimit = 48;
    struct Name {
        std::uint64_t hash;
        std::uint32_t at;
        std::uint32_t length;
    };
    struct Frame {
        std::uint32_t first;
        std::uint64_t seen;
    };

    // Two overlapping words hold all of a name of 8 to 16 bytes, and most names are not longer.
    static bool has_backslash(const char* name, std::size_t length) {
        if (length > 16) return std::memchr(name, '\\', length) != nullptr;
        const auto in_word = [](std::uint64_t word) {
            word ^= 0x5C5C5C5C5C5C5C5CULL;
            return ((word - 0x0101010101010101ULL) & ~word & 0x8080808080808080ULL) != 0;
        };
        std::uint64_t head = 0;
        std::memcpy(&head, name, 8);
        if (length < 8) return in_word(head & ((1ULL << (8 * length)) - 1));
        std::uint64_t tail = 0;
        std::memcpy(&tail, name + length - 8, 8);
        return in_word(head) || in_word(tail);
    }

    bool same(const char* text, const Name& a, const Name& b) {
        const std::string_view left(text + a.at, a.length);
        const std::string_view right(text + b.at, b.length);
        if (left == right) return true;
        if (!escapes_) return false;
        if (left.find('\\') == std::string_view::npos && right.find('\\') == std::string_view::npos) return false;
        unescape(left, left_);
        unescape(right, right_);
        return left_ == right_;
    }

    std::uint64_t hash_of_unescaped(std::string_view name) {
        unescape(name, left_);
        const std::size_t length = left_.size();
        left_.append(8, '\0');
        return key_hash(left_.data(), length);
    }

    template <class Found>
    void find_sorted(const char* text, std::uint32_t first, Found&& found) {
        const auto begin = names_.begin() + first;
        std::sort(begin, names_.end(),
                  [](const Name& a, const Name& b) { return a.hash != b.hash ? a.hash < b.hash : a.at < b.at; });
        for (auto it = begin; it + 1 < names_.end();) {
            const auto end =
                std::find_if(it + 1, names_.end(), [&](const Name& name) { return name.hash != it->hash; });
            if (end - it > 1) find_equal(text, it, end, found);
            it = end;
        }
    }

    // Among names of one hash; different names can share it (their first and last bytes are alike).
    template <class Iterator, class Found>
    void find_equal(const char* text, Iterator begin, Iterator end, Found&& found) {
        std::vector<std::pair<std::string, std::uint32_t>> plain;
        for (auto it = begin; it != end; ++it) {
            unescape({text + it->at, it->length}, left_);
            plain.emplace_back(left_, it->at);
        }
        std::sort(plain.begin(), plain.end());
        for (std::size_t i = 1; i < plain.size(); ++i) {
            if (plain[i].first == plain[i - 1].first) found(plain[i].second);
        }
    }

    bool escapes_ = true;
    std::vector<Name> names_;
    std::vector<Frame> frames_;
    std::string left_;
    std::string right_;
};

}  // namespace hios::json
