#pragma once
// Where the references of a resource can lead beyond itself.

#include <span>
#include <string>
#include <string_view>

#include "stages/definitions/table.hpp"
#include "stages/fhir/link_map.hpp"
#include "stages/instance/instance.hpp"
#include "stages/instance/issue.hpp"
#include "stages/json/text.hpp"

namespace hios::validate {

// The entries of the Bundle that holds the resource.
struct Surroundings {
    const fhir::LinkMap* entries = nullptr;      // fullUrl → place in types; null: not in a Bundle
    std::span<const definitions::TypeId> types;  // kNoType: the entry holds no known resource
};

// One resource under check, as its rules see it.
struct Subject {
    const definitions::Table& table;
    const instance::Instance& instance;
    const Surroundings& surroundings;
    instance::Issues& issues;
    std::string& scratch;

    // A string's text without its escapes; holds until the next call.
    [[nodiscard]] std::string_view text(const instance::Node& node) const {
        const std::string_view raw = instance.raw(node);
        if (!instance.escapes || raw.find('\\') == std::string_view::npos) return raw;
        json::unescape(raw, scratch);
        return scratch;
    }
    void report(const instance::Rule& rule, instance::NodeId id, std::string_view detail = {},
                std::string_view element = {}) const {
        const json::Span at = instance.node(id).value;
        issues.push_back({&rule, id, at.begin, at.end - at.begin, element, detail});
    }
};

}  // namespace hios::validate
