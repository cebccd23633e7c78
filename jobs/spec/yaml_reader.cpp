#include "jobs/spec/yaml_reader.hpp"

#include <charconv>
#include <cmath>
#include <memory>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "stages/yaml/events.hpp"

namespace hios::jobs {
namespace {

struct Node;
using NodePtr = std::shared_ptr<Node>;

// What the text says, before aliases and merge keys are followed.
struct Node {
    enum class Kind : char { kScalar, kList, kMap };
    Kind kind = Kind::kScalar;
    Place place;
    nlohmann::json scalar;
    std::vector<std::pair<std::string, Place>> names;  // of a map, one for each child
    std::vector<NodePtr> children;
    bool complete = false;  // an alias to an incomplete node contains itself
};

struct Stop {
    Problem problem;
};

class Builder final : public yaml::Handler {
public:
    explicit Builder(std::string source) : source_(std::move(source)) {}

    NodePtr root() const { return root_; }
    std::vector<Problem> problems() const { return problems_; }

    void document_begins(yaml::Mark mark) override {
        if (root_) throw Stop{{place(mark), "a second document begins here; a job spec is one document"}};
    }
    void document_ends() override {}
    void alias(yaml::Mark mark, std::string_view anchor) override {
        const auto found = anchors_.find(std::string(anchor));
        if (found == anchors_.end()) throw Stop{{place(mark), "the alias names no anchor"}};
        if (!found->second->complete) throw Stop{{place(mark), "the alias stands inside the value it names"}};
        add(found->second, mark, {});
    }
    void scalar(yaml::Mark mark, const Scalar& scalar, std::string_view anchor) override {
        if (scalar.tagged) throw Stop{{place(mark), "tags such as !!int are not used here; leave it out"}};
        const std::string text(scalar.text);
        const auto node = make(Node::Kind::kScalar, mark, anchor);
        node->scalar = scalar.plain ? plain_scalar(text) : nlohmann::json(text);
        node->complete = true;
        add(node, mark, text);
    }
    void list_begins(yaml::Mark mark, std::string_view anchor) override { open(Node::Kind::kList, mark, anchor); }
    void list_ends() override { close(); }
    void map_begins(yaml::Mark mark, std::string_view anchor) override { open(Node::Kind::kMap, mark, anchor); }
    void map_ends() override { close(); }

private:
    Place place(yaml::Mark mark) const { return {source_, mark.line, mark.column}; }

    NodePtr make(Node::Kind kind, yaml::Mark mark, std::string_view anchor) {
        auto node = std::make_shared<Node>();
        node->kind = kind;
        node->place = place(mark);
        if (!anchor.empty()) anchors_[std::string(anchor)] = node;
        return node;
    }

    void open(Node::Kind kind, yaml::Mark mark, std::string_view anchor) {
        if (open_.size() >= static_cast<std::size_t>(kMaxSpecDepth)) {
            throw Stop{{place(mark), fmt::format("nested deeper than {} levels", kMaxSpecDepth)}};
        }
        const auto node = make(kind, mark, anchor);
        add(node, mark, {});
        open_.push_back(node);
    }

    void close() {
        open_.back()->complete = true;
        open_.pop_back();
    }

    // A map's children come as name, value, name, value.
    void add(const NodePtr& node, yaml::Mark mark, const std::string& text) {
        if (open_.empty()) {
            root_ = node;
            return;
        }
        Node& parent = *open_.back();
        if (parent.kind == Node::Kind::kMap && parent.names.size() == parent.children.size()) {
            if (node->kind != Node::Kind::kScalar)
                throw Stop{{place(mark), "a key must be plain text; is a quote or a ':' missing?"}};
            for (std::size_t i = 0; i < parent.names.size(); ++i) {
                if (parent.names[i].first != text) continue;
                problems_.push_back(
                    {place(mark), fmt::format("the key \"{}\" stands here twice; the first is in line {}", text,
                                              parent.names[i].second.line)});
                break;
            }
            parent.names.emplace_back(text, place(mark));
        } else {
            parent.children.push_back(node);
        }
    }

    std::string source_;
    NodePtr root_;
    std::vector<NodePtr> open_;
    std::unordered_map<std::string, NodePtr> anchors_;
    std::vector<Problem> problems_;
};

// Writes the node tree out as JSON with places; aliases become copies.
class Expander {
public:
    explicit Expander(Document& document) : document_(document) {}

    nlohmann::json expand(const Node& node, const std::string& pointer, int depth) {
        if (++nodes_ > kMaxSpecNodes || depth > kMaxSpecDepth) {
            throw Stop{{node.place, fmt::format("aliases make this spec larger than {} values or deeper than {} levels",
                                                kMaxSpecNodes, kMaxSpecDepth)}};
        }
        document_.values[pointer] = node.place;
        if (node.kind == Node::Kind::kScalar) return node.scalar;
        if (node.kind == Node::Kind::kList) {
            nlohmann::json list = nlohmann::json::array();
            for (std::size_t i = 0; i < node.children.size(); ++i) {
                list.push_back(expand(*node.children[i], child_pointer(pointer, std::to_string(i)), depth + 1));
            }
            return list;
        }
        nlohmann::json map = nlohmann::json::object();
        fill(node, pointer, depth, map);
        return map;
    }

private:
    // Own keys first; merged ones only where no own key stands.
    void fill(const Node& node, const std::string& pointer, int depth, nlohmann::json& map) {
        for (std::size_t i = 0; i < node.names.size(); ++i) {
            const auto& [name, place] = node.names[i];
            if (name == "<<" || map.contains(name)) continue;
            const std::string at = child_pointer(pointer, name);
            document_.keys[at] = place;
            map[name] = expand(*node.children[i], at, depth + 1);
        }
        for (std::size_t i = 0; i < node.names.size(); ++i) {
            if (node.names[i].first == "<<") merge(*node.children[i], pointer, depth + 1, map);
        }
    }

    void merge(const Node& from, const std::string& pointer, int depth, nlohmann::json& map) {
        if (++nodes_ > kMaxSpecNodes || depth > kMaxSpecDepth)
            throw Stop{{from.place, "merge keys (<<) are nested too deeply"}};
        if (from.kind == Node::Kind::kMap) {
            fill(from, pointer, depth, map);
        } else if (from.kind == Node::Kind::kList) {
            for (const NodePtr& child : from.children) merge(*child, pointer, depth + 1, map);
        } else {
            throw Stop{{from.place, "<< takes a mapping, such as *name of an anchored one"}};
        }
    }

    Document& document_;
    std::size_t nodes_ = 0;
};

// libyaml's words, and what the slip most likely was.
std::string explain_syntax(const std::string& message, std::string_view text, std::size_t at) {
    const char here = at < text.size() ? text[at] : '\0';
    if (message.find("alias") != std::string::npos || here == '*') {
        return "a bare * begins a YAML alias; put patterns in quotes, as in \"**/*.json\"";
    }
    const std::size_t line_start = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(line_start, line_end - line_start);
    const std::string_view indent = line.substr(0, line.find_first_not_of(" \t"));
    if (here == '\t' || indent.find('\t') != std::string_view::npos) {
        return "YAML indents with spaces; replace the tab";
    }
    const std::size_t env = line.find("${");
    if (env != std::string_view::npos && env > 0 && line[env - 1] != '"' && line.find('{') < env) {
        return "put ${...} in quotes inside {...}, as in {uri: \"${env:NAME}\"}";
    }
    if (here == '%' || here == '@' || here == '`')
        return fmt::format("a value that begins with {} must be put in quotes", here);
    if (message.find("expected") != std::string::npos || message.find("not allowed") != std::string::npos) {
        return message + "; check the indentation here and above, and that a space follows each ':'";
    }
    return message;
}

bool is_integer(const std::string& text, std::int64_t& value) {
    const bool plus = !text.empty() && text[0] == '+';
    const char* begin = text.data() + (plus ? 1 : 0);
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(begin, end, value);
    return begin != end && error == std::errc{} && stop == end;
}

bool is_number(const std::string& text, double& value) {
    if (text.empty() || text.find_first_not_of("+-.0123456789eE") != std::string::npos) return false;
    if (text.find_first_of("0123456789") == std::string::npos) return false;
    const char* begin = text.data() + (text[0] == '+' ? 1 : 0);
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(begin, end, value);
    return error == std::errc{} && stop == end && std::isfinite(value);
}

}  // namespace

nlohmann::json plain_scalar(const std::string& text) {
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
    if (text == "true" || text == "True" || text == "TRUE") return true;
    if (text == "false" || text == "False" || text == "FALSE") return false;
    if (std::int64_t integer = 0; is_integer(text, integer)) return integer;
    if (double number = 0; is_number(text, number)) return number;
    return text;
}

tl::expected<Document, std::vector<Problem>> read_yaml(std::string_view text, const std::string& source) {
    const auto failure = [](Problem problem) { return tl::unexpected(std::vector<Problem>{std::move(problem)}); };
    if (text.size() > kMaxSpecBytes) return failure({{source, 0, 0}, "is larger than 1 MiB, too large for a job spec"});
    Builder builder(source);
    Document document;
    try {
        if (const auto fault = yaml::read(text, builder))
            return failure(
                {{source, fault->at.line, fault->at.column}, explain_syntax(fault->what, text, fault->offset)});
        if (!builder.problems().empty()) return tl::unexpected(builder.problems());
        document.values[""] = {source, 1, 1};
        if (builder.root()) document.root = Expander(document).expand(*builder.root(), "", 0);
    } catch (const Stop& stop) {
        auto problems = builder.problems();
        problems.push_back(stop.problem);
        return tl::unexpected(std::move(problems));
    }
    return document;
}

}  // namespace hios::jobs
