// The keys that begin with '$': $when, $each, $use, $let, $value.

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "stages/map/near_miss.hpp"
#include "stages/map/template_compiler.hpp"

namespace hios::map {

namespace {

constexpr std::size_t kMaxUnrolled = 1000;

}  // namespace

// Members in their order; those of a fragment come first, and a key of the object itself replaces the fragment's.
TemplateCompiler::Body TemplateCompiler::gather(const NodePtr& node, const Scope* scope) {
    Body body;
    body.scope = scope;
    if (const auto lets = node->get("$let")) let(*lets, body);
    const Scope* own = body.scope;
    if (const auto used = node->get("$use")) use(*used, own, body);
    for (std::size_t i = 0; i < node->items.size() && i < node->keys.size(); ++i) {
        const auto& key = node->keys[i];
        const NodePtr& item = node->items[i];
        if (key.name == "resourceType") {
            body.resource_type = item->text;
            if (!item->is_scalar() || item->is_expression())
                error(item->place, "resourceType is written out, it cannot be computed");
        } else if (key.name == "$when") {
            body.conditions.emplace_back(item, own);
        } else if (key.name == "$value") {
            body.value = item;
        } else if (key.name == "$also") {
            also(*item, own, body);
        } else if (key.name.empty() || key.name[0] == '$') {
            static const std::vector<std::string_view> kKnown{"$when", "$each", "$use",     "$let", "$value",
                                                              "$from", "$as",   "$mention", "$also"};
            if (std::find(kKnown.begin(), kKnown.end(), key.name) == kKnown.end())
                error(key.place, fmt::format("unknown key \"{}\"", key.name), did_you_mean(key.name, kKnown));
        } else {
            const auto same = std::find_if(body.members.begin(), body.members.end(),
                                           [&](const MemberNode& one) { return one.key.name == key.name; });
            if (same == body.members.end()) {
                body.members.push_back({key, item, own});
            } else {
                *same = {key, item, own};
            }
        }
    }
    const bool empty = body.members.empty() && !body.value && body.resource_type.empty();
    if (empty && !body.wrong) {
        error(node->place, "the object is empty", "Leave the key out.");
        body.wrong = true;
    }
    return body;
}

void TemplateCompiler::let(const Node& node, Body& body) {
    if (!node.is_map()) return error(node.place, "$let is a mapping", "As in $let: {city: =trim(CITY)}.");
    for (std::size_t i = 0; i < node.items.size() && i < node.keys.size(); ++i) {
        const Node& item = *node.items[i];
        Scope scope;
        scope.outer = body.scope;
        scope.kind = Scope::Kind::kRegister;
        scope.name = node.keys[i].name;
        scope.reg = builder_.take_register();
        const auto parsed = item.is_expression() ? parse(item) : nullptr;
        if (!parsed) {
            if (!item.is_expression()) error(item.place, "$let names expressions", "Begin it with '='.");
            continue;
        }
        Value value;
        guards_.around(
            builder_,
            [&] {
                value = expressions_.evaluate(*parsed, body.scope, scope.reg);
                if (!value.wrong()) expressions_.put(value, scope.reg);
            },
            scope.reg);
        if (value.wrong()) continue;
        scope.type = value.type;
        scope.field = value.field;
        body.scope = bind(std::move(scope));
    }
}

// `Name(a, b)`: the fragment's members, its parameters standing for the arguments.
void TemplateCompiler::use(const Node& node, const Scope* scope, Body& body) {
    body.wrong = true;
    if (!node.is_scalar()) return error(node.place, "$use takes a fragment", "As in $use: HumanName(x).");
    const auto parsed = parse_expression(node.text, node.plain ? node.place : node.place.right(1), around_.problems);
    if (!parsed) return;
    if (parsed->kind != Expression::Kind::kCall && parsed->kind != Expression::Kind::kAddress)
        return error(node.place, "$use takes a fragment", "As in $use: HumanName(x).");
    use_fragment(*parsed, node.place, scope, body);
}

void TemplateCompiler::use_fragment(const Expression& used, const Place& place, const Scope* scope, Body& body) {
    body.wrong = true;
    const auto found = around_.fragments.find(used.text);
    if (found == around_.fragments.end()) {
        std::vector<std::string_view> names;
        for (const auto& [name, fragment] : around_.fragments) names.push_back(name);
        return error(place, fmt::format("there is no fragment \"{}\"", used.text), did_you_mean(used.text, names));
    }
    const Fragment& fragment = *found->second;
    if (Scope::within(scope, fragment.name))
        return error(place, fmt::format("the fragment {} uses itself, over others or not", fragment.name),
                     "Fragments may use each other, but not in a circle.");
    if (used.items.size() != fragment.parameters.size())
        return error(place, fmt::format("the fragment {} takes {} argument(s), {} given", fragment.name,
                                        fragment.parameters.size(), used.items.size()));
    if (!fragment.body->is_map())
        return error(fragment.place, fmt::format("the fragment {} is not a mapping of elements", fragment.name));
    Scope barrier;
    barrier.name = fragment.name;
    barrier.scope = scope;
    const Scope* inside = bind(std::move(barrier));
    for (std::size_t i = 0; i < used.items.size(); ++i) {
        Scope parameter;
        parameter.outer = inside;
        parameter.kind = Scope::Kind::kExpression;
        parameter.name = fragment.parameters[i];
        parameter.expression = used.items[i];
        parameter.scope = scope;
        inside = bind(std::move(parameter));
    }
    Body made = gather(fragment.body, inside);
    body.members = std::move(made.members);
    body.resource_type = made.resource_type;
    body.conditions = std::move(made.conditions);
    body.also = std::move(made.also);
    body.value = made.value;
    body.wrong = made.wrong;
}

void TemplateCompiler::when(const Conditions& conditions, std::size_t first, const std::function<void()>& body) {
    if (first == conditions.size()) return body();
    const auto& [condition, scope] = conditions[first];
    if (!condition->is_expression()) return error(condition->place, "$when takes an expression", "Begin it with '='.");
    const auto parsed = parse(*condition);
    if (!parsed) return;
    const std::uint16_t before = builder_.registers_in_use();
    const std::uint16_t reg = builder_.take_register();
    const Value test = expressions_.condition(*parsed, scope, reg);
    if (test.constant()) {
        test.text == "true" ? builder_.guarded([&] { when(conditions, first + 1, body); }) : builder_.nothing();
    } else if (!test.wrong()) {
        const std::size_t jump = builder_.emit({OpCode::kJumpIfFalse, 0, reg, 0, 0, 0});
        builder_.guarded([&] { when(conditions, first + 1, body); });
        builder_.land(jump);
    }
    builder_.release_registers(before);
}

void TemplateCompiler::each(const Node& node, const Scope* scope, const std::function<void(const Scope*)>& body) {
    Repetition over;
    if (!node.is_scalar()) return error(node.place, "$each takes a text", "As in $each: \"x in PID-3\".");
    if (!parse_repetition(node.text, node.plain ? node.place : node.place.right(1), around_.problems, over)) return;
    const std::uint16_t before = builder_.registers_in_use();
    if (over.over->kind == Expression::Kind::kAddress) {
        each_slot(over, scope, body);
    } else if (over.over->kind == Expression::Kind::kCall && over.over->text == "split") {
        each_part(over, scope, body);
    } else if (over.over->kind == Expression::Kind::kCall && over.over->text == "cols") {
        each_column(over, scope, body);
    } else {
        error(over.over->place, "$each goes over an address that repeats, split(X, ';') or cols('DX_', 1, 25)");
    }
    builder_.release_registers(before);
}

void TemplateCompiler::each_slot(const Repetition& over, const Scope* scope,
                                 const std::function<void(const Scope*)>& body) {
    const Found found = expressions_.find(over.over->text, scope, over.over->place);
    if (found.kind == Found::Kind::kWrong) return;
    if (found.kind != Found::Kind::kSlot || !found.resolved.repeats)
        return error(over.over->place,
                     fmt::format("\"{}\" holds one value, $each has nothing to repeat", over.over->text),
                     "Go over the parts of a text with split(X, ';'), over numbered columns with cols('X_', 1, 9).");
    Scope variable;
    variable.outer = scope;
    variable.kind = Scope::Kind::kHandle;
    variable.name = over.variable;
    variable.slot = found.resolved.slot;
    variable.handle = builder_.take_handle();
    const std::uint8_t handle = variable.handle;
    const Scope* inside = bind(std::move(variable));
    std::uint32_t index = kNoRegister;
    if (!over.index.empty()) {
        Scope number;
        number.outer = inside;
        number.kind = Scope::Kind::kRegister;
        number.name = over.index;
        number.reg = builder_.take_register();
        number.type = ValueType::kInteger;
        index = number.reg;
        inside = bind(std::move(number));
    }
    const std::size_t loop = builder_.emit({OpCode::kEachSlot, found.handle, handle, 0, index, found.resolved.slot});
    builder_.here();
    body(inside);
    builder_.land(loop);
    builder_.release_handle();
}

void TemplateCompiler::each_part(const Repetition& over, const Scope* scope,
                                 const std::function<void(const Scope*)>& body) {
    if (over.over->items.size() != 2 || over.over->items[1]->kind != Expression::Kind::kText ||
        over.over->items[1]->text.empty())
        return error(over.over->place, "split takes a value and a separator that is written out",
                     "As in split(X, ';').");
    Scope variable;
    variable.outer = scope;
    variable.kind = Scope::Kind::kRegister;
    variable.reg = builder_.take_register();
    const std::uint16_t index = builder_.take_register();
    const Value value = expressions_.evaluate(*over.over->items[0], scope, variable.reg);
    if (value.wrong()) return;
    expressions_.put(value, variable.reg);
    variable.field = value.field;
    const std::uint16_t reg = variable.reg;
    variable.name = over.variable;
    const Scope* inside = bind(std::move(variable));
    if (!over.index.empty()) {
        Scope number;
        number.outer = inside;
        number.kind = Scope::Kind::kRegister;
        number.name = over.index;
        number.reg = index;
        number.type = ValueType::kInteger;
        inside = bind(std::move(number));
    }
    const std::string& separator = over.over->items[1]->text;
    const std::uint32_t literal = builder_.store(separator);
    const std::uint8_t counted = over.index.empty() ? std::uint8_t{0} : std::uint8_t{1};
    const std::size_t loop =
        builder_.emit({OpCode::kEachText, counted, reg, 0, literal, static_cast<std::uint32_t>(separator.size())});
    builder_.here();
    body(inside);
    builder_.land(loop);
}

// Numbered columns: the body once for each, at compile time.
void TemplateCompiler::each_column(const Repetition& over, const Scope* scope,
                                   const std::function<void(const Scope*)>& body) {
    const auto& arguments = over.over->items;
    std::size_t first = 0;
    std::size_t last = 0;
    const auto number = [](const Expression& item, std::size_t& into) {
        if (item.kind != Expression::Kind::kNumber) return false;
        const auto [stop, fault] = std::from_chars(item.text.data(), item.text.data() + item.text.size(), into);
        return fault == std::errc{} && stop == item.text.data() + item.text.size();
    };
    if (arguments.size() != 3 || arguments[0]->kind != Expression::Kind::kText || !number(*arguments[1], first) ||
        !number(*arguments[2], last) || last < first || last - first >= kMaxUnrolled)
        return error(over.over->place, "cols takes a prefix and two numbers", "As in cols('DX_', 1, 25).");
    for (std::size_t i = first; i <= last && !builder_.full(); ++i) {
        auto column = std::make_shared<Expression>();
        column->kind = Expression::Kind::kAddress;
        column->place = over.over->place;
        column->text = fmt::format("`{}{}`", arguments[0]->text, i);
        auto index = std::make_shared<Expression>();
        index->kind = Expression::Kind::kNumber;
        index->place = over.over->place;
        index->text = std::to_string(i);
        const Scope* inside = scope;
        for (const auto& [name, stands_for] : {std::pair{over.variable, column}, std::pair{over.index, index}}) {
            if (name.empty()) continue;
            Scope variable;
            variable.outer = inside;
            variable.kind = Scope::Kind::kExpression;
            variable.name = name;
            variable.expression = stands_for;
            inside = bind(std::move(variable));
        }
        body(inside);
    }
}

}  // namespace hios::map
