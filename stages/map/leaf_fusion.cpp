#include "stages/map/leaf_fusion.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace hios::map {
namespace {

constexpr std::size_t kLongestAround = 0xFFFF;

bool is_leaf(OpCode code) {
    return code == OpCode::kField || code == OpCode::kText || code == OpCode::kBare;
}

// Only computes registers: it may be run before a bracket that stood in front of it.
bool only_computes(OpCode code) {
    switch (code) {
        case OpCode::kConst:
        case OpCode::kSlot:
        case OpCode::kMove:
        case OpCode::kGlobal:
        case OpCode::kCall:
        case OpCode::kFragment:
        case OpCode::kConcat:
        case OpCode::kCompare:
        case OpCode::kIs:
        case OpCode::kNot:
        case OpCode::kHas:
        case OpCode::kBound:
        case OpCode::kPlace:
        case OpCode::kOrdinal:
        case OpCode::kHasSlot:
        case OpCode::kCountSlot:
        case OpCode::kCheckForm:
        case OpCode::kRequire:
        case OpCode::kJump:
        case OpCode::kJumpIfTrue:
        case OpCode::kJumpIfFalse:
        case OpCode::kJumpIfValue:
        case OpCode::kJumpIfNone:
        case OpCode::kSkipUnless:
            return true;
        default:
            return false;
    }
}

// Brackets with one leaf within them: operations `begin` to `end`.
struct Nest {
    std::size_t begin = 0;
    std::size_t leaf = 0;
    std::size_t end = 0;
    std::string before;
    std::string after;  // behind the value and its closing quote
};

class Fusion {
public:
    explicit Fusion(Program& program) : program_(program), ops_(program.ops) {}

    void run() {
        moved_.resize(ops_.size() + 1);
        for (std::size_t at = 0; at < ops_.size();) {
            const std::optional<Nest> nest = program_.in_place ? std::nullopt : nest_at(at);
            if (nest) {
                take(*nest);
                at = nest->end;
            } else {
                keep(at++);
            }
        }
        moved_.back() = made_.size();
        for (Op& op : made_) {
            if (is_jump(op.code)) op.a = static_cast<std::uint32_t>(moved_[op.a]);
        }
        for (Binding& binding : program_.bindings) {
            binding.begin = static_cast<std::uint32_t>(moved_[binding.begin]);
            binding.end = static_cast<std::uint32_t>(moved_[binding.end]);
        }
        ops_ = std::move(made_);
    }

private:
    [[nodiscard]] std::string_view literal(const Op& op) const { return program_.literal(op.a, op.b); }

    [[nodiscard]] std::optional<Nest> nest_at(std::size_t begin) const {
        if (ops_[begin].code != OpCode::kOpen) return std::nullopt;
        Nest nest{begin, begin, 0, {}, {}};
        std::vector<std::uint16_t> frames;
        std::vector<std::size_t> targets;
        std::vector<std::size_t> over;  // the targets of jumps over something written
        for (;; ++nest.leaf) {
            if (nest.leaf == ops_.size()) return std::nullopt;
            const Op& op = ops_[nest.leaf];
            if (is_leaf(op.code)) break;
            if (op.code == OpCode::kOpen || op.code == OpCode::kLiteral) {
                if (op.code == OpCode::kOpen) frames.push_back(op.reg);
                nest.before += literal(op);
                std::copy_if(targets.begin(), targets.end(), std::back_inserter(over),
                             [&](std::size_t target) { return target > nest.leaf; });
            } else if (!only_computes(op.code)) {
                return std::nullopt;
            } else if (is_jump(op.code)) {
                targets.push_back(op.a);
            }
        }
        // It would be written all the same.
        if (std::any_of(over.begin(), over.end(), [&](std::size_t target) { return target <= nest.leaf; }))
            return std::nullopt;
        const Op& leaf = ops_[nest.leaf];
        if (leaf.code != OpCode::kField && leaf.flags == kSilent) return std::nullopt;
        nest.before += literal(leaf);
        nest.after = ",";
        for (nest.end = nest.leaf + 1; !frames.empty(); ++nest.end) {
            const Op& op = ops_[nest.end];
            if (op.code == OpCode::kClose) {
                if (op.flags == kSilent || op.reg != frames.back()) return std::nullopt;
                frames.pop_back();
                nest.after.pop_back();  // the comma
            } else if (op.code != OpCode::kLiteral) {
                return std::nullopt;
            }
            nest.after += literal(op);
        }
        if (nest.before.size() > kLongestAround || nest.after.size() >= kLongestAround) return std::nullopt;
        return nest;
    }

    void take(const Nest& nest) {
        const std::size_t begin = made_.size();
        for (std::size_t at = nest.begin; at < nest.leaf; ++at) {
            moved_[at] = made_.size();
            if (only_computes(ops_[at].code)) made_.push_back(ops_[at]);
        }
        moved_[nest.begin] = begin;
        moved_[nest.leaf] = made_.size();
        Op leaf = ops_[nest.leaf];
        write(leaf, nest.before, nest.after);
        // Who jumps over the leaf leaves nothing of what is around it.
        for (std::size_t at = nest.leaf + 1; at < nest.end; ++at) moved_[at] = made_.size();
    }

    void keep(std::size_t at) {
        moved_[at] = made_.size();
        Op op = ops_[at];
        if (is_leaf(op.code)) return write(op, std::string(literal(op)), ",");
        made_.push_back(op);
    }

    void write(Op& leaf, const std::string& before, const std::string& after) {
        const std::string behind = leaf.code == OpCode::kBare ? after : '"' + after;
        leaf.a = static_cast<std::uint32_t>(program_.literals.size());
        leaf.b = static_cast<std::uint32_t>(before.size() | behind.size() << 16U);
        program_.literals += before;
        program_.literals += behind;
        made_.push_back(leaf);
    }

    Program& program_;
    std::vector<Op>& ops_;
    std::vector<Op> made_;
    std::vector<std::size_t> moved_;  // where an operation, or the end, is now
};

}  // namespace

void fuse_leaves(Program& program) {
    Fusion(program).run();
}

}  // namespace hios::map
