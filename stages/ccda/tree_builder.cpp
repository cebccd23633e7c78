#include "stages/ccda/tree_builder.hpp"

#include <algorithm>
#include <new>

namespace hios::ccda {
namespace {

constexpr std::size_t kMostPrefixes = 64;
constexpr std::string_view kHl7Namespace = "urn:hl7-org:v3";
constexpr std::string_view kSdtcNamespace = "urn:hl7-org:sdtc";
constexpr std::string_view kDeclaration = "xmlns";

Space space_of(std::string_view uri) {
    if (uri == kSdtcNamespace) return Space::kSdtc;
    return uri == kHl7Namespace ? Space::kHl7 : Space::kOther;
}

template <class Number>
Number clamped(std::size_t size) {
    return static_cast<Number>(std::min<std::size_t>(size, static_cast<Number>(-1)));
}

// Arrays that grow step by step fault in every page twice, and are copied; what is reserved and not used costs nothing.
// A large text is looked at in a few places; small ones need not be, for the arrays stay. What is seen there may be
// unlike the rest: never room for more than `most` of each, and without any it goes on as well.
void make_room(Tree& tree, std::string_view text, std::size_t most) try {
    constexpr std::size_t kLarge = 4 << 20;
    constexpr std::size_t kLooks = 32;
    constexpr std::size_t kLook = 8192;
    if (text.size() < kLarge) return;
    std::size_t elements = 0;
    std::size_t attributes = 0;
    std::size_t texts = 0;
    for (std::size_t look = 0; look < kLooks; ++look) {
        const std::string_view part = text.substr(text.size() / kLooks * look, kLook);
        for (std::size_t i = 0; i + 1 < part.size(); ++i) {
            elements += static_cast<std::size_t>(part[i] == '<' && part[i + 1] != '/');
            attributes += static_cast<std::size_t>(part[i] == '=' && (part[i + 1] == '"' || part[i + 1] == '\''));
            texts += static_cast<std::size_t>(part[i] == '>' && part[i + 1] != '<');
        }
    }
    const auto expected = [&](std::size_t seen) {
        return std::min(seen * (text.size() / (kLooks * kLook)) * 5 / 4, most);
    };
    tree.nodes.reserve(expected(elements));
    tree.children.reserve(expected(elements));
    tree.attributes.reserve(expected(attributes));
    tree.texts.reserve(expected(texts));
} catch (const std::bad_alloc&) {
}

}  // namespace

void TreeBuilder::start(Tree& tree, std::string_view text) {
    tree_ = &tree;
    tree.clear();
    make_room(tree, text, limits_.nodes);
    open_.clear();
    pending_.clear();
    prefixes_.clear();
    innermost_ = {};
    excess_ = Excess::kNone;
    has_trailing_ = false;
    is_foreign_ = false;
    root_ = {};
}

void TreeBuilder::finish() {
    if (!has_trailing_) return;
    tree_->nodes.resize(root_.nodes);
    tree_->children.resize(root_.children);
    tree_->attributes.resize(root_.attributes);
    tree_->texts.resize(root_.texts);
}

void TreeBuilder::begin(std::string_view name) {
    if (open_.empty() && !tree_->nodes.empty() && !has_trailing_) {
        has_trailing_ = true;
        root_ = {tree_->nodes.size(), tree_->children.size(), tree_->attributes.size(), tree_->texts.size()};
    }
    Node& node = tree_->nodes.emplace_back();
    node.tag = name.data();
    node.tag_size = clamped<std::uint32_t>(name.size());
    node.parent = open_.empty() ? kRoot : open_.back().node;
    node.attributes = static_cast<std::uint32_t>(tree_->attributes.size());
    node.texts = static_cast<std::uint32_t>(tree_->texts.size());
}

void TreeBuilder::attribute(std::string_view name, std::string_view value) {
    Node& node = tree_->nodes.back();
    Attribute& made = tree_->attributes.emplace_back();
    made.symbol = names_.attributes.find(name.data(), name.size());
    made.value = value.data();
    made.value_size = clamped<std::uint32_t>(value.size());
    switch (made.symbol) {
        case names::attribute("ID"):
            node.flags |= kHasId;
            break;
        case names::attribute("nullFlavor"):
            if (!value.empty()) node.flags |= kHasNullFlavor;
            break;
        case names::attribute("xmlns"):
            node.flags |= kDeclares;
            if (space_of(value) == Space::kSdtc) node.flags |= kDefaultSdtc;
            break;
        case 0:
            made.symbol = look_behind_prefix(name, value);
            break;
        default:
            break;
    }
    made.name = name.data();
    made.name_size = clamped<std::uint16_t>(name.size());
}

// Of a name that is not known as it stands. A declaration keeps its prefix.
Symbol TreeBuilder::look_behind_prefix(std::string_view& name, std::string_view value) {
    const std::string_view local = local_part(name);
    if (local.size() == name.size()) return 0;
    if (name.starts_with(kDeclaration)) {
        if (name[kDeclaration.size()] == ':') declare(local, space_of(value));
        return 0;
    }
    name = local;
    return names_.attributes.find(local.data(), local.size());
}

void TreeBuilder::declare(std::string_view prefix, Space space) {
    for (const Prefix& known : prefixes_) {
        if (known.prefix == prefix) return;
    }
    if (prefixes_.size() < kMostPrefixes) prefixes_.push_back({prefix, space});
}

void TreeBuilder::name_element(Node& node) const {
    const std::string_view tag(node.tag, node.tag_size);
    node.name = names_.elements.find(tag.data(), tag.size());
    if ((node.flags & kDefaultSdtc) != 0) node.space = Space::kSdtc;
    if (node.name != 0) return;
    const std::string_view local = local_part(tag);
    if (local.size() == tag.size()) return;
    node.name = names_.elements.find(local.data(), local.size());
    const std::string_view prefix = tag.substr(0, tag.size() - local.size() - 1);
    node.space = prefix == "sdtc" ? Space::kSdtc : Space::kHl7;
    for (const Prefix& declared : prefixes_) {
        if (declared.prefix == prefix) node.space = declared.space;
    }
}

void TreeBuilder::look_at_root(Node& node) {
    const std::string_view tag(node.tag, node.tag_size);
    const auto own = std::find_if(tree_->attributes.begin(), tree_->attributes.end(),
                                  [](const Attribute& one) { return one.name_view() == kDeclaration; });
    lacks_namespace_ =
        tag.find(':') == std::string_view::npos && (own == tree_->attributes.end() || own->view() != kHl7Namespace);
    if (node.space == Space::kHl7) return;
    is_foreign_ = true;
    for (Prefix& declared : prefixes_) {
        if (declared.space == node.space) declared.space = Space::kHl7;
    }
    node.space = Space::kHl7;
    node.flags = 0;
}

bool TreeBuilder::opened() {
    std::vector<Node>& nodes = tree_->nodes;
    Node& node = nodes.back();
    const auto id = static_cast<NodeId>(nodes.size() - 1);
    const std::size_t attributes = tree_->attributes.size() - node.attributes;
    node.attribute_count = clamped<std::uint16_t>(attributes);
    if (id >= limits_.nodes) excess_ = Excess::kNodes;
    if (open_.size() >= limits_.depth) excess_ = Excess::kDepth;
    if (attributes > limits_.attributes) excess_ = Excess::kAttributes;
    if (excess_ != Excess::kNone) return false;
    if (!open_.empty() && (node.flags & kDeclares) == 0)
        node.flags |= static_cast<std::uint8_t>(nodes[node.parent].flags & kDefaultSdtc);
    name_element(node);
    if (id == kRoot) look_at_root(node);
    if (!open_.empty()) {
        nodes[node.parent].child_names |= names::bit(node.name);
        pending_.push_back({child_key(node.name, node.space), id});
    }
    innermost_ = {node.tag, node.tag_size};
    open_.push_back({id, static_cast<std::uint32_t>(pending_.size()), 0, innermost_});
    return true;
}

void TreeBuilder::text(std::string_view text) {
    Open& open = open_.back();
    std::vector<Text>& texts = tree_->texts;
    const auto number = static_cast<std::uint32_t>(texts.size() + 1);
    texts.push_back(
        {text.data(), clamped<std::uint32_t>(text.size()), open.node, static_cast<NodeId>(tree_->nodes.size()), 0});
    (open.last_text == 0 ? tree_->nodes[open.node].first_text : texts[open.last_text - 1].next) = number;
    open.last_text = number;
}

void TreeBuilder::close(const char* end) {
    const Open& open = open_.back();
    Node& node = tree_->nodes[open.node];
    node.end = static_cast<NodeId>(tree_->nodes.size());
    node.size = clamped<std::uint32_t>(static_cast<std::size_t>(end - node.tag));
    node.children = static_cast<std::uint32_t>(tree_->children.size());
    node.child_count = static_cast<std::uint32_t>(pending_.size() - open.pending);
    if (node.child_count != 0) {
        tree_->children.insert(tree_->children.end(), pending_.begin() + open.pending, pending_.end());
        pending_.resize(open.pending);
    }
    open_.pop_back();
    innermost_ = open_.empty() ? std::string_view() : open_.back().name;
}

}  // namespace hios::ccda
