// ordinal(PLACES, value): tells places apart whose values do not, whatever stands before, between or behind them.

#include <algorithm>

#include <fmt/format.h>

#include "stages/map/expression_compiler.hpp"

namespace hios::map {

// The value is code of its own that runs once for each of the places; it sees addresses as they are seen there, and no
// variable or parameter of what is around the call.
Value ExpressionCompiler::ordinal(const Expression& expression, const Scope* scope, std::uint16_t reg) {
    if (!program_.documents) return wrong(expression.place, "ordinal() is for documents", "Rows have no places.");
    const Scope* at = scope;
    const Expression* over = follow(*expression.items[0], at);
    if (over == nullptr || over->kind != Expression::Kind::kAddress)
        return wrong(expression.items[0]->place, "ordinal takes places of the document and a value of one of them",
                     "As in ordinal(OBX, OBX-3.1).");
    const auto places = around_.space.resolve(over->text, kNoSlot);
    if (!places) return wrong(over->place, places.error().what, places.error().hint);
    if (!places->repeats)
        return wrong(over->place, fmt::format("\"{}\" holds one value, ordinal has nothing to number", over->text));
    const auto number = ordinal_of(places->slot, expression.items[1], scope);
    if (!number) return {};
    const Scope* context = Scope::context(scope);
    builder_.emit({OpCode::kOrdinal, context != nullptr ? context->handle : std::uint8_t{0}, reg, *number, 0,
                   context != nullptr ? context->slot : kNoSlot});
    Value value;
    value.kind = Value::Kind::kRegister;
    value.type = ValueType::kInteger;
    value.field = addresses_.describe(places->slot);
    return value;
}

// In Program::ordinals. A fragment that asks is used in many places: all of them share what it found out.
std::optional<std::uint32_t> ExpressionCompiler::ordinal_of(Slot places, const ExpressionPtr& value,
                                                            const Scope* scope) {
    for (std::uint32_t i = 0; i < program_.ordinals.size(); ++i) {
        if (ordinal_values_[i] == value && program_.ordinals[i].places == places) return i;
    }
    Scope& barrier = scopes_.emplace_back();
    barrier.scope = scope;
    Scope& context = scopes_.emplace_back();
    context.outer = &barrier;
    context.kind = Scope::Kind::kContext;
    context.slot = places;
    context.handle = builder_.take_handle();
    FragmentCode code;
    bool failed = false;
    ++apart_;
    code.registers = builder_.apart(code.ops, [&] {
        const std::uint16_t own = builder_.take_register();
        const Value made = evaluate(*value, &context, own, true);
        put(made, own);
        failed = made.wrong();
    });
    --apart_;
    builder_.release_handle();
    if (failed) return std::nullopt;
    const bool loops =
        std::any_of(code.ops.begin(), code.ops.end(), [](const Op& op) { return op.code == OpCode::kEachSlot; });
    if (loops) {
        wrong(value->place, "what ordinal compares goes over places itself", "Leave join_each out of it.");
        return std::nullopt;
    }
    take_places(code, {context.handle});
    const std::uint32_t fragment = add_fragment(std::move(code));
    ordinal_values_.push_back(value);
    program_.ordinals.push_back({places, fragment});
    return static_cast<std::uint32_t>(program_.ordinals.size() - 1);
}

}  // namespace hios::map
