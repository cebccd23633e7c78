#include "jobs/maps/test_update.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "pipeline/codes.hpp"
#include "stages/map/expectation.hpp"
#include "stages/map/test_runner.hpp"

namespace hios::jobs {
namespace {

namespace fs = std::filesystem;

struct Replacement {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string text;
};

std::size_t offset_of(std::string_view text, const map::Place& place) {
    std::size_t at = 0;
    for (int line = 1; line < place.line; ++line) at = std::min(text.find('\n', at), text.size() - 1) + 1;
    return at + static_cast<std::size_t>(place.column - 1);
}

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
    const char quote = text[at++];
    for (; at < text.size(); ++at) {
        if (quote == '"' && text[at] == '\\') {
            ++at;
        } else if (text[at] == quote) {
            if (quote == '"' || at + 1 == text.size() || text[at + 1] != quote) return at + 1;
            ++at;
        }
    }
    return text.size();
}

std::size_t end_of_flow(std::string_view text, std::size_t at) {
    int depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        const char before = text[at - 1];
        if ((c == '"' || c == '\'') && std::string_view(" ,:[{\n").find(before) != std::string_view::npos) {
            at = end_of_quoted(text, at);
            continue;
        }
        if (c == '{' || c == '[') ++depth;
        ++at;
        if ((c == '}' || c == ']') && --depth == 0) break;
    }
    return at;
}

// All lines that are indented at least as far as the first.
std::size_t end_of_block(std::string_view text, std::size_t begin) {
    const std::size_t indent = begin - (text.rfind('\n', begin) + 1);
    std::size_t end = begin;
    for (std::size_t at = begin; at < text.size();) {
        const std::size_t line_end = std::min(text.find('\n', at), text.size());
        if (line_end > at && text.find_first_not_of(" \r", at) < line_end) end = line_end;
        at = line_end + 1;
        const std::size_t word = text.find_first_not_of(" \r\n", at);
        if (word == std::string_view::npos || word - (text.rfind('\n', word) + 1) < indent) break;
    }
    return end;
}

std::size_t end_of_plain(std::string_view text, std::size_t begin, bool in_flow) {
    std::size_t end = std::min(text.find('\n', begin), text.size());
    end = std::min(end, text.find(" #", begin));
    if (in_flow) end = std::min(end, text.find_first_of(",}]", begin));
    while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\r')) --end;
    return end;
}

// Where the value that begins at `begin` ends in the YAML text.
std::size_t end_of_value(std::string_view text, std::size_t begin, const map::Node& node, bool in_flow) {
    const char first = text[begin];
    if (first == '{' || first == '[') return end_of_flow(text, begin);
    if (first == '"' || first == '\'') return end_of_quoted(text, begin);
    if (node.is_list() || node.is_map()) return end_of_block(text, begin);
    return end_of_plain(text, begin, in_flow);
}

// JSON, which is YAML, too.
void append_json(const map::JsonDocument& document, std::uint32_t id, std::string& into) {
    using Kind = map::JsonNode::Kind;
    const map::JsonNode& node = document.node(id);
    if (node.kind == Kind::kString) {
        into.append("\"").append(document.slice(node.value)).append("\"");
    } else if (node.kind == Kind::kScalar) {
        into += document.slice(node.value);
    } else {
        const bool object = node.kind == Kind::kObject;
        into += object ? '{' : '[';
        for (std::uint32_t child = node.first; child != 0; child = document.node(child).next) {
            if (child != node.first) into += ", ";
            if (object) into.append("\"").append(document.slice(document.node(child).name)).append("\": ");
            append_json(document, child, into);
        }
        into += object ? '}' : ']';
    }
}

// A key of `expect`: "Observation[1].status" is a path in the second Observation, "status" in the first resource.
struct Target {
    std::string_view type;
    std::size_t index = 0;
    std::string_view path;

    explicit Target(std::string_view key) : path(key) {
        if (key.empty() || key[0] < 'A' || key[0] > 'Z') return;
        const std::size_t end = std::min(key.find_first_of(".["), key.size());
        type = key.substr(0, end);
        path = key.substr(end);
        if (path.starts_with('[')) {
            const std::size_t close = std::min(path.find(']'), path.size() - 1);
            for (const char c : path.substr(1, close - 1)) index = index * 10 + static_cast<std::size_t>(c - '0');
            path.remove_prefix(close + 1);
        }
        if (path.starts_with('.')) path.remove_prefix(1);
    }
};

// What the map makes at `target`, as JSON, when it differs from `wanted`.
std::optional<std::string> actual(const std::string& output, Target target, const map::Node& wanted) {
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        map::JsonDocument document;
        if (!document.read(line)) return std::nullopt;
        const std::uint32_t type = document.member(0, "resourceType");
        if (!target.type.empty() && document.slice(document.node(type).value) != target.type) continue;
        if (target.index-- > 0) continue;
        std::uint32_t found = map::JsonDocument::kNone;
        if (!map::find_path(document, target.path, found)) return std::nullopt;
        if (map::difference(document, found, wanted).empty()) return std::nullopt;
        if (found == map::JsonDocument::kNone) return "null";
        std::string json;
        append_json(document, found, json);
        return json;
    }
    return wanted.kind == map::Node::Kind::kNull ? std::nullopt : std::optional<std::string>("null");
}

Outcome<std::string> read_text(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    if (!stream || !(text << stream.rdbuf()))
        return fail(fatal(codes::kIo, fmt::format("{} cannot be read", file.string())));
    return text.str();
}

Outcome<void> write_text(const fs::path& file, const std::string& text) {
    const fs::path fresh = file.string() + ".new";
    std::ofstream stream(fresh, std::ios::binary);
    std::error_code error;
    if (stream << text << std::flush) fs::rename(fresh, file, error);
    if (!stream || error) return fail(fatal(codes::kIo, fmt::format("{} cannot be written", file.string())));
    return {};
}

}  // namespace

Outcome<std::size_t> update_tests(const MapSet& maps) {
    std::map<std::string, std::vector<Replacement>> changes;
    std::map<std::string, std::string> texts;
    for (const map::CompiledMap& one : maps.maps()) {
        const auto results = map::run_tests(one);
        for (std::size_t i = 0; i < results.size(); ++i) {
            const map::NodePtr& expect = one.tests[i].expect;
            if (results[i].passed || !expect || !expect->is_map()) continue;
            const std::string name = *expect->place.file;
            if (!texts.contains(name)) {
                HIOS_TRY(auto read, read_text(maps.file_named(name)));
                texts[name] = std::move(read);
            }
            const std::string& text = texts[name];
            const bool in_flow = text[offset_of(text, expect->place)] == '{';
            for (std::size_t k = 0; k < expect->items.size(); ++k) {
                const map::Node& wanted = *expect->items[k];
                auto json = actual(results[i].output, Target(expect->keys[k].name), wanted);
                const std::size_t begin = offset_of(text, wanted.place);
                if (!json || begin >= text.size()) continue;
                changes[name].push_back({begin, end_of_value(text, begin, wanted, in_flow), std::move(*json)});
            }
        }
    }
    std::size_t count = 0;
    for (auto& [name, list] : changes) {
        std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.begin > b.begin; });
        for (const Replacement& one : list) texts[name].replace(one.begin, one.end - one.begin, one.text);
        HIOS_CHECK(write_text(maps.file_named(name), texts[name]));
        count += list.size();
    }
    return count;
}

}  // namespace hios::jobs
