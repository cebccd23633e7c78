#pragma once
// Members of definition resources, read without trust: a missing member or one of another JSON type
// counts as absent. Included by the readers' .cpp files only, so that nobody else sees the JSON library.

#include <nlohmann/json.hpp>
#include <string>

namespace hios::definitions {

inline std::string text_of(const nlohmann::ordered_json& json, const char* name) {
    if (!json.is_object()) return {};
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

inline bool flag_of(const nlohmann::ordered_json& json, const char* name) {
    if (!json.is_object()) return false;
    const auto found = json.find(name);
    return found != json.end() && found->is_boolean() && found->get<bool>();
}

// The items of a list; an empty list when there is none.
inline const nlohmann::ordered_json& list_of(const nlohmann::ordered_json& json, const char* name) {
    static const nlohmann::ordered_json kNone = nlohmann::ordered_json::array();
    if (!json.is_object()) return kNone;
    const auto found = json.find(name);
    return found != json.end() && found->is_array() ? *found : kNone;
}

// A canonical url without its "|version".
inline std::string canonical(const nlohmann::ordered_json& json) {
    if (!json.is_string()) return {};
    const std::string url = json.get<std::string>();
    return url.substr(0, url.find('|'));
}

}  // namespace hios::definitions
