// Of a tree whose paths are seldom followed: what goes on telling them apart, and what does not.

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include <xxhash.h>

#include "pipeline/mix.hpp"
#include "stages/map/path_tree.hpp"

namespace hios::map {
namespace {

constexpr std::uint32_t kMostAdaptions = 12;

}  // namespace

void PathTree::adapt() {
    resting_ = false;
    if (++adapted_ > kMostAdaptions || !tell_less_apart()) off_ = true;
    forget();
}

// What the answers were on the way to each end.
struct PathTree::Ways {
    std::unordered_map<TextSource, std::vector<std::uint64_t>> answers;  // by way, 0: it was not asked for
    std::size_t ends = 0;
};

PathTree::Ways PathTree::ways() const {
    std::vector<std::vector<std::uint32_t>> edges_from(nodes.size());
    for (std::uint32_t i = 1; i < edges_.size(); ++i) edges_from[edges_[i].from].push_back(i);
    struct Step {
        std::uint32_t node = 0;
        std::uint32_t before = 0;  // step
        TextSource source = 0;
        std::uint64_t answer = 0;  // 0: of none that is looked at
    };
    std::vector<Step> steps{{}};
    Ways ways;
    for (std::uint32_t at = 0; at < steps.size(); ++at) {
        const PathNode& node = nodes[steps[at].node];
        const bool ends = node.ask == PathNode::Ask::kEnd || node.ask == PathNode::Ask::kNothing ||
                          node.ask == PathNode::Ask::kNoPath;
        if (ends && edges_from[steps[at].node].empty()) {
            for (std::uint32_t step = at; step != 0; step = steps[step].before) {
                if (steps[step].answer == 0) continue;
                std::vector<std::uint64_t>& of_source = ways.answers[steps[step].source];
                of_source.resize(ways.ends + 1);
                of_source.back() = mixed(of_source.back(), steps[step].answer) | 1U;
            }
            ++ways.ends;
            continue;
        }
        const bool is_shape = node.ask == PathNode::Ask::kShape || node.ask == PathNode::Ask::kAround;
        const bool counts = is_shape || node.ask == PathNode::Ask::kValue;
        for (const std::uint32_t one : edges_from[steps[at].node]) {
            const Edge& edge = edges_[one];
            const std::uint64_t answer = XXH3_64bits_withSeed(edge.text.data(), edge.text.size(), edge.number) | 1U;
            steps.push_back({edge.node, at, is_shape ? kShapeOf | node.what : node.what, counts ? answer : 0});
        }
        if (!edges_from[steps[at].node].empty()) continue;
        for (const std::uint32_t next : node.next) {
            if (next != 0) steps.push_back({next, at, 0, 0});
        }
    }
    for (auto& [source, its] : ways.answers) its.resize(ways.ends);
    return ways;
}

// Of the sources of text, or shapes, those that have few answers go on telling paths apart, as long as all of them
// together lead to fewer ways than there were; the others do not any more. False: there are none. Shapes are worth many
// texts: they answer all questions about what is there.
bool PathTree::tell_less_apart() {
    constexpr std::size_t kWorthOfShapes = 4;
    const Ways its = ways();
    const auto distinct = [](std::vector<std::uint64_t> values) {
        std::sort(values.begin(), values.end());
        return static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin());
    };
    std::vector<std::pair<std::size_t, TextSource>> sources;
    for (const auto& [source, answers] : its.answers)
        sources.emplace_back(distinct(answers) / (source >= kShapeOf ? kWorthOfShapes : 1), source);
    std::sort(sources.begin(), sources.end());
    const std::size_t before = too_many_.size();
    std::vector<std::uint64_t> told(its.ends);
    for (const auto& [few, source] : sources) {
        const std::vector<std::uint64_t>& answers = its.answers.at(source);
        std::vector<std::uint64_t> both(its.ends);
        for (std::size_t i = 0; i < its.ends; ++i) both[i] = mixed(told[i], answers[i]);
        if (distinct(both) <= its.ends / 2) {
            told = std::move(both);
        } else {
            too_many_.insert(source);
        }
    }
    return too_many_.size() > before;
}

}  // namespace hios::map
