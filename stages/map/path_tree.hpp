#pragma once
// What a stretch of a program did for places that were alike. A map asks hundreds of questions of each place, and most
// of them are answered the same way every time: the first time they are written down as a path, with all that follows
// from the answers; from then on only the questions are asked, and what depends on nothing else is there already.
//
// A path is a way from the root of a tree. A node computes values that nobody knows beforehand (a patient's number, the
// value of a result), then asks; each answer that was met leads to a node of its own. At the end of a path stand the
// operations that write the resources: literals, and the values of the path. All operations of a tree stand in one row,
// nodes that were recorded together behind each other: as long as answers are those, a path is followed straight on.

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "pipeline/readable.hpp"
#include "stages/map/path_census.hpp"
#include "stages/map/program.hpp"
#include "stages/map/shared_values.hpp"

namespace hios::map {

struct PathNode {
    enum class Ask : std::uint8_t {
        kNothing,   // it is being made
        kExists,    // slot `what` of h[handle] exists
        kAny,       // one of guards[what] ... guards[what + count - 1] has a value
        kHasValue,  // r[reg] has a value
        kIsTrue,    // r[reg] is "true"
        kCount,     // how often slot `what` of h[handle] is there
        kValue,     // which text r[reg] is; `what`: a TextSource
        kShape,     // the shape of owner `what` at h[handle]; reg: the shared shape that it is, count: its reach
        kAround,    // what owners there are at h[handle]; `what`: SourceView::kNobody
        kEnd,       // nothing more. Operations what ... what + count - 1 write; r[reg]: the value, of paths for values
        kNoPath,    // such places must be mapped without a path
    };
    Ask ask = Ask::kNothing;
    std::uint8_t handle = 0;
    std::uint16_t reg = 0;
    std::uint32_t what = 0;
    std::uint32_t count = 0;
    std::uint32_t ops = 0;       // operations from here on compute values, then one asks
    std::uint32_t op_count = 0;  // of those that compute
    // No and yes, 0: not met yet. Of kCount, kValue, kShape and kAround [0] is the edge taken last. Of kEnd the leaves
    // to count are leaves[next[0]] ... leaves[next[0] + next[1] - 1].
    std::uint32_t next[2]{};

    [[nodiscard]] bool same_question(const PathNode& other) const {
        return ask == other.ask && handle == other.handle && reg == other.reg && what == other.what &&
               count == other.count;
    }
};

// Not thread-safe. Texts of it stay where they are until it forgets.
class PathTree {
public:
    PathTree() { forget(); }

    // Memory for texts, before the first path.
    void prepare();

    // What follows an answer of many; 0: it was not met.
    [[nodiscard]] std::uint32_t next(PathNode& node, std::string_view text, std::uint64_t number) {
        const Edge& last = edges_[node.next[0]];
        if (last.number == number && same_text(last.text, text) && node.next[0] != 0) return last.node;
        return find(node, text, number);
    }
    std::uint32_t add_edge(std::uint32_t node, std::string_view text, std::uint64_t number);
    std::uint32_t add_node();

    // The same text is kept once; empty: there is no room for it.
    std::string_view keep(std::string_view text);
    [[nodiscard]] std::uint32_t offset_of(std::string_view kept) const {
        return static_cast<std::uint32_t>(kept.data() - literals_.get());
    }
    [[nodiscard]] const char* literals() const { return literals_.get(); }

    // Whether one more path may be recorded, which counts as done. False and resting(): paths are too seldom followed;
    // adapt(), when no document is at hand.
    [[nodiscard]] bool may_grow();
    [[nodiscard]] bool resting() const { return resting_; }
    void adapt();
    void forget();

    // How paths are told apart. Decided when it is asked first: paths of one tree must ask the same questions.
    [[nodiscard]] bool tells_apart(TextSource source, const PathCensus& census);
    [[nodiscard]] bool tells_shapes_apart(std::uint32_t owner) const { return !too_many_.contains(kShapeOf | owner); }
    [[nodiscard]] bool is_shared(std::uint32_t fragment, const PathCensus& census);
    // Whether a fragment, whose own paths are in `its`, is found out as fast as it is looked up.
    [[nodiscard]] bool is_small(std::uint32_t fragment, const PathTree* its);

    // Whether a value that places share is asked for as such. `own`: the reach of what only the place itself sees.
    [[nodiscard]] bool shares(SharedValues& values, std::uint32_t recipe, Reach own);

    [[nodiscard]] bool usable() const { return !off_ && !resting_ && !in_use; }
    [[nodiscard]] std::size_t bytes() const;  // about

    std::vector<PathNode> nodes;
    std::vector<Op> ops;
    std::vector<Guard> guards;
    std::vector<std::uint16_t> leaves;
    std::uint32_t places = 0;     // that were mapped, by a path or not
    std::uint32_t followed = 0;   // paths, since forget()
    bool in_use = false;          // it is being followed: it must not change
    std::uint32_t documents = 0;  // in which there were such places
    std::uint32_t last_document = 0;
    bool wants_around = false;  // its paths share values
    std::uint8_t place = 0;     // the handle of what its paths are of
    std::uint32_t items = 0;    // how many handles its paths need for the items of loops

private:
    struct Edge {
        std::string_view text;
        std::uint64_t number = 0;  // of all but kValue
        std::uint32_t from = 0;    // nodes
        std::uint32_t node = 0;
    };

    // Open addressing: a path is followed through dozens of these, and each is a jump in memory.
    struct Bucket {
        std::uint64_t key = 0;
        std::uint32_t edge = 0;  // 0: none
    };

    [[nodiscard]] std::uint32_t find(PathNode& node, std::string_view text, std::uint64_t number);
    [[nodiscard]] Bucket& bucket_of(std::uint64_t key);
    [[nodiscard]] static std::uint64_t key_of(std::uint32_t node, std::string_view text, std::uint64_t number);
    [[nodiscard]] bool full() const;
    struct Ways;
    [[nodiscard]] Ways ways() const;
    bool tell_less_apart();

    std::unique_ptr<char[]> literals_;
    std::size_t used_ = 0;
    std::unordered_set<std::string_view> kept_;
    std::vector<Edge> edges_;
    std::vector<Bucket> edge_of_;  // at least twice as many as there are edges
    std::unordered_set<TextSource> too_many_;
    std::unordered_map<TextSource, bool> decided_;
    std::unordered_map<std::uint32_t, bool> shared_;
    std::unordered_map<std::uint32_t, bool> small_;
    std::unordered_map<std::uint32_t, bool> shares_;
    std::uint32_t recorded_ = 0;  // paths, since forget()
    std::uint32_t adapted_ = 0;
    bool resting_ = false;
    bool off_ = false;
};

}  // namespace hios::map
