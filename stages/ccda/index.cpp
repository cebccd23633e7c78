#include "stages/ccda/index.hpp"

#include <algorithm>

#include "stages/ccda/white.hpp"

namespace hios::ccda {
namespace {

// Of elements with the same ID, how many are looked at: hostile documents repeat one without end.
constexpr int kLongestChain = 16;

char fold(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::uint32_t hash_of(std::string_view id) {
    std::uint64_t hash = 0xCBF2'9CE4'8422'2325ULL;
    for (const char c : id) hash = (hash ^ static_cast<unsigned char>(fold(c))) * 0x100'0000'01B3ULL;
    return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

bool same_but_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return fold(x) == fold(y); });
}

}  // namespace

void Index::build(const Document& document, const Catalogue& catalogue) {
    document_ = &document;
    catalogue_ = &catalogue;
    templates_.clear();
    sections_.clear();
    ids_.clear();
    std::fill(table_.begin(), table_.end(), 0U);
    duplicates_ = 0;
    std::uint32_t open = 0;  // section + 1
    const std::vector<Node>& nodes = document.nodes();
    for (NodeId at = 0; at < nodes.size(); ++at) {
        const Node& node = nodes[at];
        while (open != 0 && at >= nodes[sections_[open - 1].node].end) open = sections_[open - 1].parent;
        if (node.name == names::of("templateId")) {
            const std::string_view root = document.value(at, names::attribute("root"));
            if (!root.empty())
                templates_.push_back(
                    {node.parent, catalogue.find(root), root, document.value(at, names::attribute("extension"))});
        } else if (node.name == names::of("section")) {
            sections_.push_back({at, 0, open});
            open = static_cast<std::uint32_t>(sections_.size());
        }
        if ((node.flags & kHasId) != 0) add_id(at, document.value(at, names::attribute("ID")));
    }
    // A parent's templates may stand behind those of its children: order is by node.
    const auto by_node = [](const TemplateUse& a, const TemplateUse& b) { return a.node < b.node; };
    if (!std::is_sorted(templates_.begin(), templates_.end(), by_node))
        std::stable_sort(templates_.begin(), templates_.end(), by_node);
    for (Section& section : sections_) section.kind = kind_of(section.node, templates_of(section.node).first);
}

std::pair<std::size_t, std::size_t> Index::templates_of(NodeId node) const {
    const auto begin = std::lower_bound(templates_.begin(), templates_.end(), node,
                                        [](const TemplateUse& use, NodeId wanted) { return use.node < wanted; });
    auto end = begin;
    while (end != templates_.end() && end->node == node) ++end;
    return {static_cast<std::size_t>(begin - templates_.begin()), static_cast<std::size_t>(end - templates_.begin())};
}

SectionKind Index::kind_of(NodeId section, std::size_t first_template) const {
    for (std::size_t i = first_template; i < templates_.size() && templates_[i].node == section; ++i) {
        const SectionKind kind = catalogue_->at(templates_[i].id).section;
        if (kind != 0) return kind;
    }
    const NodeId code = document_->child(section, names::of("code"));
    if (code != kNoNode) {
        if (const SectionKind kind = catalogue_->section_of_loinc(document_->value(code, names::attribute("code")));
            kind != 0)
            return kind;
        for (NodeId at = code + 1; at < document_->node(code).end; at = document_->node(at).end) {
            if (document_->node(at).name != names::of("translation")) continue;
            if (const SectionKind kind = catalogue_->section_of_loinc(document_->value(at, names::attribute("code")));
                kind != 0)
                return kind;
        }
    }
    const NodeId title = document_->child(section, names::of("title"));
    return title == kNoNode ? SectionKind{0} : catalogue_->section_of_title(document_->first_text(title));
}

const Section* Index::section_of(NodeId node) const {
    const NodeId section = document_->ancestor(node, names::of("section"));
    if (section == kNoNode) return nullptr;
    const auto found = std::lower_bound(sections_.begin(), sections_.end(), section,
                                        [](const Section& one, NodeId wanted) { return one.node < wanted; });
    return found != sections_.end() && found->node == section ? &*found : nullptr;
}

void Index::grow() {
    table_.assign(std::max<std::size_t>(256, table_.size() * 2), 0);
    for (std::uint32_t i = 0; i < ids_.size(); ++i) {
        if (ids_[i].last == 0) continue;  // not the first of its chain
        std::size_t at = ids_[i].hash & (table_.size() - 1);
        while (table_[at] != 0) at = (at + 1) & (table_.size() - 1);
        table_[at] = i + 1;
    }
}

void Index::add_id(NodeId node, std::string_view id) {
    if (id.empty()) return;
    if (ids_.size() * 2 >= table_.size()) grow();
    const std::uint32_t hash = hash_of(id);
    ids_.push_back({id, hash, node, 0, 0});
    const auto number = static_cast<std::uint32_t>(ids_.size());
    std::size_t at = hash & (table_.size() - 1);
    for (; table_[at] != 0; at = (at + 1) & (table_.size() - 1)) {
        Id& first = ids_[table_[at] - 1];
        if (first.hash != hash || !same_but_case(first.text, id)) continue;
        ids_[first.last - 1].next = number;
        first.last = number;
        ++duplicates_;
        return;
    }
    table_[at] = number;
    ids_.back().last = number;
}

NodeId Index::target(std::string_view reference, NodeId from) const {
    reference = trimmed(reference);
    if (!reference.empty() && reference.front() == '#') reference.remove_prefix(1);
    if (reference.empty() || table_.empty()) return kNoNode;
    const std::uint32_t hash = hash_of(reference);
    std::uint32_t chain = 0;
    for (std::size_t at = hash & (table_.size() - 1); table_[at] != 0; at = (at + 1) & (table_.size() - 1)) {
        const Id& first = ids_[table_[at] - 1];
        if (first.hash != hash || !same_but_case(first.text, reference)) continue;
        chain = table_[at];
        break;
    }
    if (chain == 0) return kNoNode;
    if (ids_[chain - 1].next == 0) return ids_[chain - 1].node;
    const NodeId section = document_->ancestor(from, names::of("section"));
    const Id* best = nullptr;
    int best_score = -1;
    for (int i = 0; chain != 0 && i < kLongestChain; ++i, chain = ids_[chain - 1].next) {
        const Id& id = ids_[chain - 1];
        const bool here = section != kNoNode && id.node > section && id.node < document_->node(section).end;
        const int score = (id.text == reference ? 2 : 0) + (here ? 1 : 0);
        if (score > best_score) best = &id;
        best_score = std::max(best_score, score);
    }
    return best->node;
}

}  // namespace hios::ccda
