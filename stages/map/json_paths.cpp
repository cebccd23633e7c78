#include "stages/map/json_paths.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "stages/json/text.hpp"

namespace hios::map {
namespace {

constexpr std::size_t kMaxSteps = 64;

// Splits "a.`b c`[2].d"; false when it is no path.
bool read_steps(std::string_view path, std::vector<JsonPaths::Step>& into) {
    while (!path.empty() && into.size() < kMaxSteps) {
        if (path[0] == '.') path.remove_prefix(1);
        if (path.empty()) return false;
        if (path[0] == '[') {
            const std::size_t close = path.find(']');
            std::uint32_t index = 0;
            const auto [stop, error] =
                std::from_chars(path.data() + 1, path.data() + std::min(close, path.size()), index);
            if (close == std::string_view::npos || error != std::errc{} || stop != path.data() + close) return false;
            into.push_back({{}, index});
            path.remove_prefix(close + 1);
        } else if (path[0] == '`') {
            const std::size_t close = path.find('`', 1);
            if (close == std::string_view::npos || close == 1) return false;
            into.push_back({std::string(path.substr(1, close - 1)), 0});
            path.remove_prefix(close + 1);
        } else {
            const std::size_t end = std::min(path.find_first_of(".[`"), path.size());
            into.push_back({std::string(path.substr(0, end)), 0});
            path.remove_prefix(end);
        }
    }
    return path.empty();
}

}  // namespace

JsonPaths::JsonPaths(const SourceTable* table) {
    if (table != nullptr) declared_ = table->columns;
}

tl::expected<Resolved, AddressError> JsonPaths::resolve(std::string_view address, Slot within) {
    auto found = std::find_if(slots_.begin(), slots_.end(),
                              [&](const Path& path) { return path.within == within && path.address == address; });
    if (found == slots_.end()) {
        Path path{std::string(address), within, {}};
        if (!read_steps(address, path.steps))
            return tl::unexpected(AddressError{fmt::format("\"{}\" is no path into a JSON row", address),
                                               "Paths look like name[0].family; odd names stand in backquotes."});
        found = slots_.insert(slots_.end(), std::move(path));
    }
    Resolved resolved{static_cast<Slot>(found - slots_.begin()), true, {}};
    for (const Column& column : declared_) {
        if (within == kNoSlot && column.name == address) resolved.type = column.type;
    }
    return resolved;
}

std::vector<std::string> JsonPaths::unread() const {
    std::vector<std::string> left;
    for (const Column& column : declared_) {
        if (std::none_of(slots_.begin(), slots_.end(), [&](const Path& path) { return path.address == column.name; }))
            left.push_back(column.name);
    }
    return left;
}

bool JsonRow::set(std::string_view text) {
    return document_.read(text) && document_.node(0).kind == JsonNode::Kind::kObject;
}

std::uint32_t JsonRow::find(Handle scope, Slot slot) const {
    auto at = static_cast<std::uint32_t>(scope);
    for (const JsonPaths::Step& step : paths_->steps(slot)) {
        if (step.name.empty()) {
            at = document_.item(at, step.index);
        } else {
            if (document_.node(at).kind == JsonNode::Kind::kList) at = document_.item(at, 0);
            if (at == JsonDocument::kNone) return at;
            at = document_.member(at, step.name);
        }
        if (at == JsonDocument::kNone) return at;
    }
    return at;
}

std::string_view JsonRow::text(Handle scope, Slot slot, Scratch& scratch) const {
    std::uint32_t at = find(scope, slot);
    if (at != JsonDocument::kNone && document_.node(at).kind == JsonNode::Kind::kList) at = document_.item(at, 0);
    if (at == JsonDocument::kNone) return {};
    const JsonNode& node = document_.node(at);
    const std::string_view raw = document_.slice(node.value);
    if (node.kind == JsonNode::Kind::kScalar) return raw == "null" ? std::string_view() : raw;
    if (node.kind != JsonNode::Kind::kString) return {};
    if (raw.find('\\') == std::string_view::npos) return raw;
    json::unescape(raw, plain_);
    return scratch.copy(plain_);
}

std::uint32_t JsonRow::count(Handle scope, Slot slot) const {
    const std::uint32_t at = find(scope, slot);
    if (at == JsonDocument::kNone) return 0;
    const JsonNode& node = document_.node(at);
    if (node.kind == JsonNode::Kind::kList) return node.children;
    return node.kind == JsonNode::Kind::kScalar && document_.slice(node.value) == "null" ? 0 : 1;
}

Handle JsonRow::item(Handle scope, Slot slot, std::uint32_t index) const {
    const std::uint32_t at = find(scope, slot);
    return document_.node(at).kind == JsonNode::Kind::kList ? document_.item(at, index) : at;
}

bool JsonRow::exists(Handle scope, Slot slot, Scratch&) const {
    return count(scope, slot) > 0;
}

}  // namespace hios::map
