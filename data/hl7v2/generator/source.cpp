#include "data/hl7v2/generator/source.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

namespace hios::hl7v2::generator {
namespace {

using nlohmann::json;

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
        text.replace(at, what.size(), by);
    }
}

// Without entities, bytes beyond ASCII (broken dashes), repeated and outer blanks.
std::string clean(std::string text) {
    replace_all(text, "&quot;", "\"");
    replace_all(text, "&amp;", "&");
    std::string out;
    for (const char c : text) {
        const bool odd = static_cast<unsigned char>(c) >= 0x80;
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
        if (odd && !out.empty() && out.back() == '-') continue;
        if (blank && (out.empty() || out.back() == ' ')) continue;
        out.push_back(odd ? '-' : blank ? ' ' : c);
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string type_name(std::string name) {
    return name == "varies" || name == "*" ? "VARIES" : name;
}

unsigned table_number(const json& element) {
    const auto found = element.find("table");
    if (found == element.end()) return 0;
    if (found->is_number_unsigned()) return found->get<unsigned>();
    const std::string text = found->is_string() ? found->get<std::string>() : std::string();  // "HL70125"
    return text.starts_with("HL7") && text.size() == 7 ? static_cast<unsigned>(std::stoul(text.substr(3))) : 0;
}

// {datatype, desc, opt, rep, table?}: versions to 2.7.1.
Element older(const json& from) {
    static constexpr std::string_view kOptionality = "oorcw";
    const unsigned opt = from.value("opt", 1U);
    return {clean(from.at("desc")), type_name(from.at("datatype")), kOptionality[opt < 5 ? opt : 0],
            from.value("rep", 1U) != 1, table_number(from)};
}

// {datatype or datatypeId, name, required, repeatable, deprecated?}: versions from 2.8.
Element newer(const json& from) {
    const std::string type = from.contains("datatype") ? from.at("datatype") : from.at("datatypeId");
    const char optionality = from.value("deprecated", false) ? 'w' : from.value("required", false) ? 'r' : 'o';
    return {clean(from.at("name")), type_name(type), optionality, from.value("repeatable", false), table_number(from)};
}

std::vector<Element> elements(const json& list, Element (*read)(const json&)) {
    std::vector<Element> out;
    for (const json& item : list) {
        const std::size_t number = item.value("sequence", out.size() + 1);
        while (out.size() + 1 < number) out.push_back({"", "", 'w', false, 0});  // withdrawn: see mend()
        out.push_back(read(item));
    }
    return out;
}

std::vector<Node> nodes(const json& list) {
    std::vector<Node> out;
    for (const json& item : list) {
        if (item.contains("compounds")) {  // a choice: its segments one after the other, none of them a must
            for (const json& choice : item.at("compounds")) {
                if (choice.at("name").is_null()) continue;  // "any segment", with nothing to recognise it by
                out.push_back({choice.at("name"), false, false, false, {}});
            }
            continue;
        }
        if (item.at("name") == "GenericSegment") continue;  // "any segment" again
        Node node{item.at("name"), item.at("min") != 0, item.at("max") != 1, item.contains("children"), {}};
        if (node.group) node.children = nodes(item.at("children"));
        out.push_back(std::move(node));
    }
    return out;
}

// The element at this place in the latest of the versions before `version` that has one which is not withdrawn.
const Element* before(const Dictionary& dictionary, std::size_t version, const std::string& owner, std::size_t index,
                      std::map<std::string, std::vector<Element>> Version::*of) {
    while (version-- > 0) {
        const auto& owners = dictionary[version].*of;
        const auto found = owners.find(owner);
        if (found == owners.end() || index >= found->second.size()) continue;
        const Element& element = found->second[index];
        if (!element.type.empty() && element.optionality != 'w') return &element;
    }
    return nullptr;
}

}  // namespace

Version read_version(const json& file) {
    Version version;
    for (const auto& [name, segment] : file.at("segments").items()) {
        version.segments[name] = segment.is_array() ? elements(segment, newer) : elements(segment.at("fields"), older);
    }
    for (const auto& [name, type] : file.at("datatypes").items()) {
        std::vector<Element>& components = version.types[type_name(name)];
        if (type.contains("components") && type.at("components").is_array()) {
            components = elements(type.at("components"), newer);
        } else if (type.contains("subfields") && type.at("subfields").is_array()) {
            components = elements(type.at("subfields"), older);
        }
    }
    if (const auto messages = file.find("messages"); messages != file.end()) {
        for (const auto& [name, message] : messages->items()) {
            version.structures[name] = nodes(message.at("segments").at("segments"));
        }
    }
    return version;
}

void read_events(const json& events, Version& into) {
    for (const auto& [event, structure] : events.items()) into.events[event] = structure.get<std::string>();
}

namespace {

void mend_withdrawn(Dictionary& dictionary) {
    for (std::size_t version = 0; version < dictionary.size(); ++version) {
        for (const auto of : {&Version::segments, &Version::types}) {
            for (auto& [owner, elements] : dictionary[version].*of) {
                for (std::size_t i = 0; i < elements.size(); ++i) {
                    Element& element = elements[i];
                    const Element* last = before(dictionary, version, owner, i, of);
                    if (last == nullptr) continue;
                    const bool placeholder = element.type.empty() || element.type == "NUL" || element.type == "ST";
                    if (element.optionality == 'w' && placeholder) {
                        element.name = last->name;
                        element.type = last->type;
                        element.repeats = element.repeats || last->repeats;
                        element.table = last->table;
                    } else if (element.type == "ST" && last->type == "VARIES") {
                        element.type = last->type;
                    }
                }
            }
        }
    }
}

// Repetitions that one version alone has, while the versions around it do not.
void mend_repetitions(Dictionary& dictionary, std::map<std::string, std::vector<Element>> Version::*of) {
    std::vector<Element*> wrong;
    std::map<std::string, std::map<std::size_t, std::vector<Element*>>> through;  // owner, place, versions
    for (Version& version : dictionary) {
        for (auto& [owner, elements] : version.*of) {
            for (std::size_t i = 0; i < elements.size(); ++i) through[owner][i].push_back(&elements[i]);
        }
    }
    for (auto& [owner, places] : through) {
        for (auto& [place, versions] : places) {
            for (std::size_t v = 1; v + 1 < versions.size(); ++v) {
                const bool alone = !versions[v - 1]->repeats && !versions[v + 1]->repeats;
                if (versions[v]->repeats && alone) wrong.push_back(versions[v]);
            }
        }
    }
    for (Element* element : wrong) element->repeats = false;
}

}  // namespace

void mend(Dictionary& dictionary) {
    mend_withdrawn(dictionary);
    mend_repetitions(dictionary, &Version::segments);
}

}  // namespace hios::hl7v2::generator
