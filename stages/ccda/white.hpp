#pragma once
// Blanks of XML.

#include <string_view>

#include "pipeline/ascii.hpp"

namespace hios::ccda {

using ascii::is_white;

[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_white(text.back())) text.remove_suffix(1);
    while (!text.empty() && is_white(text.front())) text.remove_prefix(1);
    return text.empty() ? std::string_view() : text;
}

}  // namespace hios::ccda
