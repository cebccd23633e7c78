#include "stages/ccda/kin.hpp"

#include <algorithm>

#include "stages/ccda/white.hpp"

namespace hios::ccda {
namespace {

constexpr std::string_view kEntryReference = "2.16.840.1.113883.10.20.22.4.122";

// FNV-1a of texts, told apart by a byte that no UTF-8 has.
class Hash {
public:
    void add(std::string_view text) {
        for (const char c : text) value_ = (value_ ^ static_cast<unsigned char>(c)) * kPrime;
        value_ = (value_ ^ 0xFFU) * kPrime;
    }
    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    static constexpr std::uint64_t kPrime = 0x100'0000'01B3ULL;
    std::uint64_t value_ = 0xCBF2'9CE4'8422'2325ULL;
};

std::uint64_t hash_of_id(const Document& document, NodeId id) {
    Hash hash;
    hash.add(document.value(id, names::attribute("root")));
    hash.add(document.value(id, names::attribute("extension")));
    return hash.value();
}

template <class Visit>
void each_child(const Document& document, NodeId node, Symbol name, Visit&& visit) {
    for (NodeId at = node + 1; at < document.node(node).end; at = document.node(at).end)
        if (document.node(at).name == name) visit(at);
}

// An encounter, or an act, inside another statement of which nothing is said but its id.
bool is_only_named(const Document& document, NodeId statement) {
    const auto says = [&](Symbol name) {
        const NodeId child = document.child(statement, name);
        return child != kNoNode && (document.node(child).flags & kHasNullFlavor) == 0;
    };
    const Node& node = document.node(statement);
    if (document.node(node.parent).name == names::of("entry") || says(names::of("code")) ||
        says(names::of("effectiveTime")))
        return false;
    if (node.name == names::of("encounter")) return true;
    return node.name == names::of("act") && !says(names::of("text")) && !says(names::of("entryRelationship")) &&
           !says(names::of("participant"));
}

bool only_refers(const Document& document, NodeId statement) {
    bool found = is_only_named(document, statement);
    each_child(document, statement, names::of("templateId"),
               [&](NodeId at) { found = found || document.value(at, names::attribute("root")) == kEntryReference; });
    return found;
}

}  // namespace

void Kin::reset(const Document& document, const Dispatch& dispatch) {
    document_ = &document;
    dispatch_ = &dispatch;
    has_ids_ = false;
    has_authors_ = false;
}

void Kin::find_ids() {
    if (has_ids_) return;
    has_ids_ = true;
    ids_.clear();
    for (NodeId node = 0; node < document_->nodes().size(); ++node) {
        const Node& at = document_->node(node);
        if (at.name != names::of("id") || !is_statement(document_->node(at.parent).name)) continue;
        if (!only_refers(*document_, at.parent)) ids_.push_back({hash_of_id(*document_, node), at.parent});
    }
    std::sort(ids_.begin(), ids_.end());
}

bool Kin::is_shared(NodeId id) {
    if (document_->value(id, names::attribute("root")).empty()) return false;
    find_ids();
    const NodeId asking = document_->node(id).parent;
    const std::uint64_t hash = hash_of_id(*document_, id);
    bool counts = false;  // itself
    std::size_t others = 0;
    for (auto at = std::lower_bound(ids_.begin(), ids_.end(), Entry{hash, 0}); at != ids_.end() && at->hash == hash;
         ++at) {
        const NodeId other = at->statement;
        const NodeId outer = std::min(asking, other);
        const bool nested = std::max(asking, other) < document_->node(outer).end;
        const bool is_part =
            nested && outer == other && other != asking && document_->node(other).name == document_->node(asking).name;
        counts = counts || other == asking;
        others += nested && !is_part ? 0 : 1;
    }
    return others > (counts ? 0U : 1U);
}

NodeId Kin::other_with(NodeId id) {
    if ((document_->node(id).flags & kHasNullFlavor) != 0 || document_->value(id, names::attribute("root")).empty())
        return kNoNode;
    find_ids();
    const NodeId asking = document_->node(id).parent;
    const std::uint64_t hash = hash_of_id(*document_, id);
    NodeId found = kNoNode;
    for (auto at = std::lower_bound(ids_.begin(), ids_.end(), Entry{hash, 0}); at != ids_.end() && at->hash == hash;
         ++at) {
        if (at->statement == asking || at->statement == found) continue;
        if (found != kNoNode) return kNoNode;
        found = at->statement;
    }
    return found;
}

NodeId Kin::signed_in(NodeId statement) const {
    for (NodeId at = statement; at != kRoot; at = document_->node(at).parent) {
        const Symbol name = document_->node(at).name;
        if ((is_statement(name) || name == names::of("section")) &&
            document_->child(at, names::of("author")) != kNoNode)
            return at;
    }
    return kNoNode;
}

std::uint64_t Kin::authors_of(NodeId statement) const {
    const NodeId holder = signed_in(statement);
    if (holder == kNoNode) return 0;
    Hash hash;
    each_child(*document_, holder, names::of("author"), [&](NodeId author) {
        const NodeId time = document_->child(author, names::of("time"));
        if (time != kNoNode) hash.add(document_->value(time, names::attribute("value")));
        // By the ids of whom it names, else by all that is said of them.
        bool named = false;
        for (NodeId at = author + 1; at < document_->node(author).end; ++at) {
            const Node& id = document_->node(at);
            if (id.name != names::of("id") || (id.flags & kHasNullFlavor) != 0) continue;
            if (document_->node(id.parent).parent != author) continue;
            hash.add(document_->value(at, names::attribute("root")));
            hash.add(document_->value(at, names::attribute("extension")));
            named = true;
        }
        for (NodeId at = author + 1; !named && at < document_->node(author).end; ++at)
            hash.add(trimmed(document_->first_text(at)));
    });
    return hash.value();
}

void Kin::find_authors() {
    if (has_authors_) return;
    has_authors_ = true;
    authors_.clear();
    first_.clear();
    writers_.clear();
    for (NodeId node = 0; node < document_->nodes().size(); ++node) {
        const Node& at = document_->node(node);
        if (at.claim == 0 || !is_statement(at.name) || !dispatch_->rules()[at.claim - 1U].skip.empty()) continue;
        if (const std::uint64_t hash = authors_of(node); hash != 0) authors_.push_back({hash, node});
    }
    std::sort(authors_.begin(), authors_.end());
    for (std::size_t i = 0; i < authors_.size(); ++i) {
        if (i == 0 || authors_[i].hash != authors_[i - 1].hash) first_.push_back(authors_[i].statement);
        writers_.push_back(authors_[i].statement);
    }
    std::sort(first_.begin(), first_.end());
}

const std::vector<NodeId>& Kin::authored() {
    find_authors();
    return first_;
}

std::span<const NodeId> Kin::written_with(NodeId statement) {
    find_authors();
    const std::uint64_t hash = authors_of(statement);
    if (hash == 0) return {};
    const auto begin = std::lower_bound(authors_.begin(), authors_.end(), Entry{hash, 0});
    const auto end = std::find_if(begin, authors_.end(), [&](const Entry& one) { return one.hash != hash; });
    return std::span<const NodeId>(writers_).subspan(static_cast<std::size_t>(begin - authors_.begin()),
                                                     static_cast<std::size_t>(end - begin));
}

}  // namespace hios::ccda
