#include "stages/hl7v2/dictionary/versions.hpp"

#include <bit>
#include <charconv>

namespace hios::hl7v2::dictionary {
namespace {

using Numbers = std::array<unsigned, 3>;

// "2.5.1" to {2, 5, 1}; false when it is none.
bool read_numbers(std::string_view text, Numbers& into) {
    into = {};
    for (std::size_t i = 0; i < into.size(); ++i) {
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), into[i]);
        if (fault != std::errc()) return i > 0 && text.empty();
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (text.empty()) return true;
        if (text[0] != '.') return false;
        text.remove_prefix(1);
    }
    return text.empty();
}

}  // namespace

StatedVersion read_version(std::string_view stated) {
    while (!stated.empty() && (stated[0] == ' ' || stated[0] == 'v' || stated[0] == 'V')) stated.remove_prefix(1);
    while (!stated.empty() && stated.back() == ' ') stated.remove_suffix(1);
    for (Version i = 0; i < kVersionNames.size(); ++i) {
        if (stated == kVersionNames[i]) return {i, true};
    }
    Numbers wanted;
    if (!read_numbers(stated, wanted)) return {};
    StatedVersion result{0, false};
    for (Version i = 0; i < kVersionNames.size(); ++i) {
        Numbers known;
        read_numbers(kVersionNames[i], known);
        if (known <= wanted) result = {i, known == wanted};
    }
    return result;
}

Version best(Versions versions, Version version) {
    const Versions later = versions >> version;
    if (later != 0) return static_cast<Version>(version + std::countr_zero(later));
    return static_cast<Version>(std::bit_width(versions) - 1);
}

}  // namespace hios::hl7v2::dictionary
