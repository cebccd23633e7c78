#include "stages/flat/json_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "stages/flat/codes.hpp"

namespace hios::flat {
namespace {

Failure bad_path(std::string_view path, std::string_view why) {
    return fail(fatal(codes::kPath, fmt::format("'{}': {}", path, why)));
}

Outcome<std::vector<std::string>> read_pointer(std::string_view path) {
    std::vector<std::string> steps;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '/') {
            steps.emplace_back();
        } else if (path[i] != '~') {
            steps.back() += path[i];
        } else if (i + 1 < path.size() && (path[i + 1] == '0' || path[i + 1] == '1')) {
            steps.back() += path[++i] == '0' ? '~' : '/';
        } else {
            return bad_path(path, "behind '~' must come 0 or 1");
        }
    }
    return steps;
}

Outcome<std::vector<std::string>> read_dotted(std::string_view path) {
    std::vector<std::string> steps;
    std::size_t i = 0;
    while (i < path.size()) {
        if (path[i] == '[') {
            const std::size_t end = path.find(']', i);
            const std::string_view index = path.substr(i + 1, end - i - 1);
            if (end == std::string_view::npos || index.empty() ||
                index.find_first_not_of("0123456789") != std::string_view::npos) {
                return bad_path(path, "in brackets must stand a number");
            }
            steps.emplace_back(index);
            i = end + 1;
            if (i < path.size() && path[i] != '.' && path[i] != '[')
                return bad_path(path, "behind ']' must come '.' or '['");
            continue;
        }
        if (path[i] == '.') {
            if (i == 0) return bad_path(path, "it begins with a dot");
            ++i;
        }
        const std::size_t end = std::min(path.find_first_of(".[", i), path.size());
        if (end == i) return bad_path(path, "a name between dots is empty");
        steps.emplace_back(path.substr(i, end - i));
        i = end;
    }
    return steps;
}

}  // namespace

Outcome<std::vector<std::string>> read_path(std::string_view path) {
    return path.starts_with('/') ? read_pointer(path) : read_dotted(path);
}

Outcome<PathTree> PathTree::make(std::span<const std::string> paths) {
    PathTree tree;
    tree.slot_count_ = paths.size();
    for (std::uint32_t slot = 0; slot < paths.size(); ++slot) {
        HIOS_TRY(const std::vector<std::string> steps, read_path(paths[slot]));
        NodeId at = kRoot;
        for (const std::string& step : steps) {
            NodeId next = tree.member(at, step);
            if (next == kNone) {
                next = static_cast<NodeId>(tree.nodes_.size());
                std::uint64_t index = kNoIndex;
                const bool leading_zero = step.size() > 1 && step[0] == '0';
                const char* const end = step.data() + step.size();
                if (const auto read = std::from_chars(step.data(), end, index);
                    read.ec != std::errc() || read.ptr != end || leading_zero) {
                    index = kNoIndex;
                }
                tree.nodes_[at].edges.push_back({step, index, next});
                tree.nodes_.emplace_back();
            }
            at = next;
        }
        tree.nodes_[at].slots.push_back(slot);
    }
    return tree;
}

PathTree::NodeId PathTree::member(NodeId of, std::string_view name) const {
    for (const Edge& edge : nodes_[of].edges) {
        if (edge.name == name) return edge.to;
    }
    return kNone;
}

PathTree::NodeId PathTree::item(NodeId of, std::uint64_t index) const {
    for (const Edge& edge : nodes_[of].edges) {
        if (edge.index == index) return edge.to;
    }
    return kNone;
}

}  // namespace hios::flat
