#include "stages/ccda/dispatch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "stages/ccda/white.hpp"

namespace hios::ccda {
namespace {

// Ranks leave room for the number of conditions.
constexpr int kVersion = 500;
constexpr int kTemplate = 400;
constexpr int kAlias = 300;
constexpr int kCode = 200;
constexpr int kElement = 100;

template <class List, class Item>
bool has(const List& list, const Item& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

bool is_statement(Symbol name) {
    switch (name) {
        case names::of("act"):
        case names::of("encounter"):
        case names::of("observation"):
        case names::of("observationMedia"):
        case names::of("organizer"):
        case names::of("procedure"):
        case names::of("regionOfInterest"):
        case names::of("substanceAdministration"):
        case names::of("supply"):
            return true;
        default:
            return false;
    }
}

Dispatch::Dispatch(std::vector<DispatchRule> rules, const Catalogue& catalogue, NameTable& names)
    : rules_(std::move(rules)) {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const auto claim = static_cast<std::uint16_t>(i + 1);
        if (find(rules_[i].name) != claim && problem_.empty())
            problem_ = fmt::format("{}: there are two of this name", rules_[i].name);
        compile(claim, rules_[i], catalogue, names);
        for (const DispatchRule& other : rules_[i].otherwise) compile(claim, other, catalogue, names);
    }
    candidates_.resize(names.size());
    elements_.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto name = static_cast<Symbol>(i);
        if (is_statement(name) || name == names::of("section")) candidates_[name] = 1;
        if (!elements_[name].empty()) candidates_[name] = 1;
    }
    for (const Rule& rule : compiled_) {
        for (const Symbol name : rule.elements) candidates_[name] = 1;
    }
}

std::uint16_t Dispatch::find(std::string_view name) const {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        if (rules_[i].name == name) return static_cast<std::uint16_t>(i + 1);
    }
    return 0;
}

void Dispatch::compile(std::uint16_t claim, const DispatchRule& said, const Catalogue& catalogue, NameTable& names) {
    const auto id = static_cast<std::uint16_t>(compiled_.size());
    Rule& rule = compiled_.emplace_back();
    rule.said = &said;
    rule.claim = claim;
    const auto trouble = [&](std::string what) {
        if (problem_.empty()) problem_ = fmt::format("{}: {}", rules_[claim - 1U].name, what);
    };
    for (const std::string& element : said.elements) rule.elements.push_back(names.add(element));
    for (const std::string& section : said.sections) {
        const SectionKind kind = catalogue.section_named(section);
        if (kind == 0) trouble(fmt::format("there is no kind of section \"{}\"", section));
        rule.sections.push_back(kind);
    }
    for (const std::string& name : said.inside) {
        const std::uint16_t other = find(name);
        if (other == 0) trouble(fmt::format("there is no name \"{}\" it could be inside", name));
        rule.inside.push_back(other);
    }
    rule.conditions = static_cast<int>(!said.elements.empty()) + static_cast<int>(!said.moods.empty()) +
                      2 * static_cast<int>(!said.sections.empty()) + 3 * static_cast<int>(!said.inside.empty());
    for (const std::string& one : said.templates) {
        const std::string_view text = one;
        const std::size_t colon = text.find(':');
        const std::string_view root = text.substr(0, colon);
        const std::string_view version = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
        templates_[root].push_back({id, version, version.empty() ? kTemplate : kVersion});
    }
    for (const std::string& one : said.codes) {
        const std::string_view text = one;
        const std::size_t bar = text.find('|');
        const std::string_view system = bar == std::string_view::npos ? std::string_view() : text.substr(0, bar);
        codes_[text.substr(bar == std::string_view::npos ? 0 : bar + 1)].push_back({id, system, kCode});
    }
    if (!said.templates.empty() || !said.codes.empty()) return;
    if (rule.elements.empty()) trouble("it names no templates, codes or elements");
    if (elements_.size() < names.size()) elements_.resize(names.size());
    for (const Symbol name : rule.elements) elements_[name].push_back({id, {}, kElement});
}

bool Dispatch::conditions_hold(const Document& document, const Index& index, NodeId node, const Rule& rule) const {
    const DispatchRule& said = *rule.said;
    if (!rule.elements.empty() && !has(rule.elements, document.node(node).name)) return false;
    if (!said.moods.empty() && !has(said.moods, document.value(node, names::attribute("moodCode")))) return false;
    if (!rule.sections.empty()) {
        // A section without a kind of its own, nested in one, belongs to that.
        const Section* section = index.section_of(node);
        while (section != nullptr && !has(rule.sections, section->kind))
            section = section->parent == 0 ? nullptr : &index.sections()[section->parent - 1];
        if (section == nullptr) return false;
    }
    if (rule.inside.empty()) return true;
    for (NodeId at = node; at != kRoot;) {
        at = document.node(at).parent;
        if (has(rule.inside, document.node(at).claim)) return true;
    }
    return false;
}

void Dispatch::consider(const Document& document, const Index& index, NodeId node, const Entry& entry,
                        Best& best) const {
    const Rule& rule = compiled_[entry.rule];
    const int rank = entry.rank + rule.conditions;
    if (rank < best.rank || (rank == best.rank && rule.claim >= best.claim)) return;
    if (conditions_hold(document, index, node, rule)) best = {rule.claim, rank};
}

void Dispatch::by_code(const Document& document, const Index& index, NodeId node, NodeId code, Best& best) const {
    const auto found = codes_.find(document.value(code, names::attribute("code")));
    if (found == codes_.end()) return;
    for (const Entry& entry : found->second) {
        if (entry.detail.empty() || entry.detail == document.attribute(code, names::attribute("codeSystem")))
            consider(document, index, node, entry, best);
    }
}

void Dispatch::claim(Document& document, const Index& index, std::vector<std::vector<NodeId>>& lists,
                     Twins& twins) const {
    twins.reset();
    lists.resize(rules_.size());
    for (auto& list : lists) list.clear();
    if (rules_.empty()) return;
    const Catalogue& catalogue = index.catalogue();
    const std::vector<Node>& nodes = document.nodes();
    const std::vector<TemplateUse>& uses = index.templates();
    std::size_t use = 0;
    for (NodeId node = 0; node < nodes.size(); ++node) {
        const Symbol name = nodes[node].name;
        while (use < uses.size() && uses[use].node < node) ++use;
        const bool has_template = use < uses.size() && uses[use].node == node;
        if (!has_template && (name >= candidates_.size() || candidates_[name] == 0)) continue;
        if (nodes[node].space != Space::kHl7) continue;
        Best best;
        for (; use < uses.size() && uses[use].node == node; ++use) {
            const auto found = templates_.find(uses[use].root);
            if (found != templates_.end()) {
                for (const Entry& entry : found->second) {
                    if (entry.detail.empty() || entry.detail == uses[use].extension)
                        consider(document, index, node, entry, best);
                }
            }
            const Template& meant = catalogue.at(uses[use].id);
            if (meant.stands_for == uses[use].id || uses[use].id == 0) continue;
            const auto older = templates_.find(catalogue.at(meant.stands_for).oid);
            if (older == templates_.end()) continue;
            for (Entry entry : older->second) {
                entry.rank = kAlias;
                if (entry.detail.empty()) consider(document, index, node, entry, best);
            }
        }
        if (best.claim == 0 && !codes_.empty()) {
            const NodeId code = document.child(node, names::of("code"));
            if (code != kNoNode) {
                by_code(document, index, node, code, best);
                for (NodeId at = code + 1; at < nodes[code].end; at = nodes[at].end) {
                    if (nodes[at].name == names::of("translation")) by_code(document, index, node, at, best);
                }
            }
        }
        if (best.claim == 0 && name < elements_.size()) {
            for (const Entry& entry : elements_[name]) consider(document, index, node, entry, best);
        }
        if (best.claim == 0) continue;
        document.set_claim(node, best.claim);
        if (!rules_[best.claim - 1U].distinct || twins.first_like(document, node) == node)
            lists[best.claim - 1U].push_back(node);
    }
}

}  // namespace hios::ccda
