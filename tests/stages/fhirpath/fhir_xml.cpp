#include "tests/stages/fhirpath/fhir_xml.hpp"

#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "stages/definitions/table.hpp"

namespace hios::test {
namespace {

using Json = nlohmann::ordered_json;
using definitions::Primitive;
using definitions::Table;
using definitions::TypeId;

const Table& table() {
    return Table::r4();
}

// Numbers are put in as text with a mark, so that 1.0 stays 1.0.
constexpr std::string_view kNumberMark = "\x01";

Json value_of(TypeId type, const std::string& text) {
    switch (static_cast<Primitive>(type)) {
        case Primitive::kBoolean:
            return text == "true";
        case Primitive::kInteger:
        case Primitive::kPositiveInt:
        case Primitive::kUnsignedInt:
        case Primitive::kDecimal:
            return std::string(kNumberMark) + text + std::string(kNumberMark);
        default:
            return text;
    }
}

std::string markup_of(const pugi::xml_node& node) {
    std::ostringstream out;
    node.print(out, "", pugi::format_raw);
    return out.str();
}

Json object_of(TypeId type, const pugi::xml_node& xml);

void put_child(Json& object, TypeId type, const pugi::xml_node& child) {
    const auto id = table().find(type, child.name());
    if (id == definitions::kNoProperty) return;
    const auto& property = table().property(id);
    const auto& element = table().element(property.element);
    const bool list = element.max > 1;
    const std::string name(property.name);
    Json value;
    Json sibling;
    if (static_cast<Primitive>(property.type) == Primitive::kXhtml) {
        value = markup_of(child);
    } else if (property.type < definitions::kPrimitives) {
        if (const auto attribute = child.attribute("value")) value = value_of(property.type, attribute.value());
        sibling = object_of(table().type_of("Element"), child);
    } else if (table().type(property.type).name == "Resource") {
        const pugi::xml_node inner = child.first_child();
        value = object_of(table().type_of(inner.name()), inner);
        value["resourceType"] = inner.name();
    } else {
        value = object_of(property.type, child);
    }
    const bool has_sibling = sibling.is_object() && !sibling.empty();
    if (!list) {
        if (!value.is_null()) object[name] = std::move(value);
        if (has_sibling) object["_" + name] = std::move(sibling);
        return;
    }
    object[name].push_back(std::move(value));
    if (has_sibling) {
        Json& siblings = object["_" + name];
        while (siblings.size() + 1 < object[name].size()) siblings.push_back(nullptr);
        siblings.push_back(std::move(sibling));
    }
}

Json object_of(TypeId type, const pugi::xml_node& xml) {
    Json object = Json::object();
    for (const char* name : {"id", "url"}) {
        if (const auto attribute = xml.attribute(name)) object[name] = attribute.value();
    }
    for (const pugi::xml_node& child : xml.children()) {
        if (child.type() == pugi::node_element) put_child(object, type, child);
    }
    return object;
}

}  // namespace

std::string json_of_fhir_xml(std::string_view xml) {
    pugi::xml_document document;
    if (!document.load_buffer(xml.data(), xml.size())) return {};
    const pugi::xml_node root = document.document_element();
    const TypeId type = table().type_of(root.name());
    if (type == definitions::kNoType) return {};
    Json resource = Json::object();
    resource["resourceType"] = root.name();
    resource.update(object_of(type, root));
    std::string text = resource.dump();
    // The marks, as nlohmann escapes them, with the quotes they stand beside.
    for (const std::string_view mark : {"\"\\u0001", "\\u0001\""}) {
        for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
            text.erase(at, mark.size());
        }
    }
    return text;
}

}  // namespace hios::test
