#pragma once
// A map file's YAML as a tree that keeps the order of keys and the place of everything. Maps are data from
// people: size, depth and aliases are capped, duplicate keys are errors.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/map/problem.hpp"

namespace hios::map {

struct Node;
using NodePtr = std::shared_ptr<const Node>;

struct Node {
    enum class Kind : char {
        kNull,
        kScalar,
        kList,
        kMap,
        kChoice,  // made by overrides: items are {then, else}, text the condition; either may be null
    };
    struct Key {
        std::string name;
        Place place;
    };

    Kind kind = Kind::kNull;
    Place place;
    std::string text;       // of a scalar, as written: numbers keep their digits
    bool plain = false;     // a scalar without quotes
    std::vector<Key> keys;  // of a map, one for each item
    std::vector<NodePtr> items;
    std::size_t weight = 1;  // values in it, aliases counted as often as they stand

    [[nodiscard]] bool is_scalar() const { return kind == Kind::kScalar; }
    [[nodiscard]] bool is_list() const { return kind == Kind::kList; }
    [[nodiscard]] bool is_map() const { return kind == Kind::kMap; }
    // The value of a key, or null.
    [[nodiscard]] NodePtr get(std::string_view name) const;
    // A text that begins with '='.
    [[nodiscard]] bool is_expression() const { return is_scalar() && !text.empty() && text[0] == '='; }
    // Where the expression after the '=' begins.
    [[nodiscard]] Place expression_place() const { return place.right(plain ? 1 : 2); }
};

inline constexpr std::size_t kMaxMapBytes = 4U << 20;
inline constexpr std::size_t kMaxMapNodes = 200'000;
inline constexpr std::size_t kMaxMapDepth = 48;

// The documents of a YAML stream, in order. What is wrong goes to `problems`; then the list ends there.
[[nodiscard]] std::vector<NodePtr> read_yaml(std::string_view text, const std::string& file, Problems& problems);

}  // namespace hios::map
