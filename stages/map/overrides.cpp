#include "stages/map/overrides.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "stages/map/near_miss.hpp"

namespace hios::map {
namespace {

struct Step {
    std::string name;
    bool append = false;    // [+]
    bool by_index = false;  // [2]
    std::size_t index = 0;
    std::string key;  // [key=value]
    std::string value;
    [[nodiscard]] bool selects() const { return append || by_index || !key.empty(); }
};

// "telecom[system=email].value"; false when it is no path.
bool read_path(std::string_view path, std::vector<Step>& into) {
    while (!path.empty()) {
        const std::size_t end = std::min(path.find_first_of(".["), path.size());
        if (end == 0 || into.size() >= kMaxMapDepth) return false;
        Step step;
        step.name = std::string(path.substr(0, end));
        path.remove_prefix(end);
        if (!path.empty() && path[0] == '[') {
            const std::size_t close = path.find(']');
            if (close == std::string_view::npos) return false;
            const std::string_view inside = path.substr(1, close - 1);
            const std::size_t equals = inside.find('=');
            if (inside == "+") {
                step.append = true;
            } else if (equals != std::string_view::npos && equals > 0) {
                step.key = std::string(inside.substr(0, equals));
                step.value = std::string(inside.substr(equals + 1));
            } else {
                const auto [stop, error] = std::from_chars(inside.data(), inside.data() + inside.size(), step.index);
                if (error != std::errc{} || stop != inside.data() + inside.size()) return false;
                step.by_index = true;
            }
            path.remove_prefix(close + 1);
        }
        into.push_back(std::move(step));
        if (path.empty()) return true;
        if (path[0] != '.' || path.size() == 1) return false;
        path.remove_prefix(1);
    }
    return !into.empty();
}

std::shared_ptr<Node> make(Node::Kind kind, const Place& place) {
    auto node = std::make_shared<Node>();
    node->kind = kind;
    node->place = place;
    return node;
}

// The override's `message` and `when` as one expression; `message` is a value of the built-in maps ("ADT_A01").
std::string condition_of(const Override& over) {
    std::string messages;
    for (const std::string& pattern : over.messages) {
        if (!messages.empty()) messages += '|';
        for (const char c : pattern) {
            if (c == '*') {
                messages += ".*";
            } else if (c == '^') {
                messages += '_';
            } else if (c != '\'') {
                messages += c;
            }
        }
    }
    if (messages.empty()) return over.when;
    const std::string condition = fmt::format("match(message, '^({})$')", messages);
    return over.when.empty() ? condition : fmt::format("{} && ({})", condition, over.when);
}

// An emit of an override is made only when its condition holds.
Emit guarded(Emit emit, const Override& over) {
    const std::string condition = condition_of(over);
    if (condition.empty()) return emit;
    auto body = std::make_shared<Node>(*emit.body);
    auto when = make(Node::Kind::kScalar, over.when_place);
    when->text = "=" + condition;
    when->plain = true;
    const auto key =
        std::find_if(body->keys.begin(), body->keys.end(), [](const Node::Key& one) { return one.name == "$when"; });
    if (key == body->keys.end()) {
        body->keys.push_back({"$when", over.when_place});
        body->items.push_back(std::move(when));
    } else {
        NodePtr& own = body->items[static_cast<std::size_t>(key - body->keys.begin())];
        if (own->is_expression()) when->text = fmt::format("=({}) && ({})", condition, own->text.substr(1));
        own = std::move(when);
    }
    emit.body = std::move(body);
    return emit;
}

class Patcher {
public:
    Patcher(const Override& over, const Override::Patch& patch, Problems& problems)
        : over_(over), patch_(patch), problems_(problems) {}

    // The template with the patch in it; nodes on the way are copied, the others shared.
    NodePtr apply(const NodePtr& root) {
        std::vector<Step> steps;
        if (!read_path(patch_.path, steps)) {
            problems_.error(patch_.place, fmt::format("\"{}\" is no path", patch_.path),
                            "Paths look like name[0].family, identifier[+], telecom[system=email].value.");
            return root;
        }
        return into_map(root, steps, 0);
    }

private:
    NodePtr into_map(const NodePtr& old, const std::vector<Step>& steps, std::size_t at) {
        auto node = old && old->is_map() ? std::make_shared<Node>(*old) : make(Node::Kind::kMap, patch_.place);
        if (old && !old->is_map() && old->kind != Node::Kind::kNull) {
            problems_.error(patch_.place,
                            fmt::format("\"{}\" cannot be patched: the map's value there is no object", patch_.path),
                            "Replace the whole value instead.");
            return old;
        }
        const Step& step = steps[at];
        const auto key = std::find_if(node->keys.begin(), node->keys.end(),
                                      [&](const Node::Key& one) { return one.name == step.name; });
        const auto index = static_cast<std::size_t>(key - node->keys.begin());
        const NodePtr inner = key == node->keys.end() ? nullptr : node->items[index];
        NodePtr made = step.selects() ? into_list(inner, steps, at) : next(inner, steps, at);
        if (key == node->keys.end()) {
            node->keys.push_back({step.name, patch_.place});
            node->items.push_back(std::move(made));
        } else {
            node->items[index] = std::move(made);
        }
        return node;
    }

    NodePtr next(const NodePtr& inner, const std::vector<Step>& steps, std::size_t at) {
        return at + 1 < steps.size() ? into_map(inner, steps, at + 1) : replaced(inner);
    }

    NodePtr into_list(const NodePtr& old, const std::vector<Step>& steps, std::size_t at) {
        auto node = old && old->is_list() ? std::make_shared<Node>(*old) : make(Node::Kind::kList, patch_.place);
        const Step& step = steps[at];
        if (old && !old->is_list()) {
            problems_.error(patch_.place,
                            fmt::format("\"{}\" cannot be patched: the map's value there is no list", patch_.path));
            return old;
        }
        std::size_t index = step.append ? node->items.size() : step.index;
        if (!step.key.empty()) {
            const auto found = std::find_if(node->items.begin(), node->items.end(), [&](const NodePtr& item) {
                const auto value = item->get(step.key);
                return value && value->is_scalar() && value->text == step.value;
            });
            index = static_cast<std::size_t>(found - node->items.begin());
        }
        if (index > node->items.size()) {
            problems_.error(patch_.place,
                            fmt::format("\"{}\": the list has only {} item(s)", patch_.path, node->items.size()),
                            "Append with [+].");
            return old;
        }
        if (index == node->items.size()) node->items.push_back(step.key.empty() ? nullptr : with_key(step));
        node->items[index] = next(node->items[index], steps, at);
        return node;
    }

    NodePtr with_key(const Step& step) const {
        auto node = make(Node::Kind::kMap, patch_.place);
        auto value = make(Node::Kind::kScalar, patch_.place);
        value->text = step.value;
        node->keys.push_back({step.key, patch_.place});
        node->items.push_back(std::move(value));
        return node;
    }

    NodePtr replaced(const NodePtr& old) const {
        const std::string condition = condition_of(over_);
        if (condition.empty()) return patch_.value;
        auto choice = make(Node::Kind::kChoice, over_.when_place);
        choice->text = condition;
        choice->items = {patch_.value, old};
        return choice;
    }

    const Override& over_;
    const Override::Patch& patch_;
    Problems& problems_;
};

std::string type_of(const Emit& emit) {
    if (!emit.resource_type.empty()) return emit.resource_type;
    const auto type = emit.body->get("resourceType");
    return type ? type->text : std::string();
}

template <class Item>
void take_over(const std::vector<Item>& from, std::vector<Item>& into) {
    for (const Item& one : from) {
        const auto same =
            std::find_if(into.begin(), into.end(), [&](const Item& other) { return other.name == one.name; });
        if (same == into.end()) {
            into.push_back(one);
        } else {
            *same = one;
        }
    }
}

}  // namespace

SourceFormat document_format(const Override& over) {
    const SourceFormat format = format_named(over.on.substr(0, over.on.find('/')));
    return format == SourceFormat::kHl7v2 || format == SourceFormat::kCcda ? format : SourceFormat::kNone;
}

bool concerns(const Override& over, const MapFile& base) {
    const SourceFormat documents = document_format(over);
    if (documents != SourceFormat::kNone) return documents == base.source.format;
    return over.on == base.name || format_named(over.on) == base.source.format || base.name.starts_with(over.on + "/");
}

void apply_overrides(const MapFile& patch, MapFile& base, Problems& problems) {
    bool any = false;
    for (const Override& over : patch.overrides) {
        if (!concerns(over, base)) continue;
        any = true;
        for (const Override::Patch& one : over.patches) {
            bool found = false;
            for (Emit& emit : base.emits) {
                if (type_of(emit) != one.resource_type) continue;
                found = true;
                emit.body = Patcher(over, one, problems).apply(emit.body);
            }
            if (found) continue;
            std::vector<std::string> types;
            for (const Emit& emit : base.emits) types.push_back(type_of(emit));
            problems.error(one.place, fmt::format("the map {} makes no {}", base.name, one.resource_type),
                           did_you_mean(one.resource_type, {types.begin(), types.end()}));
        }
        for (const Emit& emit : over.emits) base.emits.push_back(guarded(emit, over));
    }
    if (!any) return;
    take_over(patch.tables, base.tables);
    take_over(patch.fragments, base.fragments);
    base.tests.insert(base.tests.end(), patch.tests.begin(), patch.tests.end());
}

}  // namespace hios::map
