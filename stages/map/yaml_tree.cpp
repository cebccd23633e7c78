#include "stages/map/yaml_tree.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <unordered_map>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "stages/json/text.hpp"

namespace hios::map {
namespace {

// Inside { } and [ ] the YAML library ends a plain text at any '?', which YAML 1.2 does not: {MIDDLE: string?}
// and [=A ?? B] are fine. The library sees a control character in its place, one that YAML forbids.
constexpr char kSpared = '\x01';

struct Stop {
    Problem problem;
};

class Builder final : public YAML::EventHandler {
public:
    Builder(std::shared_ptr<const std::string> file, Problems& problems)
        : file_(std::move(file)), problems_(problems) {}

    std::vector<NodePtr> documents;

    // At a stray sign the YAML library makes one empty document after another without ever going on.
    void OnDocumentStart(const YAML::Mark& mark) override {
        if (mark.pos == last_start_ || ++count_ > kMaxDocuments)
            throw Stop{
                {place(mark), "the text does not go on as YAML here", "Is a quote missing, or a sign too many?"}};
        last_start_ = mark.pos;
        root_ = nullptr;
    }
    void OnDocumentEnd() override {
        if (root_) documents.push_back(root_);
        anchors_.clear();
    }
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        add(make(Node::Kind::kNull, mark, anchor), mark);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) throw Stop{{place(mark), "the alias names no anchor", {}}};
        for (const auto& open : open_) {
            if (open.node == found->second) throw Stop{{place(mark), "the alias stands inside what it names", {}}};
        }
        add(found->second, mark);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        const bool plain = tag == "?";
        if (!plain && tag != "!" && tag != "tag:yaml.org,2002:str")
            throw Stop{{place(mark), "tags such as !!int are not used in maps", "Leave it out."}};
        if (json::first_invalid_utf8(value) != value.size())  // by an escape: "\ud800"
            throw Stop{{place(mark), "the text is not UTF-8", "Write characters themselves instead of escapes."}};
        const auto node = make(Node::Kind::kScalar, mark, anchor);
        node->plain = plain;
        node->text = value;
        std::replace(node->text.begin(), node->text.end(), kSpared, '?');
        if (plain && (value.empty() || value == "~" || value == "null")) node->kind = Node::Kind::kNull;
        add(node, mark);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(Node::Kind::kList, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(Node::Kind::kMap, mark, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        std::shared_ptr<Node> node;
        std::set<std::string, std::less<>> names;
    };

    [[nodiscard]] Place place(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }

    std::shared_ptr<Node> make(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
        auto node = std::make_shared<Node>();
        node->kind = kind;
        node->place = place(mark);
        if (anchor != YAML::NullAnchor) anchors_[anchor] = node;
        return node;
    }

    void open(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
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
        YAML::Mark mark;
        mark.line = node->place.line - 1;
        mark.column = node->place.column - 1;
        add(node, mark);
    }

    [[nodiscard]] bool expects_key() const {
        const Node& parent = *open_.back().node;
        return parent.kind == Node::Kind::kMap && parent.keys.size() == parent.items.size();
    }

    [[noreturn]] void key_must_be_text(const YAML::Mark& mark) const {
        throw Stop{{place(mark), "a key must be plain text", "Is a quote or a ':' missing?"}};
    }

    void add(const std::shared_ptr<Node>& node, const YAML::Mark& mark) {
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
    int last_start_ = -1;
    int count_ = 0;
    std::shared_ptr<Node> root_;
    std::vector<Open> open_;
    std::unordered_map<YAML::anchor_t, std::shared_ptr<Node>> anchors_;
};

// What the slip behind yaml-cpp's words most likely was.
std::string hint_for(std::string_view text, const YAML::Mark& mark) {
    const auto at = static_cast<std::size_t>(std::max(mark.pos, 0));
    const std::size_t start = at == 0 || at > text.size() ? 0 : text.rfind('\n', at - 1) + 1;
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
    const std::size_t control = text.find(kSpared);
    if (control != std::string_view::npos) {
        problems.error({name, 0, 0}, "holds a control character", "Take the byte 0x01 out.");
        return {};
    }
    Builder builder(name, problems);
    try {
        std::string spared(text);
        std::replace(spared.begin(), spared.end(), '?', kSpared);
        std::istringstream stream{std::move(spared)};
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Stop& stop) {
        problems.error(stop.problem.place, stop.problem.what, stop.problem.hint);
    } catch (const YAML::Exception& error) {
        problems.error({name, error.mark.line + 1, error.mark.column + 1}, error.msg, hint_for(text, error.mark));
    }
    return builder.documents;
}

}  // namespace hios::map
