#include "jobs/spec/document.hpp"

#include <fmt/format.h>

namespace hios::jobs {

std::string to_text(const Place& place) {
    if (place.line == 0) return place.source;
    return fmt::format("{}:{}:{}", place.source, place.line, place.column);
}

Place Document::place_of(const std::string& pointer) const {
    std::string at = pointer;
    for (;;) {
        if (const auto found = values.find(at); found != values.end()) return found->second;
        const std::size_t slash = at.rfind('/');
        if (slash == std::string::npos) return {};
        at.resize(slash);
    }
}

Place Document::key_place_of(const std::string& pointer) const {
    const auto found = keys.find(pointer);
    return found != keys.end() ? found->second : place_of(pointer);
}

std::string child_pointer(std::string_view parent, std::string_view key) {
    std::string pointer(parent);
    pointer += '/';
    for (const char c : key) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

}  // namespace hios::jobs
