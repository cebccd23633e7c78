#pragma once
// The codes of value sets, for membership tests in constant time.

#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/definitions/name_index.hpp"

namespace hios::definitions {

using CodeSetId = std::uint16_t;
inline constexpr CodeSetId kNoCodeSet = 0;

enum class Membership : std::uint8_t { kIn, kOut, kUnknown };  // unknown: the set cannot be listed

// Texts are views into the table's text. Filled once, then only read: safe to share.
class CodeSets {
public:
    CodeSets();

    // --- filling: reserve(), then all sets, then index() once
    void reserve(std::size_t sets);
    CodeSetId add_set(std::string_view url);  // kNoCodeSet when it is there already
    void rule_by_media_types();               // the set added last: a grammar instead of a list
    // Codes from `system` follow; open: some of its codes may belong to the set besides.
    void add_system(std::string_view system, bool open);
    void add_code(std::string_view code);
    void index();

    // --- asking
    [[nodiscard]] CodeSetId find(std::string_view url) const;  // kNoCodeSet when unknown
    [[nodiscard]] std::string_view url(CodeSetId id) const { return sets_[id].url; }
    [[nodiscard]] std::size_t size() const { return sets_.size(); }
    [[nodiscard]] bool listed(CodeSetId id) const;  // all its codes are known
    [[nodiscard]] Membership has_code(CodeSetId id, std::string_view code) const;
    [[nodiscard]] Membership has_coding(CodeSetId id, std::string_view system, std::string_view code) const;

private:
    struct System {
        std::string_view url;
        bool open = false;
    };
    struct Set {
        std::string_view url;
        std::uint32_t first_system = 0;
        std::uint32_t systems = 0;
        bool media_types = false;  // ruled by a grammar instead of a list
        bool open = false;
    };
    struct Entry {
        std::string_view code;
        std::uint32_t system = 0;
        CodeSetId set = kNoCodeSet;
    };
    [[nodiscard]] static std::uint64_t hash(CodeSetId set, std::string_view code);

    std::vector<Set> sets_;
    std::vector<System> systems_;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> slots_;  // entry + 1
    NameIndex by_url_;
};

// Whether `text` is a media type by the grammar of RFC 6838 section 4.2 with optional parameters, or one of
// the short forms FHIR allows beside it (xml, json, ttl; R4 http.html#mime-type).
bool is_media_type(std::string_view text);

}  // namespace hios::definitions
