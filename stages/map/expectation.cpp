#include "stages/map/expectation.hpp"

#include <charconv>

#include <fmt/format.h>

#include "stages/json/text.hpp"

namespace hios::map {

bool find_path(const JsonDocument& document, std::string_view path, std::uint32_t& found) {
    found = 0;
    while (!path.empty()) {
        if (path[0] == '[') {
            const std::size_t close = path.find(']');
            std::uint32_t index = 0;
            if (close == std::string_view::npos) return false;
            const auto [stop, error] = std::from_chars(path.data() + 1, path.data() + close, index);
            if (error != std::errc{} || stop != path.data() + close) return false;
            if (found != JsonDocument::kNone) found = document.item(found, index);
            path.remove_prefix(close + 1);
        } else {
            const std::size_t end = std::min(path.find_first_of(".["), path.size());
            if (end == 0) return false;
            if (found != JsonDocument::kNone) found = document.member(found, path.substr(0, end));
            path.remove_prefix(end);
        }
        if (!path.empty() && path[0] == '.') path.remove_prefix(1);
    }
    return true;
}

std::string difference(const JsonDocument& document, std::uint32_t id, const Node& wanted) {
    if (id == JsonDocument::kNone)
        return wanted.kind == Node::Kind::kNull ? std::string() : std::string("is not there");
    if (wanted.kind == Node::Kind::kNull) return "is there, wanted is nothing";
    const JsonNode& node = document.node(id);
    if (wanted.is_map()) {
        if (node.kind != JsonNode::Kind::kObject) return "is no object";
        for (std::size_t i = 0; i < wanted.items.size(); ++i) {
            const std::string inner = difference(document, document.member(id, wanted.keys[i].name), *wanted.items[i]);
            if (!inner.empty()) return fmt::format("{}: {}", wanted.keys[i].name, inner);
        }
        for (std::uint32_t at = node.first; at != 0; at = document.node(at).next) {
            const std::string_view name = document.slice(document.node(at).name);
            if (!wanted.get(name)) return fmt::format("{}: is there, wanted is nothing", name);
        }
        return {};
    }
    if (wanted.is_list()) {
        if (node.kind != JsonNode::Kind::kList) return "is no list";
        if (node.children != wanted.items.size())
            return fmt::format("has {} item(s), wanted are {}", node.children, wanted.items.size());
        for (std::uint32_t i = 0; i < node.children; ++i) {
            const std::string inner = difference(document, document.item(id, i), *wanted.items[i]);
            if (!inner.empty()) return fmt::format("[{}]: {}", i, inner);
        }
        return {};
    }
    if (node.kind == JsonNode::Kind::kObject || node.kind == JsonNode::Kind::kList) return "is no single value";
    std::string text(document.slice(node.value));
    if (node.kind == JsonNode::Kind::kString) {
        std::string plain;
        json::unescape(text, plain);
        text = std::move(plain);
    }
    return text == wanted.text ? std::string() : fmt::format("is \"{}\", wanted is \"{}\"", text, wanted.text);
}

}  // namespace hios::map
