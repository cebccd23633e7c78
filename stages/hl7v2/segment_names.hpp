#pragma once
// Numbers for names of segments: each segment of each message is looked up.

#include <cstdint>
#include <string_view>
#include <vector>

namespace hios::hl7v2 {

// Names have three characters (v2.9, 2.5.2): three bytes are a key. Others are not known. Copyable; thread-safe while
// no name is added.
class SegmentNames {
public:
    // The name's number; new names get the next one, from 1. 0: it is no name of three characters.
    std::uint16_t add(std::string_view name) {
        if (name.size() != kSize) return 0;
        if (const std::uint16_t known = number(name); known != 0) return known;
        if (2 * (count_ + 1U) > table_.size()) grow();
        table_[find(key_of(name))] = {key_of(name), ++count_};
        return count_;
    }
    // 0: it was not added.
    [[nodiscard]] std::uint16_t number(std::string_view name) const {
        return name.size() == kSize ? table_[find(key_of(name))].number : std::uint16_t{0};
    }
    [[nodiscard]] std::size_t size() const { return count_; }

private:
    static constexpr std::size_t kSize = 3;
    struct Known {
        std::uint32_t key = 0;
        std::uint16_t number = 0;  // 0: the place is free
    };

    static std::uint32_t key_of(std::string_view name) {
        return static_cast<unsigned char>(name[0]) |
               static_cast<std::uint32_t>(static_cast<unsigned char>(name[1])) << 8U |
               static_cast<std::uint32_t>(static_cast<unsigned char>(name[2])) << 16U;
    }
    // Where the key is, or the free place that it would take.
    [[nodiscard]] std::size_t find(std::uint32_t key) const {
        const std::size_t mask = table_.size() - 1;
        std::size_t at = key * 0x9E37'79B1U >> 16U & mask;
        while (table_[at].number != 0 && table_[at].key != key) at = (at + 1) & mask;
        return at;
    }
    void grow() {
        std::vector<Known> old(2 * table_.size());
        old.swap(table_);
        for (const Known& one : old) {
            if (one.number != 0) table_[find(one.key)] = one;
        }
    }

    std::vector<Known> table_ = std::vector<Known>(64);  // a power of two, half of it free
    std::uint16_t count_ = 0;
};

}  // namespace hios::hl7v2
