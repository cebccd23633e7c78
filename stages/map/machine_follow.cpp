// Following a path (path_tree.hpp): values are computed, questions asked, and at the end it is written.

#include <utility>

#include "stages/map/machine_paths.hpp"
#include "stages/map/machine_reads.hpp"

namespace hios::map {

bool Machine::answer(const PathTree& tree, const PathNode& question) {
    switch (question.ask) {
        case PathNode::Ask::kExists:
            return exists(question.handle, question.what);
        case PathNode::Ask::kAny:
            return has_any(tree.guards.data() + question.what, question.count);
        case PathNode::Ask::kHasValue:
            return !r_[question.reg].empty();
        case PathNode::Ask::kIsTrue:
            return r_[question.reg] == "true";
        default:
            return false;
    }
}

inline bool Machine::shared(const Op& op) {
    const auto& known = paths_->shared.value(op.a);
    if (known.run != run_ || known.around != paths_->around.by[op.flags]) return make_shared(op);
    r_[op.reg] = known.value;
    return true;
}

bool Machine::make_shared(const Op& op) {
    SharedValues& values = paths_->shared;
    const SharedValues::Code& code = values.code(op.a);
    const Handle around = handles_[kSharedHandle] = paths_->around.by[op.flags];
    std::string_view* const r = std::exchange(r_, values.registers());
    const char* const literals = std::exchange(literals_, values.literals());
    const PathNode* none = nullptr;
    const bool done = walk(nullptr, code.ops.data(), none) == Followed::kToTheEnd;
    const std::string_view value = r_[code.reg];
    literals_ = literals;
    r_ = r;
    if (!done) return false;
    values.value(op.a) = {run_, around, value};
    r_[op.reg] = value;
    return true;
}

inline std::uint64_t Machine::shape_of(const PathNode& question) {
    if (question.reg == 0) return view_->shape(handles_[question.handle], question.what);
    auto& known = paths_->shared.shape(question.reg);
    const Handle around = paths_->around.by[question.count];
    if (known.run != run_ || known.around != around)
        known = {run_, around, view_->shape(handles_[question.handle], question.what)};
    return known.value;
}

inline std::uint64_t Machine::number_of(const PathNode& question) {
    if (question.ask == PathNode::Ask::kShape) return shape_of(question);
    if (question.ask == PathNode::Ask::kAround) return view_->surroundings(handles_[question.handle]);
    return view_->count(handles_[question.handle], question.what);
}

// From `next` on to the end of a path, or without a tree to the end of a shared value. Operations make values as in
// execute(), but do not jump.
Machine::Followed Machine::walk(PathTree* tree, const Op* next, const PathNode*& end) {
    std::string_view* const r = r_;
    const char* const literals = literals_;
    for (;;) {
        const Op& op = *next++;
        std::uint32_t node = 0;  // where it goes on when the answer is another than that of the next operation
        switch (op.code) {
            case OpCode::kConst:
                r[op.reg] = {literals + op.a, op.b};
                continue;
            case OpCode::kSlot:
                r[op.reg] = text_of(op);
                continue;
            case OpCode::kMove:
                r[op.reg] = r[op.a];
                continue;
            case OpCode::kGlobal:
                r[op.reg] = registers_[op.a];
                continue;
            case OpCode::kIs:
                r[op.c] = truth(compare(op, r[op.reg], {literals + op.a, op.b}));
                continue;
            case OpCode::kConcat:
                concat(op);
                continue;
            case OpCode::kCall:
                if (!call(op)) return Followed::kNoPath;
                continue;
            case OpCode::kTextAt:
                r[op.reg] = text_there(op);
                continue;
            case OpCode::kShared:
                if (!shared(op)) return Followed::kNoPath;
                continue;
            case OpCode::kItemAt:
                handles_[op.reg] = view_->item_at(handles_[op.flags], {op.a, op.b});
                continue;
            case OpCode::kItem:
                handles_[op.reg] = view_->item(handles_[op.flags], op.c, op.a);
                continue;
            case OpCode::kFragment:
                if (!fragment(op)) return Followed::kNoPath;
                continue;
            case OpCode::kBound:
                bound(op);
                continue;
            case OpCode::kOrdinal:
                ordinal(op);
                continue;
            case OpCode::kCheckForm:
                if (!check_form(op)) return Followed::kNoPath;
                continue;
            case OpCode::kAskHas: {
                const std::uint8_t yes = r[op.reg].empty() ? 0 : 1;
                if (op.flags == yes) continue;
                node = tree->nodes[op.c].next[yes];
                break;
            }
            case OpCode::kAskTrue: {
                const std::uint8_t yes = r[op.reg] == "true" ? 1 : 0;
                if (op.flags == yes) continue;
                node = tree->nodes[op.c].next[yes];
                break;
            }
            case OpCode::kAskOther: {
                const std::uint8_t yes = answer(*tree, tree->nodes[op.c]) ? 1 : 0;
                if (op.flags == yes) continue;
                node = tree->nodes[op.c].next[yes];
                break;
            }
            case OpCode::kAskValue:
                if (same_text(r[op.reg], {literals + op.a, op.b})) continue;
                node = tree->next(tree->nodes[op.c], r[op.reg], 0);
                break;
            case OpCode::kAskNumber: {
                const std::uint64_t number = number_of(tree->nodes[op.c]);
                if (number == (std::uint64_t{op.b} << 32U | op.a) && op.flags == 0) continue;
                node = tree->next(tree->nodes[op.c], {}, number);
                break;
            }
            case OpCode::kReached:
                if (tree->nodes[op.c].ask == PathNode::Ask::kNoPath) return Followed::kNoPath;
                end = &tree->nodes[op.c];
                ++tree->followed;
                return Followed::kToTheEnd;
            case OpCode::kMade:
                return Followed::kToTheEnd;
            case OpCode::kNowhere:
                return Followed::kNowhere;
            default:
                if (!execute(&op, &op, next)) return Followed::kNoPath;
                continue;
        }
        if (node == 0) return Followed::kNowhere;
        next = tree->ops.data() + tree->nodes[node].ops;
    }
}

bool Machine::compute(const Op& op) {
    const Op ops[] = {op, {.code = OpCode::kMade}};
    const PathNode* none = nullptr;
    return walk(nullptr, ops, none) == Followed::kToTheEnd;
}

Machine::Followed Machine::follow(PathTree& tree, const PathNode*& end) {
    return walk(&tree, tree.ops.data() + tree.nodes.front().ops, end);
}

// Nothing can fail any more: all that could has been asked.
void Machine::write(const PathTree& tree, const PathNode& end) {
    const Op* const ops = tree.ops.data();
    (void)execute(ops, ops + end.what, ops + end.what + end.count);
    ++by_paths_;
    const std::uint16_t* const leaves = tree.leaves.data() + end.next[0];
    for (std::uint32_t i = 0; i < end.next[1]; ++i) ++counts_.written[leaves[i]];
}

}  // namespace hios::map
