#pragma once
// Which parts of messages a map reads, and which it leaves.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "stages/hl7v2/hl7v2_space.hpp"
#include "stages/hl7v2/message.hpp"

namespace hios::hl7v2 {

// A part without parts: a subcomponent that is not blank. Numbers from 1.
struct Leaf {
    std::string_view segment;
    std::uint32_t segment_index = 0;  // from 0
    std::uint32_t field = 0;
    std::uint32_t repetition = 0;
    std::uint32_t component = 0;
    std::uint32_t subcomponent = 0;
    Part part;
};

// All leaves of a message in order, but the delimiters of its header. Linear.
void visit_leaves(const Message& message, const std::function<void(const Leaf&)>& visit);

// Made from a space when its map has been compiled; then immutable, shared between threads.
class ReadAddresses {
public:
    explicit ReadAddresses(const Hl7v2Space& space);

    // Whether an address reads it. A segment's address counts for all segments of the name.
    [[nodiscard]] bool reads(const Leaf& leaf) const;

private:
    struct Range {  // 0: all
        std::uint32_t repetition;
        std::uint32_t component;
        std::uint32_t subcomponent;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    // By segment, then by field.
    std::unordered_map<std::string, std::vector<std::vector<Range>>, Hash, std::equal_to<>> read_;
};

}  // namespace hios::hl7v2
