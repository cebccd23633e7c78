#include "data/hl7v2/generator/writer.hpp"

#include <fmt/format.h>

#include <set>

namespace hios::hl7v2::generator {
namespace {

using Elements = std::map<std::string, std::vector<Element>>;

std::string flags(const Element& element, bool repeats_elsewhere) {
    std::string out(1, element.optionality);
    if (element.repeats) out += '*';
    if (!element.repeats && repeats_elsewhere) out += '\'';
    return out;
}

std::string owners(const Dictionary& dictionary, Elements Version::*of, std::string_view word) {
    std::map<std::string, unsigned> names;  // with the versions that have it
    for (std::size_t v = 0; v < dictionary.size(); ++v) {
        for (const auto& [name, elements] : dictionary[v].*of) names[name] |= 1U << v;
    }
    std::string out;
    for (const auto& [name, versions] : names) {
        out += fmt::format("{}\t{}\t{:x}\n", word, name, versions);
        std::map<std::size_t, std::map<Element, unsigned>> by_number;
        std::set<std::size_t> repeating;
        for (std::size_t v = 0; v < dictionary.size(); ++v) {
            if ((versions >> v & 1U) == 0) continue;
            const auto& elements = (dictionary[v].*of).at(name);
            for (std::size_t i = 0; i < elements.size(); ++i) {
                by_number[i + 1][elements[i]] |= 1U << v;
                if (elements[i].repeats) repeating.insert(i + 1);
            }
        }
        for (const auto& [number, variants] : by_number) {
            for (const auto& [element, in] : variants) {
                out += fmt::format("{}\t{:x}\t{}\t{}\t{}", number, in, flags(element, repeating.count(number) != 0),
                                   element.type, element.name);
                if (element.table != 0) out += fmt::format("\t{}", element.table);
                out += '\n';
            }
        }
    }
    return out;
}

// Children of one name in a group are told apart by their occurrence: their place from the structure on.
template <typename Do>
void each_place(const std::vector<Node>& nodes, const std::string& above, const Do& what) {
    std::map<std::string, int> seen;
    for (const Node& node : nodes) {
        const std::string place = fmt::format("{}/{}#{}", above, node.name, ++seen[node.name]);
        what(node, place);
        each_place(node.children, place, what);
    }
}

std::string tree(const std::vector<Node>& nodes, const std::string& above, const std::set<std::string>& repeating) {
    std::string out;
    std::map<std::string, int> seen;
    for (const Node& node : nodes) {
        const std::string place = fmt::format("{}/{}#{}", above, node.name, ++seen[node.name]);
        if (!out.empty()) out += ' ';
        out += node.name;
        if (node.repeats) {
            out += node.required ? '+' : '*';
        } else if (!node.required) {
            out += '?';
        }
        if (!node.repeats && repeating.count(place) != 0) out += '\'';
        if (node.group) out += "( " + tree(node.children, place, repeating) + " )";
    }
    return out;
}

std::string structures(const Dictionary& dictionary) {
    std::set<std::string> repeating;
    for (const Version& version : dictionary) {
        for (const auto& [name, nodes] : version.structures) {
            each_place(nodes, name, [&](const Node& node, const std::string& place) {
                if (node.repeats) repeating.insert(place);
            });
        }
    }
    std::map<std::string, std::map<std::string, unsigned>> trees;  // text -> structure -> versions
    for (std::size_t v = 0; v < dictionary.size(); ++v) {
        for (const auto& [name, nodes] : dictionary[v].structures) {
            trees[tree(nodes, name, repeating)][name] |= 1U << v;
        }
    }
    std::string out;
    for (const auto& [text, names] : trees) {
        out += "tree\t" + text + '\n';
        for (const auto& [name, versions] : names) out += fmt::format("{}\t{:x}\n", name, versions);
    }
    return out;
}

std::string events(const Dictionary& dictionary) {
    std::map<std::pair<std::string, std::string>, unsigned> all;
    for (std::size_t v = 0; v < dictionary.size(); ++v) {
        for (const auto& event : dictionary[v].events) all[event] |= 1U << v;
    }
    std::string out = "events\n";
    for (const auto& [event, versions] : all) out += fmt::format("{}\t{}\t{:x}\n", event.first, event.second, versions);
    return out;
}

}  // namespace

std::string write_lines(const Dictionary& dictionary) {
    return owners(dictionary, &Version::types, "type") + owners(dictionary, &Version::segments, "segment") +
           structures(dictionary) + events(dictionary);
}

}  // namespace hios::hl7v2::generator
