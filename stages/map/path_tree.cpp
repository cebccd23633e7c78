#include "stages/map/path_tree.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <xxhash.h>

#include "stages/map/json_writer.hpp"

namespace hios::map {
namespace {

constexpr std::size_t kMostLiterals = 512U << 10;
constexpr std::size_t kMostNodes = 1U << 15;
constexpr std::size_t kMostOps = 5U << 15;
constexpr std::size_t kLongestPath = 4096;  // nodes or operations; texts: 16 bytes each
constexpr std::uint32_t kFewestPaths = 48;  // before it is asked whether they are followed often enough
constexpr std::size_t kFewestBuckets = 16;
// Of fragments that are written into the paths of what asks for them.
constexpr std::size_t kShortPath = 16;  // operations

}  // namespace

void PathTree::prepare() {
    if (literals_ == nullptr) literals_ = std::make_unique_for_overwrite<char[]>(kMostLiterals + kLiteralPadding);
}

void PathTree::forget() {
    nodes.assign(1, {});
    ops.assign(1, {.code = OpCode::kNowhere});
    guards.clear();
    leaves.clear();
    edges_.assign(1, {});
    edge_of_.assign(kFewestBuckets, {});
    kept_.clear();
    used_ = 0;
    decided_.clear();
    shared_.clear();
    small_.clear();
    shares_.clear();
    wants_around = false;
    followed = 0;
    recorded_ = 0;
}

bool PathTree::full() const {
    return used_ + 16 * kLongestPath > kMostLiterals || nodes.size() + kLongestPath > kMostNodes ||
           ops.size() + kLongestPath > kMostOps;
}

std::size_t PathTree::bytes() const {
    constexpr std::size_t kInMap = 64;
    return used_ + nodes.size() * sizeof(PathNode) + ops.size() * sizeof(Op) + guards.size() * sizeof(Guard) +
           edges_.size() * (sizeof(Edge) + kInMap) + kept_.size() * kInMap + leaves.size() * sizeof(std::uint16_t);
}

bool PathTree::may_grow() {
    const bool too_seldom = recorded_ >= kFewestPaths && followed < recorded_;
    if (too_seldom || (full() && followed < 8 * recorded_)) {
        resting_ = true;
        return false;
    }
    if (full()) return false;
    ++recorded_;
    return true;
}

bool PathTree::tells_apart(TextSource source, const PathCensus& census) {
    const auto [found, is_new] = decided_.try_emplace(source, false);
    if (is_new) found->second = !too_many_.contains(source) && census.repeats(source);
    return found->second;
}

bool PathTree::is_shared(std::uint32_t fragment, const PathCensus& census) {
    const auto [found, is_new] = shared_.try_emplace(fragment, false);
    if (is_new) found->second = census.is_shared(fragment);
    return found->second;
}

bool PathTree::is_small(std::uint32_t fragment, const PathTree* its) {
    const auto [found, is_new] = small_.try_emplace(fragment, false);
    if (!is_new || its == nullptr || its->recorded_ == 0) return found->second;
    // No more ways to go than the shape of its place and what is around it have told already.
    const auto shapes = std::count_if(its->edges_.begin() + 1, its->edges_.end(), [&](const Edge& edge) {
        const PathNode& from = its->nodes[edge.from];
        const bool of_itself = from.ask == PathNode::Ask::kShape && from.what == SourceView::kItself;
        return (of_itself || from.ask == PathNode::Ask::kAround) && from.handle == kFragmentHandle;
    });
    found->second =
        its->recorded_ <= std::max<std::ptrdiff_t>(shapes, 1) && its->ops.size() <= kShortPath * its->recorded_;
    return found->second;
}

bool PathTree::shares(SharedValues& values, std::uint32_t recipe, Reach own) {
    const auto [found, is_new] = shares_.try_emplace(recipe, false);
    if (is_new) {
        const bool several = 2 * places >= 3 * documents && values.reach(recipe) != own;
        found->second = values.is_worth_it(recipe, this, several) && values.number_of(recipe) != 0;
    }
    return found->second;
}

std::uint64_t PathTree::key_of(std::uint32_t node, std::string_view text, std::uint64_t number) {
    return XXH3_64bits_withSeed(text.data(), text.size(), (number ^ node) * 0x9E37'79B9'7F4A'7C15U + node);
}

PathTree::Bucket& PathTree::bucket_of(std::uint64_t key) {
    const std::size_t mask = edge_of_.size() - 1;
    std::size_t at = key & mask;
    while (edge_of_[at].edge != 0 && edge_of_[at].key != key) at = (at + 1) & mask;
    return edge_of_[at];
}

std::uint32_t PathTree::find(PathNode& node, std::string_view text, std::uint64_t number) {
    const auto from = static_cast<std::uint32_t>(&node - nodes.data());
    const std::uint32_t found = bucket_of(key_of(from, text, number)).edge;
    const Edge& edge = edges_[found];
    if (found == 0 || edge.from != from || edge.number != number || !same_text(edge.text, text)) return 0;
    node.next[0] = found;
    return edge.node;
}

// 0: another answer has the same hash.
std::uint32_t PathTree::add_edge(std::uint32_t node, std::string_view text, std::uint64_t number) {
    if (2 * (edges_.size() + 1) > edge_of_.size()) {
        const std::vector<Bucket> old = std::exchange(edge_of_, std::vector<Bucket>(2 * edge_of_.size()));
        for (const Bucket& one : old) {
            if (one.edge != 0) bucket_of(one.key) = one;
        }
    }
    const std::uint64_t key = key_of(node, text, number);
    Bucket& bucket = bucket_of(key);
    if (bucket.edge != 0) return 0;
    const auto edge = static_cast<std::uint32_t>(edges_.size());
    bucket = {key, edge};
    const std::uint32_t to = add_node();
    edges_.push_back({text, number, node, to});
    nodes[node].next[0] = edge;
    return to;
}

std::uint32_t PathTree::add_node() {
    nodes.emplace_back();
    return static_cast<std::uint32_t>(nodes.size() - 1);
}

std::string_view PathTree::keep(std::string_view text) {
    if (text.empty() || used_ + text.size() > kMostLiterals) return {literals_.get(), 0};
    const auto found = kept_.find(text);
    if (found != kept_.end()) return *found;
    std::memcpy(literals_.get() + used_, text.data(), text.size());
    const std::string_view kept(literals_.get() + used_, text.size());
    used_ += text.size();
    kept_.insert(kept);
    return kept;
}

}  // namespace hios::map
