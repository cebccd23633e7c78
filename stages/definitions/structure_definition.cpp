#include "stages/definitions/structure_definition.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "stages/definitions/code_system_reader.hpp"
#include "stages/definitions/codes.hpp"
#include "stages/definitions/json_members.hpp"

namespace hios::definitions {

namespace {

using Json = nlohmann::ordered_json;
using Result = tl::expected<void, Error>;

constexpr std::string_view kSystemTypes = "http://hl7.org/fhirpath/System.";
constexpr std::string_view kTypeExtension = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";

// The ids of elements and the values of primitives are typed as FHIRPath System types; an extension
// says which FHIR type that is. R4 elementdefinition.html#ElementDefinition.type.code.
std::string type_code(const Json& type) {
    std::string code = text_of(type, "code");
    if (!code.starts_with(kSystemTypes)) return code;
    if (std::string lifted = text_of(type, "fhirType"); !lifted.empty()) return lifted;
    for (const Json& extension : list_of(type, "extension")) {
        if (text_of(extension, "url") != kTypeExtension) continue;
        std::string url = text_of(extension, "valueUrl");
        return url.empty() ? text_of(extension, "valueUri") : url;
    }
    return "string";
}

model::TypeRef read_type(const Json& type) {
    model::TypeRef ref;
    ref.code = type_code(type);
    for (const Json& url : list_of(type, "profile")) ref.profiles.push_back(canonical(url));
    for (const Json& url : list_of(type, "targetProfile")) ref.targets.push_back(canonical(url));
    return ref;
}

Strength strength_of(std::string_view name) {
    if (name == "required") return Strength::kRequired;
    if (name == "extensible") return Strength::kExtensible;
    if (name == "preferred") return Strength::kPreferred;
    return Strength::kExample;
}

model::Slicing read_slicing(const Json& json) {
    model::Slicing slicing;
    for (const Json& discriminator : list_of(json, "discriminator")) {
        slicing.discriminators.push_back({text_of(discriminator, "type"), text_of(discriminator, "path")});
    }
    if (std::string rules = text_of(json, "rules"); !rules.empty()) slicing.rules = rules;
    slicing.ordered = flag_of(json, "ordered");
    return slicing;
}

// "*" or a number; nothing when it is neither.
std::optional<std::uint16_t> read_max(const std::string& text) {
    if (text == "*") return model::kUnbounded;
    std::uint16_t max = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), max);
    if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return max;
}

// fixed[x], pattern[x], minValue[x], maxValue[x]: the member's name ends with a type.
void read_values(const Json& json, model::Element& element) {
    for (const auto& [name, value] : json.items()) {
        if (name.starts_with("fixed")) element.fixed = value.dump();
        if (name.starts_with("pattern")) element.pattern = value.dump();
        if (name.starts_with("minValue")) element.min_value = value.dump();
        if (name.starts_with("maxValue")) element.max_value = value.dump();
    }
    const auto length = json.find("maxLength");
    if (length != json.end() && length->is_number_unsigned()) element.max_length = length->get<std::uint32_t>();
}

tl::expected<model::Element, Error> read_element(const Json& json) {
    model::Element element;
    element.path = text_of(json, "path");
    element.id = text_of(json, "id");
    element.slice_name = text_of(json, "sliceName");
    const auto min = json.find("min");
    const auto max = read_max(text_of(json, "max"));
    if (element.path.empty() || element.id.empty() || min == json.end() || !min->is_number_unsigned() || !max) {
        return tl::unexpected(fatal(codes::kNotADefinition,
                                    fmt::format("element '{}' of a snapshot lacks id, path, min or max", element.id)));
    }
    element.min = static_cast<std::uint16_t>(std::min<std::uint64_t>(min->get<std::uint64_t>(), 0xFFFE));
    element.max = *max;
    element.base_path = json.contains("base") ? text_of(json["base"], "path") : element.path;
    for (const Json& type : list_of(json, "type")) {
        // Some of HL7's extensions name no type, only how XML and JSON write it.
        if (!text_of(type, "code").empty()) element.types.push_back(read_type(type));
    }
    const std::string reference = text_of(json, "contentReference");
    if (!reference.empty()) element.content_reference = reference.substr(reference.find('#') + 1);
    element.modifier = flag_of(json, "isModifier");
    if (const auto binding = json.find("binding"); binding != json.end()) {
        element.binding.strength = strength_of(text_of(*binding, "strength"));
        if (binding->contains("valueSet")) element.binding.value_set = canonical((*binding)["valueSet"]);
    }
    for (const Json& constraint : list_of(json, "constraint")) {
        element.constraints.push_back({text_of(constraint, "key"), text_of(constraint, "severity") != "warning",
                                       text_of(constraint, "expression")});
    }
    if (json.contains("slicing")) element.slicing = read_slicing(json["slicing"]);
    read_values(json, element);
    return element;
}

Result read_structure(const Json& json, model::Definitions& into, Differential differential) {
    model::Definition definition;
    definition.url = text_of(json, "url");
    definition.version = text_of(json, "version");
    definition.kind = text_of(json, "kind");
    definition.type = text_of(json, "type");
    definition.base = json.contains("baseDefinition") ? canonical(json["baseDefinition"]) : "";
    definition.abstract = flag_of(json, "abstract");
    definition.constraint = text_of(json, "derivation") == "constraint";
    const auto snapshot = json.find("snapshot");
    if (snapshot == json.end() || list_of(*snapshot, "element").empty()) {
        if (differential == Differential::kPassOver) return {};
        return tl::unexpected(
            fatal(codes::kNoSnapshot, fmt::format("StructureDefinition {} has no snapshot", definition.url)));
    }
    for (const Json& element : list_of(*snapshot, "element")) {
        auto read = read_element(element);
        if (!read) {
            read.error().what = fmt::format("StructureDefinition {}: {}", definition.url, read.error().what);
            return tl::unexpected(std::move(read.error()));
        }
        definition.elements.push_back(std::move(*read));
    }
    into.structures.push_back(std::move(definition));
    return {};
}

Result read_resource(const Json& json, model::Definitions& into, Differential differential) {
    const std::string type = text_of(json, "resourceType");
    if (type == "StructureDefinition") return read_structure(json, into, differential);
    if (type == "ValueSet") into.value_sets.push_back(read_value_set(json));
    if (type == "CodeSystem") into.code_systems.push_back(read_code_system(json));
    if (type == "Bundle") {
        for (const Json& entry : list_of(json, "entry")) {
            if (!entry.contains("resource")) continue;
            if (auto read = read_resource(entry["resource"], into, differential); !read) return read;
        }
    }
    return {};
}

}  // namespace

Result read_definitions(std::string_view text, model::Definitions& into, Differential differential) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || (!json.is_object() && !json.is_array())) {
        return tl::unexpected(fatal(codes::kNotADefinition, "the text is not a JSON object or array"));
    }
    if (json.is_object()) return read_resource(json, into, differential);
    for (const Json& resource : json) {
        if (auto read = read_resource(resource, into, differential); !read) return read;
    }
    return {};
}

}  // namespace hios::definitions
