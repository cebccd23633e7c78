// What stands at the end of a path: the operations that write its resources.

#include <algorithm>

#include "stages/map/json_writer.hpp"
#include "stages/map/path_recorder.hpp"

namespace hios::map {

PathRecorder::Mark PathRecorder::here() {
    if (writings_.empty()) return {};
    return {writing().units.size(), writing().units.back().literal.size(), written_};
}

void PathRecorder::write(const Op& op, ValueId id) {
    if (stopped_) return;
    Unit& unit = writing().units.back();
    const std::string_view literals = program_.literals;
    unit.literal += literals.substr(op.a, size_before(op.b));
    const std::string_view behind = literals.substr(op.a + size_before(op.b), size_behind(op.b));
    const Value& value = values_[id];
    if (value.constant) {
        std::string escaped(6 * value.text.size(), '\0');
        escaped.resize(static_cast<std::size_t>(copy_escaped(value.text, escaped.data()) - escaped.data()));
        unit.literal += escaped;
        unit.literal += behind;
        leaves_.push_back(op.reg);
        return;
    }
    unit.kind = Unit::Kind::kValue;
    unit.value = id;
    unit.leaf = op.reg;
    writing().units.emplace_back().literal = behind;
}

void PathRecorder::close(const Op& op) {
    const Mark& mark = marks_[op.reg];
    if (written_ == mark.written) {
        back_to(mark);
        return;
    }
    Unit& unit = writing().units.back();
    if (unit.literal.empty()) {
        no_path();
        return;
    }
    if (unit.literal.back() == ',') unit.literal.pop_back();
    unit.literal += program_.literal(op.a, op.b);
    if (op.flags == kSilent) written_ = mark.written;
}

// They had values, though nothing is written of them.
void PathRecorder::count_leaves(std::vector<Unit>::const_iterator from, std::vector<Unit>::const_iterator to) {
    for (; from != to; ++from) {
        if (from->kind == Unit::Kind::kValue) leaves_.push_back(from->leaf);
    }
}

void PathRecorder::back_to(const Mark& mark) {
    std::vector<Unit>& units = writing().units;
    const auto first = units.begin() + static_cast<std::ptrdiff_t>(mark.units) - 1;
    const bool only_values =
        std::all_of(first, units.end() - 1, [](const Unit& unit) { return unit.kind == Unit::Kind::kValue; });
    if (!only_values) no_path();
    count_leaves(first, units.end() - 1);
    units.resize(mark.units);
    units.back().literal.resize(mark.literal);
    units.back().kind = Unit::Kind::kEnd;
}

void PathRecorder::finish(ValueId value) {
    PathNode end{.ask = PathNode::Ask::kEnd};
    if (value != kNone) {
        std::vector<Op> ops;
        end.reg = gather(&value, 1, ops);
        result(ops, end.reg, false);
    }
    const std::uint32_t at = node_;
    settle(end);
    if (stopped_) return;
    std::vector<Op>& ops = tree_.ops;
    const std::size_t first = ops.size();
    for (const Writing& one : made_) add_ops(one);
    PathNode& node = tree_.nodes[at];
    node.what = static_cast<std::uint32_t>(first);
    node.count = static_cast<std::uint32_t>(ops.size() - first);
    node.next[0] = static_cast<std::uint32_t>(tree_.leaves.size());
    node.next[1] = static_cast<std::uint32_t>(leaves_.size());
    tree_.leaves.insert(tree_.leaves.end(), leaves_.begin(), leaves_.end());
}

void PathRecorder::add_ops(const Writing& resource) {
    std::vector<Op>& ops = tree_.ops;
    const std::size_t begin = ops.size();
    ops.push_back(resource.op);
    ops.back().reg = static_cast<std::uint16_t>(most_registers_);
    for (const Unit& unit : resource.units) {
        const std::string_view literal = tree_.keep(unit.literal);
        if (literal.size() != unit.literal.size()) no_path();
        const std::uint32_t at = tree_.offset_of(literal);
        const auto size = static_cast<std::uint32_t>(literal.size());
        const bool fused = unit.kind == Unit::Kind::kValue && size <= size_before(~0U);
        if (!fused && size != 0) ops.push_back({OpCode::kLiteral, 0, 0, at, size, 0});
        switch (unit.kind) {
            case Unit::Kind::kEnd:
                break;
            case Unit::Kind::kValue:
                ops.push_back({OpCode::kText, 0, unit.leaf, fused ? at : 0, fused ? size : 0, values_[unit.value].reg});
                break;
            case Unit::Kind::kNoteId: {
                std::uint16_t reg = values_[unit.value].reg;
                if (values_[unit.value].constant) put(unit.value, reg = ops[begin].reg, ops);
                ops.push_back({OpCode::kNoteId, 0, 0, 0, unit.spot, reg});
                break;
            }
            case Unit::Kind::kMention:
                put(unit.value, ops[begin].reg, ops);
                ops.push_back({OpCode::kMention, 0, ops[begin].reg, 0, 0, 0});
                break;
        }
    }
    ops[begin].a = static_cast<std::uint32_t>(ops.size());
}

}  // namespace hios::map
