// Fragments that are expressions, as code of their own. Identifier systems, ids and names of a message are asked for in
// each of its resources: they are computed once.

#include <algorithm>

#include <fmt/format.h>

#include "stages/map/expression_compiler.hpp"

namespace hios::map {
namespace {

constexpr std::size_t kFewestOps = 6;   // less is as fast where it stands
constexpr std::size_t kOpsOfUse = 4;    // what a fragment used within counts for
constexpr std::size_t kOpsOfMatch = 6;  // ... and a regular expression
constexpr std::size_t kFewestKept = 24;
constexpr std::size_t kMostPlaces = 2;

// Loops have handles and frames that are free where they stand; they may be taken where the fragment is used next.
bool takes_place_of_its_own(const Op& op) {
    return op.code == OpCode::kEachSlot;
}

}  // namespace

// The code was compiled with the handles of who asked for it first; from now on they are arguments.
void ExpressionCompiler::take_places(FragmentCode& code, const std::vector<std::uint8_t>& handles) {
    const auto renamed = [&](std::uint32_t handle) {
        const auto found = std::find(handles.begin(), handles.end(), handle);
        return found == handles.end() ? handle : kFragmentHandle + static_cast<std::uint32_t>(found - handles.begin());
    };
    for (Op& op : code.ops) {
        switch (op.code) {
            case OpCode::kSlot:
            case OpCode::kHasSlot:
            case OpCode::kCountSlot:
            case OpCode::kPlace:
            case OpCode::kOrdinal:
            case OpCode::kBound:
                op.flags = static_cast<std::uint8_t>(renamed(op.flags));
                break;
            case OpCode::kFragment:
                op.b = renamed(op.b);
                op.c = renamed(op.c);
                break;
            default:
                break;
        }
    }
    for (Guard& guard : code.needs) {
        if (!guard.is_register) guard.handle = static_cast<std::uint8_t>(renamed(guard.handle));
    }
}

namespace {

// Finds what the value depends on, when it is not the first place itself.
void find_anchors(FragmentCode& code, const Program& program, AddressSpace& space) {
    const auto add = [&](Slot anchor) {
        if (anchor == kNoSlot) return false;
        if (std::find(code.anchors.begin(), code.anchors.end(), anchor) == code.anchors.end())
            code.anchors.push_back(anchor);
        return true;
    };
    const auto is_anchored = [&](const Op& op) {
        switch (op.code) {
            case OpCode::kSlot:
            case OpCode::kHasSlot:
                return op.flags != kFragmentHandle || add(space.anchor(op.c));
            case OpCode::kCountSlot: {
                // How many segments a place has by itself is not told by the nearest one, which may lie around it.
                const Slot anchor = space.anchor(op.c);
                return op.flags != kFragmentHandle || (anchor != op.c && add(anchor));
            }
            case OpCode::kFragment: {
                const FragmentCode& used = program.fragments[op.a];
                if (op.c == kFragmentHandle) return false;
                return op.b != kFragmentHandle ||
                       (used.anchored && std::all_of(used.anchors.begin(), used.anchors.end(), add));
            }
            case OpCode::kPlace:
            case OpCode::kOrdinal:
            case OpCode::kBound:
            case OpCode::kSkipUnless:
                return false;
            default:
                return true;
        }
    };
    code.anchored = std::all_of(code.ops.begin(), code.ops.end(), is_anchored);
}

}  // namespace

std::size_t ExpressionCompiler::cost_of(const std::vector<Op>& ops) const {
    std::size_t cost = 0;
    for (const Op& op : ops) {
        const bool matches = op.code == OpCode::kCall && program_.calls[op.a].data.regex != nullptr;
        cost += matches ? kOpsOfMatch : op.code == OpCode::kFragment ? kOpsOfUse : 1;
    }
    return cost;
}

std::uint32_t ExpressionCompiler::add_fragment(FragmentCode code) {
    std::uint32_t used = 0;
    for (const Op& op : code.ops) {
        if (op.code == OpCode::kFragment) used = std::max(used, fragment_registers_[op.a]);
        if (op.code == OpCode::kOrdinal) used = std::max(used, fragment_registers_[program_.ordinals[op.a].value]);
    }
    fragment_registers_.push_back(code.registers + used);
    program_.fragment_registers = std::max(program_.fragment_registers, fragment_registers_.back());
    program_.fragments.push_back(std::move(code));
    return static_cast<std::uint32_t>(program_.fragments.size() - 1);
}

// False: an argument is more than an address, a global value or a literal.
bool ExpressionCompiler::fragment_key(const Expression& call, const Scope* scope, FragmentKey& key) {
    // The place as the code knows it: 0 is the whole document.
    const auto place = [&](std::uint8_t handle) -> std::size_t {
        if (handle == 0) return 0;
        const auto found = std::find(key.handles.begin(), key.handles.end(), handle);
        const auto number = static_cast<std::size_t>(found - key.handles.begin()) + 1;
        if (found == key.handles.end()) key.handles.push_back(handle);
        return number;
    };
    const auto is_global = [this](const Scope* one) {
        const auto known = globals_.find(one->name);
        return known != globals_.end() && known->second == one;
    };
    key.text = call.text;
    for (const ExpressionPtr& item : call.items) {
        const Scope* at = scope;
        const Expression* argument = follow(*item, at);
        if (argument == nullptr || argument->kind == Expression::Kind::kNull) {
            key.text += "\x1F-";
        } else if (argument->kind == Expression::Kind::kText || argument->kind == Expression::Kind::kNumber ||
                   argument->kind == Expression::Kind::kBoolean) {
            key.text += fmt::format("\x1F'{}{}", static_cast<int>(argument->kind), argument->text);
        } else if (argument->kind == Expression::Kind::kAddress && around_.tables.contains(argument->text)) {
            key.text += "\x1Ft" + argument->text;
        } else if (argument->kind == Expression::Kind::kAddress) {
            const Found found = find(argument->text, at, argument->place);
            if (found.kind == Found::Kind::kSlot) {
                key.text += fmt::format("\x1Fs{}@{}", found.resolved.slot, place(found.handle));
            } else if (found.kind == Found::Kind::kRegister && is_global(found.scope)) {
                key.text += fmt::format("\x1Fg{}", found.scope->reg);
            } else {
                return false;
            }
        } else {
            return false;
        }
    }
    if (const Scope* context = Scope::context(scope)) {
        key.text += fmt::format("\x1F^{}@{}", context->slot, place(context->handle));
    }
    return key.handles.size() <= kMostPlaces;
}

std::optional<Value> ExpressionCompiler::fragment(const Expression& call, const Scope* scope, const Expression& body,
                                                  const Scope* inside, std::uint16_t reg, bool tolerant) {
    FragmentKey key;
    if (!program_.documents || program_.in_place || !fragment_key(call, scope, key)) return std::nullopt;
    if (tolerant) key.text += "\x1F?";
    const auto [found, is_new] = known_fragments_.try_emplace(key.text);
    KnownFragment& known = found->second;
    if (is_new) {
        known.in_place = true;  // until it is done: a fragment in itself is reported where it is used
        FragmentCode code;
        Value value;
        const std::string element = element_;
        element_ = call.text + "()";
        ++apart_;
        code.registers = builder_.apart(code.ops, [&] {
            const std::uint16_t own = builder_.take_register();
            value = evaluate(body, inside, own, tolerant);
            if (value.kind == Value::Kind::kRegister) code.needs = guards_.of_fragment();
        });
        --apart_;
        element_ = element;
        if (value.wrong()) return value;
        known.value = value;
        const std::size_t cost = cost_of(code.ops);
        known.in_place = value.kind == Value::Kind::kSlot || (!value.constant() && cost < kFewestOps) ||
                         std::any_of(code.ops.begin(), code.ops.end(), takes_place_of_its_own);
        if (value.kind == Value::Kind::kRegister && !known.in_place) {
            take_places(code, key.handles);
            find_anchors(code, program_, around_.space);
            code.kept = !code.anchored && cost >= kFewestKept;
            known.number = add_fragment(std::move(code));
        }
    }
    if (known.in_place) return std::nullopt;
    if (!known.value.constant()) {
        key.handles.resize(kMostPlaces);
        builder_.emit({OpCode::kFragment, 0, reg, known.number, key.handles[0], key.handles[1]});
    }
    return known.value;
}

}  // namespace hios::map
