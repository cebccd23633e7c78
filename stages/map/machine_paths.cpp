// Places that are like one that was there before are mapped by its path (path_tree.hpp).

#include <algorithm>
#include <functional>
#include <utility>

#include "stages/map/machine_paths.hpp"
#include "stages/map/machine_reads.hpp"
#include "stages/map/path_recorder.hpp"

namespace hios::map {
namespace {

constexpr std::uint32_t kPathRegisters = 4096;
constexpr std::uint32_t kMostNested = 4;    // paths that are followed within paths, for values
constexpr std::uint32_t kEnoughRuns = 512;  // after so many documents the census of their values is done
constexpr std::size_t kMostBytes = 24U << 20;
constexpr std::size_t kMostLoops = 1U << 16;

// Other loops at the top of a program make values for what stands behind them.
bool makes_resources(const std::vector<Op>& ops, std::size_t loop) {
    return std::any_of(ops.begin() + static_cast<std::ptrdiff_t>(loop), ops.begin() + ops[loop].a,
                       [](const Op& op) { return op.code == OpCode::kResource && (op.flags & kAside) == 0; });
}

}  // namespace

Machine::~Machine() = default;

// The emits of a document are loops over their places at the top of the program.
void Machine::learn_paths(std::uint32_t from_place) {
    if (!program_.documents || program_.in_place) return;
    paths_ = std::make_unique<Paths>(program_);
    paths_->from_place = from_place;
    noting_ = true;
    registers_.resize(registers_.size() + (kMostNested + std::size_t{1}) * kPathRegisters +
                      program_.fragment_registers);
    paths_->of_loops.resize(1);
    paths_->loop_at.resize(program_.ops.size());
    paths_->of_fragments.resize(program_.fragments.size());
    for (std::size_t i = 0; i < program_.ops.size() && paths_->of_loops.size() < kMostLoops; ++i) {
        const Op& op = program_.ops[i];
        // What values of the whole document are made of.
        if (op.code == OpCode::kFragment) paths_->of_fragments[op.a] = std::make_unique<PathTree>();
        if (op.code == OpCode::kEachSlot && makes_resources(program_.ops, i)) {
            paths_->loop_at[i] = static_cast<std::uint16_t>(paths_->of_loops.size());
            paths_->of_loops.push_back(std::make_unique<PathTree>());
        }
        const bool has_body =
            op.code == OpCode::kEachSlot || op.code == OpCode::kEachText || op.code == OpCode::kResource;
        if (has_body) i = op.a - 1;
    }
    for (std::size_t i = 0; i < program_.fragments.size(); ++i) {
        if (program_.fragments[i].kept) paths_->of_fragments[i] = std::make_unique<PathTree>();
    }
    for (std::size_t i = 0; i < program_.bindings.size(); ++i)
        paths_->of_bindings.push_back(std::make_unique<PathTree>());
}

PathTree* Machine::tree_of(const Op& op) {
    if (trying_) return nullptr;
    // Fragments have operations of their own.
    const auto at = static_cast<std::size_t>(&op - program_.ops.data());
    const bool of_program = std::greater_equal<>()(&op, program_.ops.data()) && at < paths_->loop_at.size();
    return of_program ? paths_->of_loops[paths_->loop_at[at]].get() : nullptr;
}

const PathCensus& Machine::census() const {
    return paths_->census;
}

void Machine::note_text(TextSource source, std::string_view text) {
    paths_->census.note(source, text, run_);
}

void Machine::note_sharing(std::uint32_t fragment, bool shared) {
    paths_->census.note_sharing(fragment, shared);
}

// What paths better share is known when others have asked for it, too: the first ones begin anew, once.
void Machine::share_more() {
    paths_->each([&](PathTree& tree) {
        if (paths_->shared.is_outdated(&tree)) tree.forget();
    });
}

// Between documents: no path is being followed, and nothing points into a tree's texts.
void Machine::tend_paths() {
    for (PathTree* const tree : paths_->resting) tree->adapt();
    paths_->resting.clear();
    if (std::exchange(paths_->census_ends, false)) share_more();
    if (paths_->bytes < kMostBytes) return;
    paths_->each([](PathTree& tree) { tree.forget(); });
    paths_->shared.forget();
    paths_->bytes = 0;
}

void Machine::note_globals() {
    if (!noting_ || paths_->noted_run == run_) return;
    paths_->noted_run = run_;
    noting_ = ++paths_->noted_runs < kEnoughRuns;
    paths_->census_ends = !noting_;
    for (const std::uint16_t reg : program_.globals) note_text(kTextOfGlobal | reg, registers_[reg]);
}

// Returns which of the places around, counted from outside, is the place itself.
Reach Machine::look_around(Handle place) {
    Paths::Surrounded& around = paths_->around;
    if (around.place == place && around.run == run_) return around.own;
    around.run = run_;
    around.place = place;
    return around.own = view_->around(place, around.by);
}

// Around something that works with the registers of a path. Values have paths sooner than what is made of them, which
// then knows how long these are.
template <class Body>
bool Machine::on_path(PathTree& tree, std::uint32_t from_place, Body&& body) {
    if (!tree.usable()) return false;
    if (tree.last_document != run_) {
        tree.last_document = run_;
        ++tree.documents;
    }
    if (tree.places++ < from_place) return false;
    if (next_r_ + 2 * kPathRegisters + program_.fragment_registers > registers_.data() + registers_.size())
        return false;
    std::string_view* const r = std::exchange(r_, next_r_);
    next_r_ += kPathRegisters;
    tree.prepare();
    const char* const literals = std::exchange(literals_, tree.literals());
    const bool trying = std::exchange(trying_, true);
    const std::size_t kept = kept_items_.size();
    // All paths take the same handles for the items of their loops: one that is followed within another leaves these as
    // they were.
    const auto items = handles_.begin() + program_.handles;
    if (trying) kept_items_.insert(kept_items_.end(), items, items + tree.items);
    const Paths::Surrounded around = paths_->around;
    if (tree.wants_around) (void)look_around(handles_[tree.place]);
    tree.in_use = true;
    const bool done = body();
    tree.in_use = false;
    paths_->around = around;
    std::copy(kept_items_.begin() + static_cast<std::ptrdiff_t>(kept), kept_items_.end(), items);
    kept_items_.resize(kept);
    trying_ = trying;
    next_r_ = r_;
    r_ = r;
    literals_ = literals;
    return done;
}

// `what` is done at the place at hand: what a recorder takes. Null: not by a path.
template <class... What>
const PathNode* Machine::end_of(PathTree& tree, const What&... what) {
    const PathNode* end = nullptr;
    if (follow(tree, end) != Followed::kNowhere) return end;
    if (!tree.may_grow()) {
        if (tree.resting()) paths_->resting.push_back(&tree);
        return nullptr;
    }
    const std::vector<Handle> handles = handles_;  // a recorder takes as many as it needs
    const std::size_t before = tree.bytes();
    PathRecorder recorder(*this, tree, kPathRegisters);
    end = recorder.record(what...);
    handles_ = handles;
    paths_->bytes += tree.bytes() - before;
    return end;
}

bool Machine::by_path(PathTree& tree, const Op* body, const Op* end) {
    note_globals();
    return on_path(tree, paths_->from_place, [&] {
        const PathNode* const node = end_of(tree, body, end);
        if (node != nullptr) write(tree, *node);
        return node != nullptr;
    });
}

bool Machine::value_by_path(PathTree& tree, const FragmentCode& code, std::string_view& value) {
    return on_path(tree, paths_->from_place / 2, [&] {
        const PathNode* const node = end_of(tree, code);
        if (node != nullptr) value = r_[node->reg];
        return node != nullptr;
    });
}

bool Machine::id_by_path(std::uint32_t binding, std::string_view& id) {
    PathTree& tree = *paths_->of_bindings[binding];
    return on_path(tree, paths_->from_place / 2, [&] {
        const PathNode* const node = end_of(tree, program_.bindings[binding]);
        if (node != nullptr) id = r_[node->reg];
        return node != nullptr;
    });
}

PathTree* Machine::tree_of_fragment(std::uint32_t fragment) {
    return paths_->of_fragments[fragment].get();
}

}  // namespace hios::map
