#pragma once
// A JSON text as a tree of small nodes, for rows that are JSON objects and for comparing what a map wrote.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/byte_buffer.hpp"
#include "stages/json/cursor.hpp"
#include "stages/json/structural_index.hpp"
#include "stages/json/text.hpp"
#include "stages/json/walk.hpp"

namespace hios::map {

struct JsonNode {
    enum class Kind : std::uint8_t { kObject, kList, kString, kScalar };
    Kind kind = Kind::kScalar;
    json::Span name;          // of a member, without quotes; empty for items
    json::Span value;         // of a string without its quotes; of a scalar
    std::uint32_t next = 0;   // sibling, 0 = none
    std::uint32_t first = 0;  // child, 0 = none
    std::uint32_t children = 0;
};

// Reusable; not thread-safe. Node 0 is the whole text's value.
class JsonDocument {
public:
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
    static constexpr std::uint32_t kMaxDepth = 64;

    // False: the text is no JSON; fault() says what and where. The text is copied.
    bool read(std::string_view text);
    [[nodiscard]] const Error& fault() const { return fault_; }

    [[nodiscard]] const JsonNode& node(std::uint32_t id) const { return nodes_[id]; }
    // The member of an object, the item of a list; kNone when there is none.
    [[nodiscard]] std::uint32_t member(std::uint32_t object, std::string_view name) const;
    [[nodiscard]] std::uint32_t item(std::uint32_t list, std::uint32_t index) const;
    [[nodiscard]] std::string_view slice(json::Span span) const {
        return text_.view().substr(span.begin, span.end - span.begin);
    }

private:
    friend struct JsonTreeHandler;
    ByteBuffer text_;
    json::StructuralIndex index_;
    json::WalkScratch scratch_;
    std::vector<JsonNode> nodes_;
    std::vector<std::uint32_t> open_;
    std::vector<std::uint32_t> bad_escapes_;
    std::vector<std::uint32_t> last_;  // child of each open node
    Error fault_;
    // Where item() was last: going over a list item by item must not be quadratic.
    mutable std::uint32_t last_list_ = kNone;
    mutable std::uint32_t last_index_ = 0;
    mutable std::uint32_t last_item_ = 0;
};

}  // namespace hios::map
