#pragma once
// Paths to values in JSON rows, compiled into one tree so that a row is gone through once.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/outcome.hpp"

namespace hios::flat {

// The steps of "/a/b/0" (RFC 6901) or "a.b[0]". A step of digits is a member's name in an object and an
// index, from 0, in an array. "" leads to the value itself. flat.path when it is neither.
Outcome<std::vector<std::string>> read_path(std::string_view path);

// Immutable once made; share it freely between threads.
class PathTree {
public:
    using NodeId = std::uint32_t;
    static constexpr NodeId kRoot = 0;
    static constexpr NodeId kNone = 0;  // the root is nobody's child

    // Slot i is the value at paths[i].
    static Outcome<PathTree> make(std::span<const std::string> paths);

    [[nodiscard]] NodeId member(NodeId of, std::string_view name) const;
    [[nodiscard]] NodeId item(NodeId of, std::uint64_t index) const;
    [[nodiscard]] std::span<const std::uint32_t> slots(NodeId of) const { return nodes_[of].slots; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] std::size_t slot_count() const { return slot_count_; }

private:
    static constexpr std::uint64_t kNoIndex = ~std::uint64_t{0};
    struct Edge {
        std::string name;
        std::uint64_t index = kNoIndex;  // what the name is as a number
        NodeId to = kNone;
    };
    struct Node {
        std::vector<Edge> edges;  // few: those of one object that are asked for
        std::vector<std::uint32_t> slots;
    };
    std::vector<Node> nodes_{1};
    std::size_t slot_count_ = 0;
};

}  // namespace hios::flat
