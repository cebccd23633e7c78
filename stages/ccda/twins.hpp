#pragma once
// Elements of a document that are written alike, byte for byte: the same author signs every entry.

#include <utility>
#include <vector>

#include "stages/ccda/document.hpp"
#include "stages/map/handle_map.hpp"

namespace hios::ccda {

// One document's; reusable, not thread-safe.
class Twins {
public:
    void reset();

    // The first element asked for that is written like `node`; `node` itself when it is the first. An element that
    // refers to the narrative is like no other: what it says depends on where it stands. To be asked in document order.
    NodeId first_like(const Document& document, NodeId node);

    struct Twin {
        NodeId node = 0;
        NodeId first = 0;
    };
    // Those that were not the first, in document order.
    [[nodiscard]] const std::vector<Twin>& all() const { return all_; }

private:
    map::HandleMap known_;
    std::vector<Twin> all_;
};

}  // namespace hios::ccda
