#include "stages/map/yaml_tree.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "stages/json/text.hpp"
#include "stages/yaml/events.hpp"

namespace hios::map {
namespace {

struct Stop {
    Problem problem;
};

class Builder final : public yaml::Handler {
public:
    Builder(std::shared_ptr<const std::string> file, Problems& problems)
        : file_(std::move(file)), problems_(problems) {}

    std::vector<NodePtr> documents;

    void document_begins(yaml::Mark mark) override {
        if (++count_ > kMaxDocuments)
            throw Stop{{place(mark), fmt::format("the text holds more than {} documents", kMaxDocuments), {}}};
        root_ = nullptr;
    }
    void document_ends() override {
        if (root_) documents.push_back(root_);
        anchors_.clear();
    }
    void alias(yaml::Mark mark, std::string_view anchor) override {
        const auto found = anchors_.find(std::string(anchor));
        if (found == anchors_.end()) throw Stop{{place(mark), "the alias names no anchor", {}}};
        for (const auto& open : open_) {
            if (open.node == found->second) throw Stop{{place(mark), "the alias stands inside what it names", {}}};
        }
        add(found->second, mark);
    }
    void scalar(yaml::Mark mark, const Scalar& scalar, std::string_view anchor) override {
        if (scalar.tagged) throw Stop{{place(mark), "tags such as !!int are not used in maps", "Leave it out."}};
        const bool is_null = scalar.plain && (scalar.text.empty() || scalar.text == "~" || scalar.text == "null");
        const auto node = make(is_null ? Node::Kind::kNull : Node::Kind::kScalar, mark, anchor);
        node->plain = scalar.plain;
        node->text = scalar.text;
        add(node, mark);
    }
    void list_begins(yaml::Mark mark, std::string_view anchor) override { open(Node::Kind::kList, mark, anchor); }
    void list_ends() override { close(); }
    void map_begins(yaml::Mark mark, std::string_view anchor) override { open(Node::Kind::kMap, mark, anchor); }
    void map_ends() override { close(); }

private:
    struct Open {
        std::shared_ptr<Node> node;
        std::set<std::string, std::less<>> names;
    };

    [[nodiscard]] Place place(yaml::Mark mark) const { return {file_, mark.line, mark.column}; }

    std::shared_ptr<Node> make(Node::Kind kind, yaml::Mark mark, std::string_view anchor) {
        auto node = std::make_shared<Node>();
        node->kind = kind;
        node->place = place(mark);
        if (!anchor.empty()) anchors_[std::string(anchor)] = node;
        return node;
    }

    void open(Node::Kind kind, yaml::Mark mark, std::string_view anchor) {
        if (open_.size() >= kMaxMapDepth)
            throw Stop{{place(mark), fmt::format("nested deeper than {} levels", kMaxMapDepth), {}}};
        const auto node = make(kind, mark, anchor);
        if (!open_.empty() && expects_key()) key_must_be_text(mark);
        open_.push_back({node, {}});
    }

    // A value is added to what holds it when it is complete, so that weights add up.
    void close() {
        const auto node = open_.back().node;
        open_.pop_back();
        add(node, {node->place.line, node->place.column});
    }

    [[nodiscard]] bool expects_key() const {
        const Node& parent = *open_.back().node;
        return parent.kind == Node::Kind::kMap && parent.keys.size() == parent.items.size();
    }

    [[noreturn]] void key_must_be_text(yaml::Mark mark) const {
        throw Stop{{place(mark), "a key must be plain text", "Is a quote or a ':' missing?"}};
    }

    void add(const std::shared_ptr<Node>& node, yaml::Mark mark) {
        if (open_.empty()) {
            root_ = node;
            return;
        }
        Open& open = open_.back();
        Node& parent = *open.node;
        if (expects_key()) {
            if (node->kind != Node::Kind::kScalar && node->kind != Node::Kind::kNull) key_must_be_text(mark);
            if (!open.names.insert(node->text).second)
                problems_.error(place(mark), fmt::format("the key \"{}\" stands here twice", node->text));
            parent.keys.push_back({node->text, place(mark)});
            return;
        }
        parent.items.push_back(node);
        parent.weight += node->weight;
        if (parent.weight > kMaxMapNodes)
            throw Stop{{place(mark), fmt::format("the map holds more than {} values", kMaxMapNodes), {}}};
    }

    static constexpr int kMaxDocuments = 1000;

    std::shared_ptr<const std::string> file_;
    Problems& problems_;
    int count_ = 0;
    std::shared_ptr<Node> root_;
    std::vector<Open> open_;
    std::unordered_map<std::string, std::shared_ptr<Node>> anchors_;
};

// What the slip behind libyaml's words most likely was.
std::string hint_for(std::string_view text, const yaml::Fault& fault) {
    if (fault.what.find("escape") != std::string::npos) return "Write characters themselves instead of escapes.";
    const std::size_t at = fault.offset;
    const std::size_t start = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    const std::string_view line = text.substr(start, std::min(text.find('\n', start), text.size()) - start);
    if (line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos)
        return "YAML indents with spaces; replace the tab.";
    const std::size_t sign = line.find(": =");
    if (sign != std::string_view::npos || line.find("[=") != std::string_view::npos)
        return "Put an expression that holds ': ', ', ', '#', '{' or '[' in double quotes.";
    return "Check the indentation here and above, and that a space follows each ':'.";
}

}  // namespace

NodePtr Node::get(std::string_view name) const {
    if (kind != Kind::kMap) return nullptr;
    for (std::size_t i = 0; i < keys.size() && i < items.size(); ++i) {
        if (keys[i].name == name) return items[i];
    }
    return nullptr;
}

std::vector<NodePtr> read_yaml(std::string_view text, const std::string& file, Problems& problems) {
    auto name = std::make_shared<const std::string>(file);
    if (text.size() > kMaxMapBytes) {
        problems.error({name, 0, 0}, "is larger than 4 MiB", "Move code tables into CSV files.");
        return {};
    }
    const std::size_t invalid = json::first_invalid_utf8(text);
    if (invalid != text.size()) {
        const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(invalid), '\n');
        problems.error({name, static_cast<int>(line) + 1, 1}, "is not UTF-8", "Save the file as UTF-8.");
        return {};
    }
    Builder builder(name, problems);
    try {
        if (const auto fault = yaml::read(text, builder))
            problems.error({name, fault->at.line, fault->at.column}, fault->what, hint_for(text, *fault));
    } catch (const Stop& stop) {
        problems.error(stop.problem.place, stop.problem.what, stop.problem.hint);
    }
    return builder.documents;
}

}  // namespace hios::map
