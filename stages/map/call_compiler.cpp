// Calls: which function, whether the arguments are right, what is known at compile time.

#include <algorithm>

#include <fmt/format.h>

#include "stages/map/expression_compiler.hpp"
#include "stages/map/near_miss.hpp"

namespace hios::map {
namespace {

std::string plural(std::size_t count) {
    return fmt::format("{} argument{}", count, count == 1 ? "" : "s");
}

}  // namespace

const Function* ExpressionCompiler::known(const Expression& expression) {
    const Function* function = find_function(expression.text);
    if (function == nullptr || function->kind == Function::Kind::kHidden) {
        const bool ours = expression.built_in || (expression.place.file && *expression.place.file == "shapes");
        if (function != nullptr && ours) return function;
        std::vector<std::string_view> names;
        for (const Function* one : documented_functions()) names.push_back(one->name);
        wrong(expression.place, fmt::format("there is no function \"{}\"", expression.text),
              did_you_mean(expression.text, names));
        return nullptr;
    }
    const std::size_t given = expression.items.size();
    if (given >= function->least() && given <= function->most()) return function;
    const std::string wanted = function->least() == function->most() ? plural(function->least())
                               : given < function->least()           ? "at least " + plural(function->least())
                                                                     : "at most " + plural(function->most());
    wrong(expression.place, fmt::format("{} takes {}, {} given", expression.text, wanted, given),
          fmt::format("It is {}: {}.", function->signature, function->meaning));
    return nullptr;
}

Value ExpressionCompiler::call(const Expression& expression, const Scope* scope, std::uint16_t reg, bool tolerant,
                               std::size_t item) {
    bool failed = false;
    const Scope* inside = nullptr;
    if (const Expression* body = enter(expression, scope, inside, failed)) {
        if (auto made = fragment(expression, scope, *body, inside, reg, tolerant)) return std::move(*made);
        return evaluate(*body, inside, reg, tolerant);
    }
    if (failed) return {};
    const Function* function = known(expression);
    if (function == nullptr) return {};
    switch (function->kind) {
        case Function::Kind::kShape:
            return wrong(expression.place, fmt::format("{}() makes an object, here a value is wanted", expression.text),
                         "Write it as the whole value of an element.");
        case Function::Kind::kIterable:
            return wrong(expression.place, fmt::format("{}() stands only in $each", expression.text),
                         fmt::format("As in $each: \"x in {}\".", function->signature));
        case Function::Kind::kLogic:
            return logic(*function, expression, scope, reg, tolerant);
        case Function::Kind::kNative:
        case Function::Kind::kHidden:
            break;
    }
    return native(*function, expression, scope, reg, tolerant, item);
}

const Expression* ExpressionCompiler::enter(const Expression& call, const Scope* scope, const Scope*& inside,
                                            bool& failed) {
    failed = false;
    if (call.kind != Expression::Kind::kCall) return nullptr;
    const auto found = around_.fragments.find(call.text);
    if (found == around_.fragments.end() || !found->second->body->is_expression()) return nullptr;
    const Fragment& fragment = *found->second;
    failed = true;
    if (Scope::within(scope, fragment.name)) {
        wrong(call.place, fmt::format("the fragment {} uses itself, over others or not", fragment.name),
              "Fragments may use each other, but not in a circle.");
        return nullptr;
    }
    if (call.items.size() != fragment.parameters.size()) {
        wrong(call.place, fmt::format("the fragment {} takes {}, {} given", fragment.name,
                                      plural(fragment.parameters.size()), call.items.size()));
        return nullptr;
    }
    ExpressionPtr& body = fragments_[&fragment];
    if (!body)
        body = parse_expression(std::string_view(fragment.body->text).substr(1), fragment.body->expression_place(),
                                around_.problems);
    if (!body) return nullptr;
    Scope& barrier = scopes_.emplace_back();
    barrier.name = fragment.name;
    barrier.scope = scope;
    inside = &barrier;
    for (std::size_t i = 0; i < fragment.parameters.size(); ++i) {
        Scope& parameter = scopes_.emplace_back();
        parameter.outer = inside;
        parameter.kind = Scope::Kind::kExpression;
        parameter.name = fragment.parameters[i];
        parameter.expression = call.items[i];
        parameter.scope = scope;
        inside = &parameter;
    }
    failed = false;
    return body.get();
}

bool ExpressionCompiler::find_table(const Expression& given, const Scope* scope, CallData& data) {
    const Expression* followed = follow(given, scope);  // a fragment's parameter may stand for a table
    const Expression& argument = followed != nullptr ? *followed : given;
    if (argument.kind != Expression::Kind::kAddress && argument.kind != Expression::Kind::kText) {
        wrong(argument.place, "a table's name is wanted");
        return false;
    }
    const auto found = around_.tables.find(argument.text);
    if (found == around_.tables.end()) {
        std::vector<std::string_view> names;
        for (const auto& [name, table] : around_.tables) names.push_back(name);
        std::string hint = did_you_mean(argument.text, names);
        if (hint.empty()) hint = fmt::format("Add it under tables: {}: {{KEY: value}}.", argument.text);
        wrong(argument.place, fmt::format("there is no table \"{}\"", argument.text), hint);
        return false;
    }
    data.table = found->second.get();
    return data.table != nullptr;  // null: what is wrong with the table was said
}

bool ExpressionCompiler::prepare(const Function& function, const Expression& expression, const Scope* scope,
                                 Preparation& call) {
    call.given = expression.items.size();
    call.default_format = around_.space.default_date_format();
    call.default_zone = around_.zone;
    call.literals.resize(std::max(call.given, function.most() < 8 ? function.most() : call.given));
    for (std::size_t i = 0; i < call.given; ++i) {
        const char kind = function.parameter(i);
        if (kind == 't' && !find_table(*expression.items[i], scope, call.data)) return false;
        if (kind != 'l' && kind != 'r') continue;
        const Scope* at = scope;
        const Expression* argument = follow(*expression.items[i], at);
        const bool literal = argument != nullptr &&
                             (argument->kind == Expression::Kind::kText || argument->kind == Expression::Kind::kNumber);
        if (!literal) {
            wrong(expression.items[i]->place,
                  fmt::format("argument {} of {} must be written out here", i + 1, function.name),
                  "Put the text in single quotes; it cannot come from the source.");
            return false;
        }
        call.literals[i] = argument->text;
        if (kind == 'r') {
            const auto& table = definitions::Table::r4();
            const auto type = table.type_of(argument->text);
            if (type == definitions::kNoType || table.type(type).kind != definitions::TypeKind::kResource) {
                wrong(argument->place, fmt::format("\"{}\" is no resource type of FHIR R4", argument->text));
                return false;
            }
        }
    }
    if (function.prepare != nullptr) function.prepare(call);
    if (call.error.empty()) return true;
    wrong(expression.place, call.error);
    return false;
}

Value ExpressionCompiler::native(const Function& function, const Expression& expression, const Scope* scope,
                                 std::uint16_t reg, bool tolerant, std::size_t item) {
    Preparation preparation(around_.regexes);
    if (!prepare(function, expression, scope, preparation)) return {};
    Call one;
    one.data = std::move(preparation.data);
    one.data.item = item;
    if (one.data.table != nullptr && item >= one.data.table->width())
        return wrong(expression.place, fmt::format("the table's rows have {} value(s)", one.data.table->width()));

    const std::uint16_t before = builder_.registers_in_use();
    const std::size_t first_op = program_.ops.size();
    std::uint16_t first = reg;
    std::vector<std::string> constants;
    std::string field;
    bool pure = !function.of_document && function.parameters[0] != 'r';  // ids depend on the job's namespace
    for (std::size_t i = 0; i < expression.items.size(); ++i) {
        const char kind = function.parameter(i);
        if (kind == 't' || kind == 'l' || kind == 'r') continue;
        const bool in_place = one.arguments == 0 && before > 0 && reg == before - 1;
        const std::uint16_t into = in_place ? reg : builder_.take_register();
        if (one.arguments == 0) first = into;
        Value value = evaluate(*expression.items[i], scope, into, tolerant);
        if (value.wrong()) return value;
        const bool already = one.arguments == 0 && value.type == function.result && value.type != ValueType::kText &&
                             value.type != ValueType::kBase64 && expression.items.size() == 1;
        if (already && function.parameters[0] == 'v') {  // date(X) of a column that is declared a date
            if (into != reg && !value.constant()) {
                put(value, into);
                builder_.emit({OpCode::kMove, 0, reg, into, 0, 0});
            }
            builder_.release_registers(before);
            return value;
        }
        // Without this argument there is nothing to call for.
        const bool never = value.constant() && value.text.empty() &&
                           (function.needs_all || (one.arguments == 0 && function.needs_first));
        if (never) {
            builder_.release_registers(before);
            program_.ops.resize(first_op);
            Value none;
            none.kind = Value::Kind::kConstant;
            none.type = function.result;
            return none;
        }
        put(value, into);
        pure = pure && value.constant();
        constants.push_back(value.text);
        field = join_fields(field, value.field);
        ++one.arguments;
    }
    builder_.release_registers(before);
    one.run = function.run;
    one.needs_all = function.needs_all;
    one.needs_first = function.needs_first;
    one.tolerant = tolerant;
    one.of_document = function.of_document;
    if (pure && !builder_.full()) {
        program_.ops.resize(first_op);
        return fold(function, one, constants, expression.place);
    }
    std::string wanted = function.name == "lookup" ? "a key of the table" : std::string(describe(function.result));
    if (function.prepare != nullptr && function.name != "lookup" && !preparation.literals.empty() &&
        preparation.given > 1 && function.result != ValueType::kText)
        wanted += " written " + preparation.literals[1];
    one.spot = spot(expression.place, field, std::move(wanted));
    program_.calls.push_back(std::move(one));
    builder_.emit({OpCode::kCall, 0, first, static_cast<std::uint32_t>(program_.calls.size() - 1), 0, 0});
    if (first != reg) builder_.emit({OpCode::kMove, 0, reg, first, 0, 0});
    Value value;
    value.kind = Value::Kind::kRegister;
    value.type = function.result;
    value.field = field;
    return value;
}

Value ExpressionCompiler::fold(const Function& function, const Call& call, const std::vector<std::string>& arguments,
                               const Place& place) {
    Value value;
    value.kind = Value::Kind::kConstant;
    value.type = function.result;
    std::vector<std::string_view> views(arguments.begin(), arguments.end());
    if (call.needs_all && std::find(views.begin(), views.end(), std::string_view()) != views.end()) return value;
    Scratch scratch;
    IdMaker ids("");
    Zones zones;
    Context context{scratch, ids, zones};
    value.text = call.run(context, call.data, views);
    if (context.fault && !call.tolerant) return wrong(place, "the literal does not fit", std::string(function.meaning));
    return value;
}

Value ExpressionCompiler::logic(const Function& function, const Expression& expression, const Scope* scope,
                                std::uint16_t reg, bool tolerant) {
    if (function.name == "setting") return setting(*expression.items[0]);
    if (function.name == "place") return place(expression, scope, reg);
    if (function.name == "exists") return exists(*expression.items[0], scope, reg);
    if (function.name == "join_each") return join_each(expression, scope, reg, tolerant);
    if (function.name == "ordinal") return ordinal(expression, scope, reg);
    if (function.name == "count") return count(*expression.items[0], scope, reg);
    return chain(expression, scope, reg, function.name == "all");
}

// Of an address: whether anything stands there, whatever type the column is declared to have.
Value ExpressionCompiler::exists(const Expression& argument, const Scope* scope, std::uint16_t reg) {
    const Scope* at = scope;
    const Expression* followed = follow(argument, at);
    Value value;
    value.kind = Value::Kind::kConstant;
    value.type = ValueType::kBoolean;
    if (followed == nullptr) {
        value.text = truth(false);
        return value;
    }
    if (followed->kind == Expression::Kind::kAddress) {
        const Found found = find(followed->text, at, argument.place);
        if (found.kind == Found::Kind::kWrong) return {};
        if (found.kind == Found::Kind::kSlot) {
            builder_.emit({OpCode::kHasSlot, found.handle, reg, 0, 0, found.resolved.slot});
            value.kind = Value::Kind::kRegister;
            value.field = addresses_.describe(found.resolved.slot);
            return value;
        }
    }
    Value inner = evaluate(*followed, at, reg, true);
    if (inner.wrong()) return inner;
    if (inner.constant()) {
        value.text = truth(!inner.text.empty());
        return value;
    }
    put(inner, reg);
    builder_.emit({OpCode::kHas, 0, reg, 0, 0, 0});
    value.kind = Value::Kind::kRegister;
    value.field = inner.field;
    return value;
}

Value ExpressionCompiler::setting(const Expression& argument) {
    if (argument.kind != Expression::Kind::kText)
        return wrong(argument.place, "setting takes a name that is written out", "As in setting('provenance').");
    const auto found = around_.settings.find(argument.text);
    Value value;
    value.kind = Value::Kind::kConstant;
    if (found != around_.settings.end()) value.text = found->second;
    return value;
}

// place() of what $from goes over, place(x) of a variable of $each.
Value ExpressionCompiler::place(const Expression& expression, const Scope* scope, std::uint16_t reg) {
    std::uint8_t handle = 0;
    if (!expression.items.empty()) {
        const Scope* variable = find_variable(*expression.items[0], scope);
        if (variable == nullptr)
            return wrong(expression.items[0]->place, "place takes a variable of $each", "As in place(x).");
        handle = variable->handle;
    } else if (const Scope* context = Scope::context(scope)) {
        handle = context->handle;
    }
    builder_.emit({OpCode::kPlace, handle, reg, 0, 0, 0});
    Value value;
    value.kind = Value::Kind::kRegister;
    return value;
}

Value ExpressionCompiler::count(const Expression& argument, const Scope* scope, std::uint16_t reg) {
    const Scope* at = scope;
    const Expression* followed = follow(argument, at);
    if (followed == nullptr || followed->kind != Expression::Kind::kAddress)
        return wrong(argument.place, "count takes an address that repeats");
    const Found found = find(followed->text, at, argument.place);
    if (found.kind == Found::Kind::kWrong) return {};
    if (found.kind != Found::Kind::kSlot || !found.resolved.repeats)
        return wrong(argument.place, fmt::format("\"{}\" does not repeat", followed->text));
    builder_.emit({OpCode::kCountSlot, found.handle, reg, 0, 0, found.resolved.slot});
    Value value;
    value.kind = Value::Kind::kRegister;
    value.type = ValueType::kInteger;
    value.field = addresses_.describe(found.resolved.slot);
    return value;
}

}  // namespace hios::map
