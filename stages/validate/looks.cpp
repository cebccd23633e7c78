#include "stages/validate/looks.hpp"

#include <initializer_list>
#include <string_view>

namespace hios::validate {

using definitions::Primitive;
using definitions::TypeId;

namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    for (const std::string_view one : names) {
        if (one == name) return true;
    }
    return false;
}

std::uint8_t look_of(const definitions::Table& table, const definitions::Property& property) {
    const definitions::Element& element = table.element(property.element);
    const std::string_view type = table.type(property.type).name;
    const bool reference = element.path == "Reference.reference";
    const bool bound = element.codes != definitions::kNoCodeSet;
    unsigned look = 0;
    if (reference) look |= looks::kReference;
    if (element.name == "modifierExtension") look |= looks::kModifier;
    if (element.name == "contained") look |= looks::kContained;
    if (property.type == static_cast<TypeId>(Primitive::kCode) && bound &&
        element.strength == definitions::Strength::kRequired)
        look |= looks::kRequiredCode;
    if (is_one_of(type, {"Coding", "CodeableConcept", "Quantity"}) && bound &&
        element.strength >= definitions::Strength::kExtensible)
        look |= looks::kBoundConcept;
    if (is_one_of(type, {"uri", "url", "canonical"}) || reference) look |= looks::kLink;
    if (property.type == static_cast<TypeId>(Primitive::kXhtml)) look |= looks::kXhtml;
    if (element.path == "Coding.system") look |= looks::kSystem;
    return static_cast<std::uint8_t>(look);
}

}  // namespace

std::vector<std::uint8_t> looks_of(const definitions::Table& table) {
    std::vector<std::uint8_t> all(table.properties(), 0);
    for (std::size_t i = 1; i < table.types(); ++i) {
        const auto type = static_cast<TypeId>(i);
        for (const definitions::PropertyId id : table.properties(type)) all[id] = look_of(table, table.property(id));
    }
    return all;
}

}  // namespace hios::validate
