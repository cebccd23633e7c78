#include "jobs/spec/overrides.hpp"

#include <optional>

#include <fmt/format.h>

#include "jobs/spec/yaml_reader.hpp"

namespace hios::jobs {
namespace {

std::optional<std::vector<std::string>> split_path(std::string_view path) {
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t dot = path.find('.');
        if (dot == 0 || path.empty()) return std::nullopt;
        parts.emplace_back(path.substr(0, dot));
        if (dot == std::string_view::npos) return parts;
        path.remove_prefix(dot + 1);
    }
}

void forget_places(Document& document, const std::string& pointer) {
    const auto drop = [&](std::map<std::string, Place>& places) {
        for (auto at = places.lower_bound(pointer);
             at != places.end() && at->first.compare(0, pointer.size(), pointer) == 0;) {
            const bool inside = at->first.size() == pointer.size() || at->first[pointer.size()] == '/';
            at = inside ? places.erase(at) : std::next(at);
        }
    };
    drop(document.values);
    drop(document.keys);
}

std::optional<Problem> apply(Document& document, const std::string& set) {
    const Place place{fmt::format("--set {}", set), 0, 0};
    const std::size_t equals = set.find('=');
    const auto parts = split_path(std::string_view(set).substr(0, equals));
    if (equals == std::string::npos || !parts)
        return Problem{place, "write it as --set key=value, for example --set limits.threads=4"};

    auto value = read_yaml(std::string_view(set).substr(equals + 1), place.source);
    if (!value) return Problem{place, fmt::format("the value is no YAML: {}", value.error().front().text)};

    nlohmann::json* at = &document.root;
    if (at->is_null()) *at = nlohmann::json::object();
    std::string pointer;
    for (std::size_t i = 0; i < parts->size(); ++i) {
        if (at->is_string() && i == 1 && (pointer == "/source" || pointer == "/staging" || pointer == "/error")) {
            const Place folder = document.place_of(pointer);
            *at = nlohmann::json{{"uri", *at}};
            document.values[pointer + "/uri"] = folder;
        }
        if (at->is_array())
            return Problem{place, fmt::format("{} is a list; set it as a whole, as in --set 'key=[a, b]'", pointer)};
        if (at->is_null()) *at = nlohmann::json::object();
        if (!at->is_object())
            return Problem{place, fmt::format("{} is a single value and has no key \"{}\"", pointer, (*parts)[i])};
        at = &(*at)[(*parts)[i]];
        pointer = child_pointer(pointer, (*parts)[i]);
        if (document.values.count(pointer) == 0) document.values[pointer] = place;
        if (document.keys.count(pointer) == 0) document.keys[pointer] = place;
    }
    *at = std::move(value->root);
    forget_places(document, pointer);
    document.values[pointer] = place;
    document.keys[pointer] = place;
    return std::nullopt;
}

}  // namespace

std::vector<Problem> apply_overrides(Document& document, const std::vector<std::string>& sets) {
    std::vector<Problem> problems;
    for (const std::string& set : sets) {
        if (auto problem = apply(document, set)) problems.push_back(std::move(*problem));
    }
    return problems;
}

}  // namespace hios::jobs
