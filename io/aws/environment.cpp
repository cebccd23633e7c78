#include "io/aws/environment.hpp"

#include <algorithm>
#include <cstdlib>

namespace hios::aws {

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* const value = std::getenv(name.c_str());
        if (value == nullptr || *value == '\0') return std::nullopt;
        return std::string(value);
    };
}

bool is_true(const std::optional<std::string>& text) {
    if (!text) return false;
    std::string lower = *text;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower == "true" || lower == "1" || lower == "yes";
}

}  // namespace hios::aws
