#include "stages/definitions/code_system_reader.hpp"

#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

#include "stages/definitions/json_members.hpp"

namespace hios::definitions {

namespace {

using Json = nlohmann::ordered_json;

model::Include read_include(const Json& json) {
    model::Include include;
    include.system = json.contains("system") ? canonical(json["system"]) : "";
    for (const Json& item : list_of(json, "concept")) include.codes.push_back(text_of(item, "code"));
    for (const Json& filter : list_of(json, "filter")) {
        include.filters.push_back({text_of(filter, "property"), text_of(filter, "op"), text_of(filter, "value")});
    }
    for (const Json& url : list_of(json, "valueSet")) include.value_sets.push_back(canonical(url));
    return include;
}

// A child that the parent names by its code, besides those nested in it.
using Named = std::vector<std::pair<std::uint32_t, std::string>>;

void read_concepts(const Json& list, model::CodeSystem& system, std::optional<std::uint32_t> parent, Named& named) {
    for (const Json& json : list) {
        const auto index = static_cast<std::uint32_t>(system.concepts.size());
        system.concepts.push_back({text_of(json, "code"), {}});
        if (parent) system.concepts[*parent].children.push_back(index);
        for (const Json& property : list_of(json, "property")) {
            if (text_of(property, "code") == "child") named.emplace_back(index, text_of(property, "valueCode"));
        }
        read_concepts(list_of(json, "concept"), system, index, named);
    }
}

}  // namespace

model::ValueSet read_value_set(const Json& json) {
    model::ValueSet set;
    set.url = text_of(json, "url");
    const auto compose = json.find("compose");
    if (compose == json.end()) return set;
    for (const Json& include : list_of(*compose, "include")) set.includes.push_back(read_include(include));
    for (const Json& exclude : list_of(*compose, "exclude")) set.excludes.push_back(read_include(exclude));
    return set;
}

model::CodeSystem read_code_system(const Json& json) {
    model::CodeSystem system;
    system.url = text_of(json, "url");
    system.complete = text_of(json, "content") == "complete";
    Named named;
    read_concepts(list_of(json, "concept"), system, std::nullopt, named);
    std::unordered_map<std::string, std::uint32_t> by_code;
    for (std::uint32_t i = 0; i < system.concepts.size(); ++i) by_code.emplace(system.concepts[i].code, i);
    for (const auto& [parent, code] : named) {
        if (const auto child = by_code.find(code); child != by_code.end()) {
            system.concepts[parent].children.push_back(child->second);
        }
    }
    return system;
}

}  // namespace hios::definitions
