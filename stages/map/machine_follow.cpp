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
    const bool done = compute(code.ops.data(), code.ops.data() + code.ops.size());
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

// As execute(), of operations that only make values and do not jump.
[[gnu::always_inline]] inline bool Machine::compute_all(const Op* from, const Op* to) {
    std::string_view* const r = r_;
    const char* const literals = literals_;
    for (const Op* next = from; next != to; ++next) {
        const Op& op = *next;
        switch (op.code) {
            case OpCode::kConst:
                r[op.reg] = {literals + op.a, op.b};
                break;
            case OpCode::kSlot:
                r[op.reg] = text_of(op);
                break;
            case OpCode::kMove:
                r[op.reg] = r[op.a];
                break;
            case OpCode::kGlobal:
                r[op.reg] = registers_[op.a];
                break;
            case OpCode::kIs:
                r[op.c] = truth(compare(op, r[op.reg], {literals + op.a, op.b}));
                break;
            case OpCode::kConcat:
                concat(op);
                break;
            case OpCode::kCall:
                if (!call(op)) return false;
                break;
            case OpCode::kTextAt:
                r[op.reg] = text_there(op);
                break;
            case OpCode::kShared:
                if (!shared(op)) return false;
                break;
            case OpCode::kItemAt:
                handles_[op.reg] = view_->item_at(handles_[op.flags], {op.a, op.b});
                break;
            case OpCode::kItem:
                handles_[op.reg] = view_->item(handles_[op.flags], op.c, op.a);
                break;
            case OpCode::kFragment:
                if (!fragment(op)) return false;
                break;
            case OpCode::kBound:
                bound(op);
                break;
            case OpCode::kOrdinal:
                ordinal(op);
                break;
            case OpCode::kCheckForm:
                if (!check_form(op)) return false;
                break;
            default:
                if (!execute(next, next, next + 1)) return false;
        }
    }
    return true;
}

bool Machine::compute(const Op* from, const Op* to) {
    return compute_all(from, to);
}

Machine::Followed Machine::follow(PathTree& tree, const PathNode*& end) {
    for (std::uint32_t at = 0;;) {
        PathNode& node = tree.nodes[at];
        const Op* const ops = tree.ops.data() + node.ops;
        if (!compute_all(ops, ops + node.op_count)) return Followed::kNoPath;
        switch (node.ask) {
            case PathNode::Ask::kNothing:
                return Followed::kNowhere;
            case PathNode::Ask::kNoPath:
                return Followed::kNoPath;
            case PathNode::Ask::kEnd:
                ++tree.followed;
                end = &node;
                return Followed::kToTheEnd;
            case PathNode::Ask::kCount:
                at = tree.next(node, {}, view_->count(handles_[node.handle], node.what));
                break;
            case PathNode::Ask::kValue:
                at = tree.next(node, r_[node.reg], 0);
                break;
            case PathNode::Ask::kShape:
                at = tree.next(node, {}, shape_of(node));
                break;
            case PathNode::Ask::kAround:
                at = tree.next(node, {}, view_->surroundings(handles_[node.handle]));
                break;
            case PathNode::Ask::kHasValue:
                at = node.next[r_[node.reg].empty() ? 0 : 1];
                break;
            case PathNode::Ask::kIsTrue:
                at = node.next[r_[node.reg] == "true" ? 1 : 0];
                break;
            default:
                at = node.next[answer(tree, node) ? 1 : 0];
        }
        if (at == 0) return Followed::kNowhere;
    }
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
