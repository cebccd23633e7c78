#pragma once
// Reads a text as the validator does and keeps what came of it.

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "stages/instance/reader.hpp"
#include "stages/json/structural_index.hpp"

namespace hios::instance {

inline void PrintTo(const Issue& issue, std::ostream* out) {
    *out << issue.rule->code.id << " (node " << issue.node << ", byte " << issue.offset << ")";
}

namespace test {

// One issue, told as tests write it.
struct Said {
    std::string rule;
    std::string path;  // of the node
    std::string at;    // the text from the issue's first byte, as far as `length` says
    friend bool operator==(const Said&, const Said&) = default;
};

inline void PrintTo(const Said& said, std::ostream* out) {
    *out << said.rule << " | " << said.path << " | " << said.at;
}

struct Reading {
    explicit Reading(std::string_view json, ReadSettings settings = {},
                     const definitions::Table& definitions = definitions::Table::r4())
        : table(definitions), size(json.size()), text(json) {
        text.append(json::kPadding, '"');
        const std::string_view whole(text.data(), size);
        const auto built = index.build(whole);
        if (!built) {
            fault = built.error().code->id;
            return;
        }
        json::Cursor cursor(whole, index);
        instance.escapes = whole.find('\\') != std::string_view::npos;
        Reader reader(table, settings);
        read = reader.read(cursor, instance, issues);
        at_end = cursor.at_end();
        if (!read) {
            fault = cursor.fault().code->id;
            fault_offset = cursor.fault().offset;
        }
    }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

    [[nodiscard]] std::string path(NodeId id) const {
        std::string into;
        append_path(instance, table, id, into);
        return into;
    }
    [[nodiscard]] std::vector<Said> said() const {
        std::vector<Said> all;
        for (const Issue& issue : issues)
            all.push_back({std::string(issue.rule->code.id.substr(9)), path(issue.node),
                           text.substr(issue.offset, issue.length)});
        return all;
    }
    // The paths of all nodes but the root, with their text.
    [[nodiscard]] std::vector<std::string> nodes() const {
        std::vector<std::string> all;
        for (NodeId id = 1; id < instance.nodes.size(); ++id) {
            const Node& node = instance.node(id);
            all.push_back(path(id) + "=" + std::string(node.shape == Shape::kAbsent ? "-" : instance.raw(node)));
        }
        return all;
    }

    const definitions::Table& table;
    std::size_t size;
    std::string text;
    json::StructuralIndex index;
    Instance instance;
    Issues issues;
    bool read = false;
    bool at_end = false;
    std::string fault;
    std::uint32_t fault_offset = 0;
};

}  // namespace test
}  // namespace hios::instance
