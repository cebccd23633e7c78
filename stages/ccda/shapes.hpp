#pragma once
// The shape of an element: which elements and attributes stand in it, and what of them predicates ask. Entries that one
// system writes by one template are mostly alike in that. What stands there (texts, codes, times) is no part of it.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/mix.hpp"
#include "stages/ccda/document.hpp"
#include "stages/ccda/path.hpp"

namespace hios::ccda {

// Of all paths of a map. Not thread-safe: it remembers the shapes of elements asked for last.
class Shapes {
public:
    // Before of(). The values that its predicates compare with are part of shapes.
    void add(const Path& path);
    // Whether the shape of the scope decides which elements the path leads to, where they stand ...
    [[nodiscard]] static bool leads(const Path& path);
    // ... and whether there is anything, besides texts of elements ...
    [[nodiscard]] static bool tells(const Path& path);
    // ... and what stands in the elements.
    [[nodiscard]] static bool tells_within(const Path& path);

    // With SourceView::kTellsTexts; 0: the element is too large to have one. Without kTellsPlaces: what stands in it
    // stands at other distances elsewhere, for there is a narrative in between. `document_number` changes with the
    // document.
    [[nodiscard]] std::uint64_t of(const Document& document, NodeId node, std::uint64_t document_number);

private:
    struct Known {
        std::uint64_t document = 0;
        NodeId node = 0;
        std::uint64_t shape = 0;
    };
    void add(const Predicate& predicate);
    [[nodiscard]] std::uint64_t compute(const Document& document, NodeId node, std::uint64_t document_number);
    [[nodiscard]] std::uint64_t element_alone(const Document& document, NodeId node) const;
    [[nodiscard]] std::uint64_t number_of(std::string_view value) const;

    std::uint64_t seed_ = hash_seed();
    std::vector<bool> compared_;  // by attribute: predicates compare its value
    NameTable numbers_;           // of the values they compare with
    std::array<Known, 512> known_;
    std::vector<std::uint64_t> elements_;  // of the document at hand, by node; 0: not known yet
    std::uint64_t elements_of_ = 0;        // its number
    std::vector<std::uint64_t> text_;
};

}  // namespace hios::ccda
