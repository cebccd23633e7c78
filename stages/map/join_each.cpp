// join_each(separator, x in PLACES, value): one text of many places, in time and memory that grow with the text.

#include <fmt/format.h>

#include "stages/map/expression_compiler.hpp"

namespace hios::map {

using Kind = Expression::Kind;

// The parts are joined where the loop runs; `reg` holds one after the other, and in the end all of them.
Value ExpressionCompiler::join_each(const Expression& expression, const Scope* scope, std::uint16_t reg,
                                    bool tolerant) {
    const Scope* at = scope;
    const Expression* separator = follow(*expression.items[0], at);
    if (separator == nullptr || separator->kind != Kind::kText)
        return wrong(expression.items[0]->place, "the separator of join_each must be written out here",
                     "Put the text in single quotes; it cannot come from the source.");
    const Expression& places = *expression.items[1];
    if (places.kind != Kind::kPlaces || places.items[0]->kind != Kind::kAddress)
        return wrong(places.place, "join_each takes a variable and the places it goes over",
                     "As in join_each('\\n', x in OBX, x.5).");
    const Found over = find(places.items[0]->text, scope, places.items[0]->place);
    if (over.kind == Found::Kind::kWrong) return {};
    if (over.kind != Found::Kind::kSlot || !over.resolved.repeats)
        return wrong(places.items[0]->place,
                     fmt::format("\"{}\" holds one value, join_each has nothing to repeat", places.items[0]->text));

    const std::size_t first_op = program_.ops.size();
    builder_.emit_constant(reg, {});
    const std::uint16_t frame = builder_.take_frame();
    builder_.emit({OpCode::kJoinStart, 0, 0, 0, 0, frame});
    Scope& variable = scopes_.emplace_back();
    variable.outer = scope;
    variable.kind = Scope::Kind::kHandle;
    variable.name = places.text;
    variable.slot = over.resolved.slot;
    variable.handle = builder_.take_handle();
    const std::size_t loop =
        builder_.emit({OpCode::kEachSlot, over.handle, variable.handle, 0, kNoRegister, over.resolved.slot});
    builder_.here();
    const Value value = evaluate(*expression.items[2], &variable, reg, tolerant);
    put(value, reg);
    const std::uint32_t between = builder_.store(separator->text);
    const auto length = static_cast<std::uint32_t>(separator->text.size());
    builder_.emit({OpCode::kJoin, 0, reg, between, length, frame});
    builder_.land(loop);
    builder_.emit({OpCode::kJoined, 0, reg, 0, 0, frame});
    builder_.release_handle();
    builder_.release_frame();
    if (value.wrong()) return {};
    Value made;
    made.type = ValueType::kText;
    made.field = join_fields(addresses_.describe(over.resolved.slot), value.field);
    made.kind = Value::Kind::kRegister;
    if (value.constant() && value.text.empty() && !builder_.full()) {  // whatever there is, it comes to nothing
        program_.ops.resize(first_op);
        made.kind = Value::Kind::kConstant;
    }
    return made;
}

}  // namespace hios::map
