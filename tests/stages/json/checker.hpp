#pragma once
// Reads a text as documents are read: structural index, grammar, escapes, repeated names.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/json/walk.hpp"

namespace hios::json::test {

// A copy of a text with the readable bytes behind it that readers ask for. They hold what would
// change the result if it were taken for text.
class Padded {
public:
    explicit Padded(std::string_view text)
        : size_(text.size()), bytes_(std::string(text) + std::string(kPadding, '"')) {}
    [[nodiscard]] std::string_view text() const { return {bytes_.data(), size_}; }

private:
    std::size_t size_;
    std::string bytes_;
};

struct Finding {
    const Code* code = nullptr;
    std::uint64_t offset = 0;
};

struct KeyCollector : NoHandler {
    void duplicate(std::uint32_t at) { duplicates.push_back(at); }
    std::vector<std::uint32_t> duplicates;
};

// The first fault of `text` as one JSON document; nothing when it has none.
inline std::optional<Finding> check(std::string_view text, std::uint32_t depth = 100) {
    const Padded padded(text);
    StructuralIndex index;
    if (auto built = index.build(padded.text()); !built) return Finding{built.error().code, built.error().where.offset};
    WalkScratch scratch;
    const bool escapes = text.find('\\') != std::string_view::npos;
    scratch.keys.clear(escapes);
    Cursor cursor(padded.text(), index);
    KeyCollector handler;
    if (!walk_value(cursor, scratch, depth, handler)) return Finding{cursor.fault().code, cursor.fault().offset};
    if (!cursor.at_end()) return Finding{&codes::kTrailing, cursor.position()};
    std::vector<std::uint32_t> bad;
    find_bad_escapes(padded.text(), bad);
    if (!bad.empty()) return Finding{&codes::kEscape, bad.front()};
    if (!handler.duplicates.empty()) return Finding{&codes::kDuplicateKey, handler.duplicates.front()};
    return std::nullopt;
}

inline std::string minified(std::string_view text) {
    const Padded padded(text);
    std::string into(text.size() + kPadding, '\0');
    into.resize(minify(padded.text(), into.data()));
    return into;
}

}  // namespace hios::json::test
