#pragma once
// Messages that the built-in maps know well, and others that are a little unlike them.

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/stages/hl7v2/mapped.hpp"

namespace hios::hl7v2::test {

// The messages that the built-in maps are tested with.
inline std::vector<std::string> messages_of_maps() {
    const hios::test::SourceMaps maps("hl7v2");
    map::Problems problems;
    std::vector<std::string> messages;
    for (const map::MapTest& one : builtin::join(map::SourceFormat::kHl7v2, maps.files(), problems).tests) {
        if (one.message) messages.push_back(one.message->text);
    }
    for (std::string& text : messages) std::replace(text.begin(), text.end(), '\n', '\r');
    return messages;
}

inline std::string pick(std::mt19937& random, const std::vector<std::string_view>& from) {
    return std::string(from[random() % from.size()]);
}

// A field becomes another: nothing, "", blanks, an escape, or what stands in another place of the message.
inline std::string changed(std::string text, std::mt19937& random) {
    const std::size_t body = text.find('\r');
    if (body == std::string::npos) return text;
    for (std::size_t n = 1 + random() % 4; n != 0; --n) {
        const std::size_t begin = text.find('|', body + random() % (text.size() - body));
        if (begin == std::string::npos) continue;
        const std::size_t end = std::min(text.find_first_of("|\r", begin + 1), text.size());
        const std::size_t other = text.find('|', body + random() % (text.size() - body));
        const std::size_t other_end =
            std::min(text.find_first_of("|\r", std::min(other, text.size() - 1) + 1), text.size());
        const std::string moved = other == std::string::npos ? "" : text.substr(other + 1, other_end - other - 1);
        text.replace(
            begin + 1, end - begin - 1,
            pick(random, {"", "\"\"", "  ", "a\\T\\b", "20240229", "2024-02-30", "1^2^3&4~5", moved, moved, moved}));
    }
    return text;
}

// Segments come twice, elsewhere or not at all, so that others see them, or none.
inline std::string rearranged(const std::string& text, std::mt19937& random) {
    std::vector<std::string> segments;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\r', at), text.size());
        segments.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    for (std::size_t n = 1 + random() % 3; n != 0 && segments.size() > 1; --n) {
        const auto at = segments.begin() + static_cast<std::ptrdiff_t>(1 + random() % (segments.size() - 1));
        const std::string segment = *at;
        if (random() % 3 != 0) segments.erase(at);
        if (random() % 4 == 0) continue;
        const auto to = segments.begin() + static_cast<std::ptrdiff_t>(1 + random() % segments.size());
        segments.insert(to, segment);
    }
    std::string changed;
    for (const std::string& segment : segments) changed += segment + '\r';
    return changed;
}

}  // namespace hios::hl7v2::test
