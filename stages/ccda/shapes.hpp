#pragma once
// The shape of an element: which elements and attributes stand in it, and what of them predicates ask. Entries that one
// system writes by one template are mostly alike in that. What stands there (texts, codes, times) is no part of it.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "stages/ccda/document.hpp"
#include "stages/ccda/path.hpp"

namespace hios::ccda {

// Of all paths of a map. Not thread-safe: it remembers the shapes of elements asked for last.
class Shapes {
public:
    // Before of(). The values that its predicates compare with are part of shapes.
    void add(const Path& path);
    // Whether the shape of the scope decides which elements the path leads to.
    [[nodiscard]] static bool tells(const Path& path);

    // Odd; 0: the element is too large to have one. `document_number` changes with the document.
    [[nodiscard]] std::uint64_t of(const Document& document, NodeId node, std::uint64_t document_number);

private:
    struct Known {
        std::uint64_t document = 0;
        NodeId node = 0;
        std::uint64_t shape = 0;
    };
    void add(const Predicate& predicate);
    [[nodiscard]] std::uint64_t compute(const Document& document, NodeId node);
    void attributes_of(const Document& document, NodeId node);
    [[nodiscard]] std::uint16_t number_of(const std::string& value) const;

    std::vector<bool> compared_;                              // by attribute: predicates compare its value
    std::unordered_map<std::string, std::uint16_t> numbers_;  // of the values they compare with, from 1
    std::array<Known, 512> known_;
    std::vector<std::uint64_t> text_;
    std::string value_;
};

}  // namespace hios::ccda
