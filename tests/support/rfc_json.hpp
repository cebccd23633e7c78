#pragma once
// Another reader's judgement of JSON texts (RFC 8259), for comparison with ours.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace hios::test {

// By nlohmann's reader. Nothing for what it judges otherwise than the RFC: it steps over a byte order
// mark, takes U+0000 for the end, and refuses numbers that no double holds.
inline std::optional<bool> rfc_accepts(const std::string& text) {
    if (text.substr(0, 3) == "\xEF\xBB\xBF" || text.find('\0') != std::string::npos) return std::nullopt;
    try {
        return !nlohmann::json::parse(text).is_discarded();
    } catch (const nlohmann::json::out_of_range&) {
        return std::nullopt;
    } catch (const nlohmann::json::parse_error&) {
        return false;
    }
}

}  // namespace hios::test
