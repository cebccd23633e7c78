// How the resources of one document refer to each other: values of the whole document, $from, $as, refer().

#include <algorithm>

#include <fmt/format.h>

#include "stages/map/near_miss.hpp"
#include "stages/map/template_compiler.hpp"

namespace hios::map {

using Kind = Expression::Kind;

void TemplateCompiler::begin_document(const std::vector<Global>& globals, const std::vector<Emit>& emits) {
    for (const Global& one : globals) global(one);
    const std::size_t over = builder_.emit({OpCode::kJump});
    for (const Emit& emit : emits) {
        if (!emit.as.empty()) bind_resource(emit);
    }
    builder_.land(over);
}

void TemplateCompiler::global(const Global& global) {
    const std::uint16_t reg = builder_.take_register();  // for good
    const auto parsed = global.value->is_expression() ? parse(*global.value) : nullptr;
    if (!parsed) return;
    expressions_.set_element(global.name);
    Value value;
    guards_.around(
        builder_,
        [&] {
            value = expressions_.evaluate(*parsed, nullptr, reg);
            if (!value.wrong()) expressions_.put(value, reg);
        },
        reg);
    if (value.wrong()) return;
    program_.globals.push_back(reg);
    Scope scope;
    scope.kind = Scope::Kind::kRegister;
    scope.name = global.name;
    scope.reg = reg;
    scope.type = value.type;
    scope.field = value.field;
    expressions_.add_global(bind(std::move(scope)));
}

// Null when the resource is made of the whole document, or when something is wrong.
const Scope* TemplateCompiler::context_of(const Emit& emit, Slot& from, std::uint8_t& handle) {
    if (emit.from.empty()) return nullptr;
    const auto node = emit.body->get("$from");
    const Place& place = node ? node->place : emit.place;
    const auto resolved = around_.space.resolve(emit.from, kNoSlot);
    if (!resolved) {
        error(place, resolved.error().what, resolved.error().hint);
        return nullptr;
    }
    if (!resolved->repeats) {
        error(place, fmt::format("\"{}\" holds one value, $from has nothing to repeat", emit.from));
        return nullptr;
    }
    Scope scope;
    scope.kind = Scope::Kind::kContext;
    scope.slot = from = resolved->slot;
    scope.handle = handle = builder_.take_handle();
    return bind(std::move(scope));
}

// The part of a template that says which id it has, for refer() in the resources before and behind it.
void TemplateCompiler::bind_resource(const Emit& emit) {
    Binding binding;
    binding.name = emit.as;
    binding.reg = builder_.take_register();  // for good, as all that it takes
    const Scope* scope = context_of(emit, binding.from, binding.handle);
    if (!emit.from.empty() && scope == nullptr) return;
    binding.begin = static_cast<std::uint32_t>(builder_.here());
    const Body body = gather(emit.body, scope);
    const TypeId type = resource_type(body, *emit.body, emit.resource_type);
    if (type == definitions::kNoType || body.wrong) return;
    binding.type = std::string(table_.type(type).name);
    const auto id = std::find_if(body.members.begin(), body.members.end(),
                                 [](const MemberNode& one) { return one.key.name == "id"; });
    if (id == body.members.end() || !id->node->is_expression())
        return error(emit.place, fmt::format("{} has $as, but no id that is computed", binding.type),
                     "Add id: =id('TYPE', KEY).");
    when(body.conditions, 0, [&] {
        const auto parsed = parse(*id->node);
        if (!parsed) return;
        expressions_.set_element(binding.type + ".id");
        const Value value = expressions_.evaluate(*parsed, id->scope, binding.reg);
        if (!value.wrong()) expressions_.put(value, binding.reg);
    });
    builder_.keep_taken();  // it runs in the midst of others
    binding.end = static_cast<std::uint32_t>(builder_.here());
    bindings_[emit.as].push_back(static_cast<std::uint32_t>(program_.bindings.size()));
    program_.bindings.push_back(std::move(binding));
}

// refer(NAME), refer(NAME, x), refer(Fragment(...))
void TemplateCompiler::refer(const Expression& expression, const Scope* scope, const Target& target) {
    const Expression& what = *expression.items[0];
    if (!program_.documents) return error(expression.place, "refer() is for documents", "Use ref('TYPE', KEY).");
    const std::uint16_t before = builder_.registers_in_use();
    const std::uint16_t reg = builder_.take_register();
    if (what.kind == Kind::kCall) {
        if (expression.items.size() > 1) error(expression.place, "refer(Fragment(...)) takes nothing more");
        if (!refer_aside(what, scope, target, reg)) {
            builder_.release_registers(before);
            return builder_.nothing();
        }
    } else if (what.kind == Kind::kAddress) {
        refer_bound(what, expression.items.size() > 1 ? expression.items[1].get() : nullptr, scope, target, reg);
    } else {
        error(what.place, "refer() takes the name of a resource or a fragment",
              "As in refer(patient) or refer(Practitioner(x)).");
    }
    const std::size_t token = builder_.open(target.prefix + "{");
    builder_.write(reg, false, "\"reference\":\"", builder_.leaf(target.path + ".reference", expression.place), false);
    builder_.close(token, "},", target.silent);
    builder_.release_registers(before);
}

void TemplateCompiler::refer_bound(const Expression& name, const Expression* place, const Scope* scope,
                                   const Target& target, std::uint16_t reg) {
    const auto found = bindings_.find(name.text);
    if (found == bindings_.end()) {
        std::vector<std::string_view> names;
        for (const auto& [known, bindings] : bindings_) names.push_back(known);
        return error(name.place, fmt::format("no resource has $as: {}", name.text), did_you_mean(name.text, names));
    }
    Slot slot = kNoSlot;
    std::uint8_t handle = 0;
    if (place != nullptr) {
        const Scope* variable = expressions_.find_variable(*place, scope);
        if (variable == nullptr)
            return error(place->place, "the place is a variable of $each", "As in refer(observation, o).");
        slot = variable->slot;
        handle = variable->handle;
    } else if (const Scope* context = Scope::context(scope)) {
        slot = context->slot;
        handle = context->handle;
    }
    // Of several resources under one name the one that is made of the place itself; without a variable that says so,
    // else the one around it.
    std::vector<std::size_t> jumps;
    bool fits = false;
    const auto ask = [&](std::uint32_t flags) {
        for (const std::uint32_t number : found->second) {
            const Binding& binding = program_.bindings[number];
            const TypeId type = table_.type_of(binding.type);
            const bool allowed = target.element == nullptr || target.element->targets.empty() ||
                                 std::any_of(target.element->targets.begin(), target.element->targets.end(),
                                             [&](TypeId one) { return table_.is_a(type, one); });
            if (!allowed) continue;
            fits = true;
            builder_.emit({OpCode::kBound, handle, reg, number, flags, slot});
            jumps.push_back(builder_.emit({OpCode::kJumpIfValue, 0, reg, 0, 0, 0}));
        }
    };
    const bool several = found->second.size() > 1;
    if (several && slot != kNoSlot) ask(kBoundHere);
    if (!several || place == nullptr) ask(place == nullptr ? 0 : kBoundNear);
    for (const std::size_t jump : jumps) builder_.land(jump);
    if (!fits) (void)check_target(table_.type_of(program_.bindings[found->second.front()].type), name.place, target);
}

// The fragment is a whole resource: made once for each id of the document, wherever it is referred to. False: it is
// never made.
bool TemplateCompiler::refer_aside(const Expression& use, const Scope* scope, const Target& target, std::uint16_t reg) {
    Body body;
    body.scope = scope;
    const std::size_t first = program_.ops.size();
    builder_.emit_constant(reg, {});
    use_fragment(use, use.place, scope, body);
    if (body.wrong) return true;
    if (body.resource_type.empty()) {
        error(use.place, fmt::format("the fragment {} is no resource", use.text),
              "Write its resourceType, or use it with $use.");
        return true;
    }
    const TypeId type = table_.type_of(body.resource_type);
    if (type != definitions::kNoType && !check_target(type, use.place, target)) return true;
    const Emit* const bound = std::exchange(bound_, nullptr);
    const std::string element = expressions_.element();
    Node node;
    node.place = use.place;
    resource_body(body, node, {}, kAside | kMentions, reg, nullptr, nullptr);
    expressions_.set_element(element);
    bound_ = bound;
    if (program_.ops.size() > first + 1) return true;
    program_.ops.resize(first);
    return false;
}

// $also: [Fragment(x), ...]
void TemplateCompiler::also(const Node& node, const Scope* scope, Body& body) {
    if (!program_.documents || !node.is_list())
        return error(node.place, "$also is a list of resources of a document", "As in $also: [LocationWard(x)].");
    for (const NodePtr& item : node.items) {
        const auto parsed = item->is_scalar() ? parse_expression(item->text, item->place, around_.problems) : nullptr;
        if (!parsed || parsed->kind != Kind::kCall) {
            error(item->place, "$also names fragments", "As in $also: [LocationWard(x)].");
            continue;
        }
        body.also.emplace_back(parsed, scope);
    }
}

void TemplateCompiler::make_also(const Body& body) {
    Target none;
    none.path = expressions_.element();
    for (const auto& [use, scope] : body.also) {
        const std::uint16_t before = builder_.registers_in_use();
        (void)refer_aside(*use, scope, none, builder_.take_register());
        builder_.release_registers(before);
    }
}

bool TemplateCompiler::check_target(TypeId type, const Place& place, const Target& target) {
    if (target.element == nullptr || target.element->targets.empty() || type == definitions::kNoType) return true;
    std::string allowed;
    for (const TypeId one : target.element->targets) {
        if (table_.is_a(type, one)) return true;
        allowed += (allowed.empty() ? "" : ", ") + std::string(table_.type(one).name);
    }
    error(place, fmt::format("{} cannot refer to a {}", target.path, table_.type(type).name),
          fmt::format("It refers to {}.", allowed));
    return false;
}

}  // namespace hios::map
