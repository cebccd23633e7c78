#pragma once
// Many short lists of numbers by key, filled for one message and emptied for the next without freeing anything.

#include <array>
#include <cstdint>
#include <vector>

namespace hios::hl7v2 {

// Not thread-safe, readers included: at() remembers where it was, so that going through a list is linear.
class Lists {
public:
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

    void clear() {
        nodes_.clear();
        ++age_;
        used_ = 0;
        for (Cursor& cursor : cursors_) cursor.head = kNone;
        if (table_.size() > kKept || age_ == 0) {
            table_ = {};
            age_ = 1;
        }
    }

    void add(std::uint64_t key, std::uint32_t value) {
        if (used_ * 2 >= table_.size()) grow();
        Head& head = table_[find(table_, key)];
        const auto node = static_cast<std::uint32_t>(nodes_.size());
        nodes_.push_back({value, kNone});
        if (head.age != age_) {
            head = {key, age_, node, node, 0};
            ++used_;
        } else {
            nodes_[head.last].next = node;
            head.last = node;
        }
        ++head.count;
    }

    [[nodiscard]] std::uint32_t count(std::uint64_t key) const {
        const Head* head = head_of(key);
        return head == nullptr ? 0 : head->count;
    }

    // The value at `index` of a list, from 0; kNone: it is shorter.
    [[nodiscard]] std::uint32_t at(std::uint64_t key, std::uint32_t index) const {
        const Head* head = head_of(key);
        if (head == nullptr || index >= head->count) return kNone;
        Cursor& cursor = cursors_[head->first % cursors_.size()];
        if (cursor.head != head->first || cursor.index > index) cursor = {head->first, 0, head->first};
        for (; cursor.index < index; ++cursor.index) cursor.node = nodes_[cursor.node].next;
        return nodes_[cursor.node].value;
    }

private:
    struct Node {
        std::uint32_t value;
        std::uint32_t next;
    };
    struct Head {
        std::uint64_t key = 0;
        std::uint32_t age = 0;  // whose message it is of
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::uint32_t count = 0;
    };
    struct Cursor {
        std::uint32_t head = kNone;
        std::uint32_t index = 0;
        std::uint32_t node = 0;
    };
    static constexpr std::size_t kKept = 1U << 20;

    // Where the key is, or the free place it would take.
    [[nodiscard]] std::size_t find(const std::vector<Head>& table, std::uint64_t key) const {
        std::size_t at = (key * 0x9E37'79B9'7F4A'7C15) >> 20;
        for (;; ++at) {
            const Head& head = table[at & (table.size() - 1)];
            if (head.age != age_ || head.key == key) return at & (table.size() - 1);
        }
    }
    [[nodiscard]] const Head* head_of(std::uint64_t key) const {
        if (table_.empty()) return nullptr;
        const Head& head = table_[find(table_, key)];
        return head.age == age_ ? &head : nullptr;
    }
    void grow() {
        std::vector<Head> larger(table_.empty() ? 64 : table_.size() * 2);
        for (const Head& head : table_) {
            if (head.age == age_) larger[find(larger, head.key)] = head;
        }
        table_ = std::move(larger);
    }

    std::vector<Head> table_;  // a power of two
    std::vector<Node> nodes_;
    std::uint32_t age_ = 1;
    std::size_t used_ = 0;
    mutable std::array<Cursor, 64> cursors_;
};

}  // namespace hios::hl7v2
