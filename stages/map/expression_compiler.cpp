#include "stages/map/expression_compiler.hpp"

#include <fmt/format.h>

#include "stages/map/near_miss.hpp"
#include "stages/map/text_forms.hpp"

namespace hios::map {
namespace {

using ExpressionKind = Expression::Kind;

constexpr int kMaxDepth = 200;  // parameters of fragments that stand for parameters ...

Value constant(ValueType type, std::string text) {
    Value value;
    value.kind = Value::Kind::kConstant;
    value.type = type;
    value.text = std::move(text);
    return value;
}

Value computed(ValueType type, std::string field) {
    Value value;
    value.kind = Value::Kind::kRegister;
    value.type = type;
    value.field = std::move(field);
    return value;
}

bool is_number(ValueType type) {
    return type == ValueType::kDecimal || type == ValueType::kInteger;
}

}  // namespace

std::string join_fields(const std::string& a, const std::string& b) {
    constexpr std::size_t kLongest = 80;
    if (a.empty() || a == b) return b;
    if (b.empty() || a.size() > kLongest) return a;
    for (std::size_t at = a.find(b); at != std::string::npos; at = a.find(b, at + 1)) {
        const bool begins = at == 0 || a[at - 1] == ' ';
        const bool ends = at + b.size() == a.size() || a[at + b.size()] == ',';
        if (begins && ends) return a;
    }
    return a + ", " + b;
}

ValueType common(ValueType a, ValueType b) {
    if (a == b || b == ValueType::kNone) return a;
    if (a == ValueType::kNone) return b;
    if (is_number(a) && is_number(b)) return ValueType::kDecimal;
    const bool dates =
        (a == ValueType::kDate || a == ValueType::kDateTime) && (b == ValueType::kDate || b == ValueType::kDateTime);
    return dates ? ValueType::kDateTime : ValueType::kText;
}

Value ExpressionCompiler::wrong(const Place& place, std::string what, std::string hint) {
    around_.problems.error(place, std::move(what), std::move(hint));
    return {};
}

std::uint32_t ExpressionCompiler::spot(const Place& place, std::string field, std::string wanted) {
    if (field.empty()) field = "the expression";
    return builder_.spot({place, std::move(field), element_, std::move(wanted)});
}

void ExpressionCompiler::put(const Value& value, std::uint16_t reg) {
    if (value.kind == Value::Kind::kConstant) builder_.emit_constant(reg, value.text);
    if (value.kind == Value::Kind::kSlot) builder_.emit({OpCode::kSlot, value.handle, reg, 0, 0, value.slot});
}

const Expression* ExpressionCompiler::follow(const Expression& expression, const Scope*& scope) const {
    const Expression* at = &expression;
    for (int i = 0; i < kMaxDepth && at->kind == ExpressionKind::kAddress && scope != nullptr; ++i) {
        const Scope* found = scope->find(at->text);
        if (found == nullptr || found->kind != Scope::Kind::kExpression) break;
        scope = found->scope;
        at = found->expression.get();
        if (at == nullptr) return nullptr;
    }
    return at;
}

Found ExpressionCompiler::find(std::string_view text, const Scope* scope, const Place& place) {
    std::string_view address = text;
    std::string joined;  // of a parameter's address and what stands behind the parameter
    for (int i = 0; i < kMaxDepth; ++i) {
        const std::size_t cut = address.find_first_of(".-[/@");
        const std::string_view head = address.substr(0, cut);
        const std::string_view rest = cut == std::string_view::npos ? std::string_view() : address.substr(cut);
        const Scope* name = scope != nullptr && !head.empty() ? scope->find(head) : nullptr;
        if (name == nullptr) {
            const auto global = globals_.find(address);
            if (global != globals_.end()) name = global->second;
        }
        if (name == nullptr || name->kind == Scope::Kind::kHandle) {
            const bool from_root = address.starts_with('/');  // whatever is at hand
            const Scope* at = name != nullptr ? name : from_root ? nullptr : Scope::context(scope);
            auto resolved = addresses_.resolve(name != nullptr ? rest : address, at != nullptr ? at->slot : kNoSlot);
            if (!resolved) {
                around_.problems.error(place, resolved.error().what, resolved.error().hint);
                return {};
            }
            return {Found::Kind::kSlot, *resolved, at != nullptr ? at->handle : std::uint8_t{0}, nullptr};
        }
        const bool stands_for_address = name->kind == Scope::Kind::kExpression && name->expression &&
                                        name->expression->kind == ExpressionKind::kAddress;
        if (stands_for_address) {
            joined = name->expression->text + std::string(rest);
            address = joined;
            scope = name->scope;
            continue;
        }
        if (!rest.empty() && !(name->kind == Scope::Kind::kExpression && !name->expression)) {
            around_.problems.error(place, fmt::format("\"{}\" is a value, it has no part \"{}\"", head, rest));
            return {};
        }
        const auto kind = name->kind == Scope::Kind::kRegister ? Found::Kind::kRegister : Found::Kind::kExpression;
        return {kind, {}, 0, name};
    }
    around_.problems.error(place, "parameters stand for each other without end");
    return {};
}

const Scope* ExpressionCompiler::find_variable(const Expression& expression, const Scope* scope) const {
    const Expression* at = follow(expression, scope);
    if (at == nullptr || at->kind != ExpressionKind::kAddress || scope == nullptr) return nullptr;
    const Scope* found = scope->find(at->text);
    return found != nullptr && found->kind == Scope::Kind::kHandle ? found : nullptr;
}

Value ExpressionCompiler::evaluate(const Expression& expression, const Scope* scope, std::uint16_t reg, bool tolerant) {
    if (depth_ > kMaxDepth) return wrong(expression.place, "fragments use each other too deeply");
    ++depth_;
    Value value;
    switch (expression.kind) {
        case ExpressionKind::kText:
            value = constant(ValueType::kText, expression.text);
            break;
        case ExpressionKind::kNumber:
            value = constant(expression.text.find('.') == std::string::npos ? ValueType::kInteger : ValueType::kDecimal,
                             expression.text);
            break;
        case ExpressionKind::kBoolean:
            value = constant(ValueType::kBoolean, expression.text);
            break;
        case ExpressionKind::kNull:
            value = constant(ValueType::kNone, {});
            break;
        case ExpressionKind::kAddress:
            value = address(expression, scope, reg, tolerant);
            break;
        case ExpressionKind::kCall:
            value = call(expression, scope, reg, tolerant, 0);
            break;
        case ExpressionKind::kItem:
            value = expression.items[0]->kind == ExpressionKind::kCall && expression.items[0]->text == "lookup"
                        ? call(*expression.items[0], scope, reg, tolerant,
                               static_cast<std::size_t>(std::stoul(expression.text)))
                        : wrong(expression.place, "only lookup(...) has values to number", "As in lookup(t, X).1.");
            break;
        case ExpressionKind::kCoalesce:
            value = coalesce(expression, scope, reg, tolerant);
            break;
        case ExpressionKind::kConditional:
            value = conditional(expression, scope, reg, tolerant);
            break;
        case ExpressionKind::kCompare:
            value = compare(expression, scope, reg);
            break;
        case ExpressionKind::kAnd:
        case ExpressionKind::kOr:
            value = chain(expression, scope, reg, expression.kind == ExpressionKind::kAnd);
            break;
        case ExpressionKind::kNot:
            value = condition(*expression.items[0], scope, reg);
            if (value.constant()) {
                value.text = truth(value.text != "true");
            } else if (!value.wrong()) {
                builder_.emit({OpCode::kNot, 0, reg, 0, 0, 0});
            }
            break;
        case ExpressionKind::kConcat:
            value = concat(expression, scope, reg, tolerant);
            break;
        case ExpressionKind::kNegate:
            value = negate(expression, scope, reg);
            break;
        case ExpressionKind::kRequired:
            value = required(expression, scope, reg);
            break;
        case ExpressionKind::kPlaces:
            value = wrong(expression.place, "\"x in ...\" stands only in $each and in join_each()",
                          "As in join_each('\\n', x in OBX, x.5).");
            break;
    }
    --depth_;
    return value;
}

Value ExpressionCompiler::address(const Expression& expression, const Scope* scope, std::uint16_t reg, bool tolerant) {
    const Found found = find(expression.text, scope, expression.place);
    switch (found.kind) {
        case Found::Kind::kWrong:
            return {};
        case Found::Kind::kExpression:
            if (!found.scope->expression) return constant(ValueType::kNone, {});
            return evaluate(*found.scope->expression, found.scope->scope, reg, tolerant);
        case Found::Kind::kRegister:
            builder_.emit({apart_ > 0 ? OpCode::kGlobal : OpCode::kMove, 0, reg, found.scope->reg, 0, 0});
            return computed(found.scope->type, found.scope->field);
        case Found::Kind::kSlot:
            break;
    }
    Value value;
    value.kind = Value::Kind::kSlot;
    value.slot = found.resolved.slot;
    value.handle = found.handle;
    value.field = addresses_.describe(found.resolved.slot);
    return typed(std::move(value), found.resolved.type, expression.place, reg, tolerant);
}

// The text of a declared column goes through the function of its type.
Value ExpressionCompiler::typed(Value value, const ColumnType& type, const Place& place, std::uint16_t reg,
                                bool tolerant) {
    const std::string_view name = type.name == "decimal"   ? "num"
                                  : type.name == "integer" ? "int"
                                  : type.name == "boolean" ? "bool"
                                                           : std::string_view(type.name);
    if (name.empty() || name == "string") return value;
    const Function& function = *find_function(name);
    Preparation preparation(around_.regexes);
    preparation.literals = {""};
    for (const std::string& argument : type.arguments) preparation.literals.push_back(argument);
    preparation.given = 1 + type.arguments.size();
    preparation.default_zone = around_.zone;
    if (preparation.given > function.most()) {
        preparation.error = fmt::format("the type {} does not take {} arguments", type.name, type.arguments.size());
    } else if (function.prepare != nullptr) {
        function.prepare(preparation);
    }
    if (!preparation.error.empty()) return wrong(type.place, preparation.error);
    std::string wanted = std::string(describe(function.result));
    if (!type.arguments.empty()) wanted += " written " + type.arguments[0];
    put(value, reg);
    program_.calls.push_back({function.run, 1, true, false, tolerant, false,
                              spot(place, value.field, std::move(wanted)), std::move(preparation.data)});
    builder_.emit({OpCode::kCall, 0, reg, static_cast<std::uint32_t>(program_.calls.size() - 1), 0, 0});
    return computed(function.result, value.field);
}

Value ExpressionCompiler::condition(const Expression& expression, const Scope* scope, std::uint16_t reg) {
    Value value = evaluate(expression, scope, reg);
    if (value.wrong()) return value;
    if (value.constant()) {
        const bool holds = value.type == ValueType::kBoolean ? value.text == "true" : !value.text.empty();
        return constant(ValueType::kBoolean, std::string(truth(holds)));
    }
    put(value, reg);
    if (value.type != ValueType::kBoolean) builder_.emit({OpCode::kHas, 0, reg, 0, 0, 0});
    return computed(ValueType::kBoolean, value.field);
}

Value ExpressionCompiler::chain(const Expression& expression, const Scope* scope, std::uint16_t reg, bool all) {
    std::vector<std::size_t> jumps;
    std::string field;
    Value last;
    for (const auto& item : expression.items) {
        Value value = condition(*item, scope, reg);
        if (value.wrong()) return value;
        if (value.constant()) {
            if (jumps.empty() && (value.text == "true") != all) return value;  // it decides alone
            if ((value.text == "true") == all) {
                last = value;
                continue;  // it does not matter
            }
        }
        last = {};
        put(value, reg);
        field = join_fields(field, value.field);
        jumps.push_back(builder_.emit({all ? OpCode::kJumpIfFalse : OpCode::kJumpIfTrue, 0, reg, 0, 0, 0}));
    }
    if (jumps.empty()) return last;  // all of it is constant
    for (const std::size_t jump : jumps) builder_.land(jump);
    return computed(ValueType::kBoolean, field);
}

Value ExpressionCompiler::coalesce(const Expression& expression, const Scope* scope, std::uint16_t reg, bool tolerant) {
    std::vector<std::size_t> jumps;
    std::string field;
    ValueType type = ValueType::kNone;
    for (std::size_t i = 0; i < expression.items.size(); ++i) {
        const bool last = i + 1 == expression.items.size();
        Value value = evaluate(*expression.items[i], scope, reg, tolerant || !last);
        if (value.wrong()) return value;
        if (jumps.empty() && value.constant() && (last || !value.text.empty())) return value;
        if (value.constant() && value.text.empty() && !last) continue;
        put(value, reg);
        type = common(type, value.type);
        field = join_fields(field, value.field);
        if (!last) jumps.push_back(builder_.emit({OpCode::kJumpIfValue, 0, reg, 0, 0, 0}));
    }
    for (const std::size_t jump : jumps) builder_.land(jump);
    return computed(type, field);
}

Value ExpressionCompiler::conditional(const Expression& expression, const Scope* scope, std::uint16_t reg,
                                      bool tolerant) {
    Value test = condition(*expression.items[0], scope, reg);
    if (test.wrong()) return test;
    if (test.constant()) return evaluate(*expression.items[test.text == "true" ? 1 : 2], scope, reg, tolerant);
    const std::size_t to_else = builder_.emit({OpCode::kJumpIfFalse, 0, reg, 0, 0, 0});
    const Value then = evaluate(*expression.items[1], scope, reg, tolerant);
    put(then, reg);
    const std::size_t to_end = builder_.emit({OpCode::kJump, 0, 0, 0, 0, 0});
    builder_.land(to_else);
    const Value otherwise = evaluate(*expression.items[2], scope, reg, tolerant);
    put(otherwise, reg);
    builder_.land(to_end);
    if (then.wrong() || otherwise.wrong()) return {};
    return computed(common(then.type, otherwise.type),
                    join_fields(test.field, join_fields(then.field, otherwise.field)));
}

Value ExpressionCompiler::compare(const Expression& expression, const Scope* scope, std::uint16_t reg) {
    const std::uint16_t before = builder_.registers_in_use();
    const std::uint16_t left_register = builder_.take_register();
    const Value left = evaluate(*expression.items[0], scope, left_register);
    const std::size_t behind_left = program_.ops.size();
    put(left, left_register);
    const std::uint16_t right_register = builder_.take_register();
    const Value right = evaluate(*expression.items[1], scope, right_register);
    builder_.release_registers(before);
    if (left.wrong() || right.wrong()) return {};
    const bool equality = expression.comparison == Comparison::kEqual || expression.comparison == Comparison::kNotEqual;
    if (equality && left.constant() && right.constant() && !is_number(left.type) && !is_number(right.type)) {
        program_.ops.resize(behind_left);
        const bool same = left.text == right.text;
        return constant(ValueType::kBoolean, std::string(truth(same == (expression.comparison == Comparison::kEqual))));
    }
    const bool numbers = is_number(left.type) && is_number(right.type);
    if (is_number(left.type) != is_number(right.type) && left.type != ValueType::kNone &&
        right.type != ValueType::kNone)
        return wrong(expression.place, "a number is compared with what is none",
                     "Write num(X) around the text, or quotes around the number.");
    const auto how = static_cast<std::uint8_t>(expression.comparison);
    if (right.constant() && !numbers) {
        const std::uint32_t begin = builder_.store(right.text);
        builder_.emit({OpCode::kIs, how, left_register, begin, static_cast<std::uint32_t>(right.text.size()), reg});
    } else {
        put(right, right_register);
        builder_.emit({OpCode::kCompare, how, left_register, numbers ? 1U : 0U, 0, reg});
    }
    return computed(ValueType::kBoolean, join_fields(left.field, right.field));
}

Value ExpressionCompiler::concat(const Expression& expression, const Scope* scope, std::uint16_t reg, bool tolerant) {
    const std::uint16_t before = builder_.registers_in_use();
    std::uint16_t first = 0;
    std::string text;
    std::string field;
    bool all_constant = true;
    bool never = false;  // a part that has no value takes all of it away
    for (std::size_t i = 0; i < expression.items.size(); ++i) {
        const std::uint16_t part = builder_.take_register();
        if (i == 0) first = part;
        Value value = evaluate(*expression.items[i], scope, part, tolerant);
        if (value.wrong()) return value;
        put(value, part);
        all_constant = all_constant && value.constant();
        never = never || (value.constant() && value.text.empty());
        text += value.text;
        field = join_fields(field, value.field);
    }
    builder_.release_registers(before);
    if (never) return constant(ValueType::kNone, {});
    if (all_constant) return constant(ValueType::kText, text);
    builder_.emit({OpCode::kConcat, 0, first, static_cast<std::uint32_t>(expression.items.size()), 0, reg});
    return computed(ValueType::kText, field);
}

Value ExpressionCompiler::negate(const Expression& expression, const Scope*, std::uint16_t) {
    return wrong(expression.place, "'-' stands only before a literal number", "Values are copied, not calculated.");
}

Value ExpressionCompiler::required(const Expression& expression, const Scope* scope, std::uint16_t reg) {
    Value value = evaluate(*expression.items[0], scope, reg);
    if (value.wrong()) return value;
    if (value.constant()) {
        if (value.text.empty()) return wrong(expression.place, "what '!' demands never has a value");
        return value;
    }
    put(value, reg);
    builder_.emit({OpCode::kRequire, 0, reg, 0, spot(expression.items[0]->place, value.field, "a value"), 0});
    return computed(value.type, value.field);
}

}  // namespace hios::map
