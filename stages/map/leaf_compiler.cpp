// Single values: literals, expressions, and the objects that functions make.

#include <algorithm>

#include <fmt/format.h>

#include "stages/json/text.hpp"
#include "stages/map/near_miss.hpp"
#include "stages/map/shapes.hpp"
#include "stages/map/template_compiler.hpp"
#include "stages/map/text_forms.hpp"

namespace hios::map {

using definitions::Primitive;
using Kind = Expression::Kind;

namespace {

std::string quoted(std::string_view text) {
    std::string made;
    json::append_quoted(made, text);
    return made;
}

// Which function makes an object of the type.
std::string maker_of(std::string_view type) {
    for (const Function* one : documented_functions()) {
        if (one->kind == Function::Kind::kShape && shape_of(one->name).type == type)
            return fmt::format("As in {}, or write its elements in {{ }}.", one->signature);
    }
    return "Write its elements in { }.";
}

}  // namespace

Primitive TemplateCompiler::primitive(TypeId type) const {
    return type < definitions::kPrimitives ? static_cast<Primitive>(type) : Primitive::kNone;
}

bool TemplateCompiler::is_constant(const NodePtr& node, const Scope* scope) {
    if (node->kind != Node::Kind::kScalar) return false;
    if (!node->is_expression()) return true;
    const auto parsed = parse(*node);
    if (!parsed) return true;
    const Expression* at = expressions_.follow(*parsed, scope);
    return at == nullptr || at->kind == Kind::kText || at->kind == Kind::kNumber || at->kind == Kind::kBoolean ||
           at->kind == Kind::kNull;
}

void TemplateCompiler::literal(const Node& node, const Target& target) {
    const Primitive kind = primitive(target.type);
    if (kind == Primitive::kNone)
        return error(node.place, fmt::format("{} is an object ({}), not a text", target.path, type_name(target.type)),
                     maker_of(type_name(target.type)));
    Value value;
    value.kind = Value::Kind::kConstant;
    value.type = ValueType::kText;
    value.text = node.text;
    constant(value, node.place, target, check_for(ValueType::kText, kind), false);
}

// A text that is known now: checked, quoted, done.
void TemplateCompiler::constant(const Value& value, const Place& place, const Target& target, FormCheck form,
                                bool computed) {
    const Primitive kind = primitive(target.type);
    if (value.text.empty()) return builder_.nothing();
    if (!has_form(value.text, form))
        return error(place, fmt::format("the literal does not fit {}", target.path),
                     fmt::format("Wanted is {}.", describe(form)));
    if (kind == Primitive::kCode && target.element != nullptr &&
        target.element->strength == definitions::Strength::kRequired &&
        target.element->codes != definitions::kNoCodeSet &&
        table_.has_code(target.element->codes, value.text) == definitions::Membership::kOut) {
        return error(place, fmt::format("\"{}\" is not one of the codes of {}", value.text, target.path),
                     fmt::format("The codes are those of {}.", table_.code_set_url(target.element->codes)));
    }
    const std::string bytes = target.prefix + (is_bare(kind) ? value.text : quoted(value.text)) + ",";
    computed ? builder_.constant_value(bytes) : builder_.literal(bytes);
}

bool TemplateCompiler::is_structure(const Expression& expression, const Scope* scope) {
    const Expression* at = expressions_.follow(expression, scope);
    if (at == nullptr) return false;
    switch (at->kind) {
        case Kind::kCall: {
            bool failed = false;
            const Scope* inside = nullptr;
            if (const Expression* body = expressions_.enter(*at, scope, inside, failed))
                return is_structure(*body, inside);
            if (around_.fragments.contains(at->text)) return true;
            const Function* function = find_function(at->text);
            return function != nullptr && function->kind == Function::Kind::kShape;
        }
        case Kind::kRequired:
            return is_structure(*at->items[0], scope);
        case Kind::kConditional:
            return is_structure(*at->items[1], scope) || is_structure(*at->items[2], scope);
        case Kind::kCoalesce:
            return std::any_of(at->items.begin(), at->items.end(),
                               [&](const auto& item) { return is_structure(*item, scope); });
        default:
            return false;
    }
}

void TemplateCompiler::expression(const Expression& expression, const Scope* scope, const Target& target) {
    const Expression* at = expressions_.follow(expression, scope);
    if (at == nullptr) return builder_.nothing();
    if (is_structure(*at, scope)) return structure(*at, scope, target);
    if (primitive(target.type) == Primitive::kNone) {
        if (at->kind == Kind::kNull) return builder_.nothing();
        return error(at->place,
                     fmt::format("{} is an object ({}), the expression gives a single value", target.path,
                                 type_name(target.type)),
                     maker_of(type_name(target.type)));
    }
    scalar(*at, scope, target);
}

void TemplateCompiler::scalar(const Expression& expression, const Scope* scope, const Target& target) {
    const Primitive kind = primitive(target.type);
    const std::uint16_t before = builder_.registers_in_use();
    const std::uint16_t reg = builder_.take_register();
    Value value = expressions_.evaluate(expression, scope, reg);
    builder_.release_registers(before);
    if (value.wrong()) return;
    FormCheck form = check_for(value.type, kind);
    if (form == FormCheck::kNever)
        return error(
            expression.place,
            fmt::format("{} does not fit {}, which is a {}", describe(value.type), target.path, type_name(target.type)),
            kind == Primitive::kDate       ? "Use date(X, 'yyyyMMdd')."
            : kind == Primitive::kDateTime ? "Use datetime(X, 'yyyyMMddHHmmss', 'Z')."
            : kind == Primitive::kInteger  ? "Use int(X)."
            : is_bare(kind)                ? "Use num(X), int(X) or bool(X) on a text."
                                           : "Leave the function that made it out.");
    if (value.constant()) return constant(value, expression.place, target, form, true);
    if (value.type == ValueType::kText && (form == FormCheck::kDecimal || form == FormCheck::kInteger)) {
        ColumnType type;
        type.name = form == FormCheck::kDecimal ? "decimal" : "integer";
        value = expressions_.typed(std::move(value), type, expression.place, reg, false);
        form = FormCheck::kAsIs;
    }
    const std::uint16_t leaf = builder_.leaf(target.path, expression.place);
    const std::string prefix = target.prefix + (is_bare(kind) ? "" : "\"");
    if (value.kind == Value::Kind::kSlot && form == FormCheck::kAsIs && !target.silent && !is_bare(kind))
        return builder_.field(value.slot, value.handle, prefix, leaf);
    expressions_.put(value, reg);
    if (form != FormCheck::kAsIs) {
        const std::uint32_t spot = expressions_.spot(expression.place, value.field, std::string(describe(form)));
        builder_.emit({OpCode::kCheckForm, 0, reg, static_cast<std::uint32_t>(form), spot, 0});
    }
    builder_.write(reg, is_bare(kind), prefix, leaf, target.silent);
}

// Objects by functions: ? : and ?? choose between whole objects.
void TemplateCompiler::structure(const Expression& expression, const Scope* scope, const Target& target) {
    const Expression* at = expressions_.follow(expression, scope);
    if (at == nullptr || at->kind == Kind::kNull) return builder_.nothing();
    const std::uint16_t before = builder_.registers_in_use();
    switch (at->kind) {
        case Kind::kCall: {
            bool failed = false;
            const Scope* inside = nullptr;
            if (const Expression* body = expressions_.enter(*at, scope, inside, failed)) {
                structure(*body, inside, target);
                break;
            }
            if (around_.fragments.contains(at->text)) {
                if (!failed) fragment_object(*at, scope, target);
                break;
            }
            if (is_structure(*at, scope)) {
                shape(*at, scope, target);
                break;
            }
        }
            [[fallthrough]];
        default:
            error(at->place, fmt::format("{} is an object on one side and a single value on the other", target.path));
            break;
        case Kind::kRequired: {
            const std::uint16_t frame = builder_.take_frame();
            builder_.emit({OpCode::kMark, 0, frame, 0, 0, 0});
            structure(*at->items[0], scope, target);
            const std::size_t jump = builder_.emit({OpCode::kJumpIfWritten, 0, frame, 0, 0, 0});
            const std::uint16_t reg = builder_.take_register();
            builder_.emit_constant(reg, {});
            builder_.emit({OpCode::kRequire, 0, reg, 0, expressions_.spot(at->place, {}, "a value"), 0});
            builder_.land(jump);
            builder_.release_frame();
            break;
        }
        case Kind::kConditional: {
            const std::uint16_t reg = builder_.take_register();
            const Value test = expressions_.condition(*at->items[0], scope, reg);
            if (test.wrong()) break;
            expressions_.put(test, reg);
            const std::size_t to_else = builder_.emit({OpCode::kJumpIfFalse, 0, reg, 0, 0, 0});
            builder_.guarded([&] { structure(*at->items[1], scope, target); });
            const std::size_t to_end = builder_.emit({OpCode::kJump, 0, 0, 0, 0, 0});
            builder_.land(to_else);
            builder_.guarded([&] { structure(*at->items[2], scope, target); });
            builder_.land(to_end);
            break;
        }
        case Kind::kCoalesce: {
            const std::uint16_t frame = builder_.take_frame();
            builder_.emit({OpCode::kMark, 0, frame, 0, 0, 0});
            std::vector<std::size_t> jumps;
            for (const auto& item : at->items) {
                builder_.guarded([&] { structure(*item, scope, target); });
                jumps.push_back(builder_.emit({OpCode::kJumpIfWritten, 0, frame, 0, 0, 0}));
            }
            for (const std::size_t jump : jumps) builder_.land(jump);
            builder_.release_frame();
            break;
        }
    }
    builder_.release_registers(before);
}

// A fragment that is called where an object is wanted: as with $use, and it may stand on a side of ??.
void TemplateCompiler::fragment_object(const Expression& call, const Scope* scope, const Target& target) {
    Body body;
    body.scope = scope;
    use_fragment(call, call.place, scope, body);
    if (body.wrong || ++objects_ > kMaxObjects) return;
    when(body.conditions, 0, [&] {
        const std::size_t token = builder_.open(target.prefix + "{");
        members(body, target);
        builder_.close(token, "},", target.silent);
        make_also(body);
    });
}

void TemplateCompiler::shape(const Expression& expression, const Scope* scope, const Target& target) {
    const Function* function = find_function(expression.text);
    const std::size_t given = expression.items.size();
    if (given < function->least() || given > function->most())
        return error(expression.place,
                     fmt::format("{} takes {} to {} arguments, {} given", function->name, function->least(),
                                 function->most(), given),
                     fmt::format("It is {}: {}.", function->signature, function->meaning));
    if (function->name == "refer") {
        if (target.type != table_.type_of("Reference"))
            return error(expression.place,
                         fmt::format("refer() makes a Reference, but {} is a {}", target.path, type_name(target.type)));
        return refer(expression, scope, target);
    }
    const Shape& shape = shape_of(function->name);
    const TypeId made = table_.type_of(shape.type);
    if (!table_.is_a(made, target.type) && !table_.is_a(target.type, made))
        return error(expression.place,
                     fmt::format("{}() makes a {}, but {} is a {}", function->name, shape.type, target.path,
                                 type_name(target.type)),
                     maker_of(type_name(target.type)));
    if (shape.type == "Reference")
        (void)check_target(table_.type_of(expression.items[0]->text), expression.items[0]->place, target);

    Scope barrier;
    barrier.name = shape.fragment->name;
    barrier.scope = scope;
    const Scope* inside = bind(std::move(barrier));
    for (std::size_t i = 0; i < shape.fragment->parameters.size(); ++i) {
        Scope parameter;
        parameter.outer = inside;
        parameter.kind = Scope::Kind::kExpression;
        parameter.name = shape.fragment->parameters[i];
        parameter.scope = scope;
        if (shape.type == "Reference") {
            auto reference = std::make_shared<Expression>(expression);
            reference->text = "reference_to";
            reference->built_in = true;
            parameter.expression = std::move(reference);
        } else if (i < given) {
            parameter.expression = expression.items[i];
        }
        inside = bind(std::move(parameter));
    }
    object(shape.fragment->body, inside, target, target.prefix + "{", "},");
}

}  // namespace hios::map
