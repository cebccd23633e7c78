#include "stages/map/template_compiler.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "stages/map/near_miss.hpp"

namespace hios::map {

using definitions::kNoProperty;
using definitions::kNoType;
using definitions::TypeKind;

namespace {

constexpr int kMaxNesting = 60;

}  // namespace

TemplateCompiler::TemplateCompiler(CompileSurroundings& around, Program& program)
    : around_(around),
      program_(program),
      builder_(program),
      guards_(program, around.space),
      expressions_(around, program, builder_, guards_),
      table_(definitions::Table::r4()) {}

void TemplateCompiler::error(const Place& place, std::string what, std::string hint) {
    around_.problems.error(place, std::move(what), std::move(hint));
}

const std::string& TemplateCompiler::type_name(TypeId type) {
    type_name_ = std::string(table_.type(type).name);
    return type_name_;
}

const Scope* TemplateCompiler::bind(Scope scope) {
    scopes_.push_back(std::move(scope));
    return &scopes_.back();
}

ExpressionPtr TemplateCompiler::parse(const Node& node) {
    const auto found = parsed_.find(&node);
    if (found != parsed_.end()) return found->second;
    auto made = parse_expression(std::string_view(node.text).substr(1), node.expression_place(), around_.problems);
    parsed_[&node] = made;
    return made;
}

void TemplateCompiler::emit(const Emit& emit) {
    if (program_.documents) {
        Slot from = kNoSlot;
        std::uint8_t handle = 0;
        const Scope* scope = context_of(emit, from, handle);
        if (!emit.from.empty() && scope == nullptr) return;
        bound_ = emit.as.empty() ? nullptr : &emit;
        bound_handle_ = handle;
        const auto make = [&](const Scope* within) {
            guards_.around(builder_, [&] { resource(emit, emit.body, within); });
        };
        const std::size_t loop =
            from == kNoSlot ? 0 : builder_.emit({OpCode::kEachSlot, 0, handle, 0, kNoRegister, from});
        builder_.here();
        if (const auto repeat = emit.body->get("$each")) {
            if (bound_ != nullptr)
                error(repeat->place, "what has $as comes once for each $from, $each cannot repeat it");
            each(*repeat, scope, make);
        } else {
            make(scope);
        }
        if (from != kNoSlot) {
            builder_.land(loop);
            builder_.release_handle();
        }
        bound_ = nullptr;
        if (builder_.full()) error(emit.place, "the map becomes too large");
        return;
    }
    if (const auto repeat = emit.body->get("$each")) {
        each(*repeat, nullptr, [&](const Scope* scope) { resource(emit, emit.body, scope); });
    } else {
        resource(emit, emit.body, nullptr);
    }
    if (builder_.full())
        error(emit.place, "the map becomes too large", "Fragments are written out wherever they are used.");
}

TemplateCompiler::TypeId TemplateCompiler::resource_type(const Body& body, const Node& node, const std::string& given) {
    const std::string& name = given.empty() ? body.resource_type : given;
    if (name.empty()) {
        error(node.place, "the template does not say what resource it makes", "Add \"resourceType: Patient\".");
        return kNoType;
    }
    const TypeId type = table_.type_of(name);
    if (type != kNoType && table_.type(type).kind == TypeKind::kResource && !table_.type(type).abstract) return type;
    std::vector<std::string_view> names;
    for (TypeId id = 1; id < table_.types(); ++id) {
        if (table_.type(id).kind == TypeKind::kResource) names.push_back(table_.type(id).name);
    }
    const auto place = node.get("resourceType");
    error(place ? place->place : node.place, fmt::format("\"{}\" is no resource type of FHIR R4", name),
          did_you_mean(name, names));
    return kNoType;
}

void TemplateCompiler::resource(const Emit& emit, const NodePtr& node, const Scope* scope) {
    const std::uint16_t before = builder_.registers_in_use();
    const Body body = gather(node, scope);
    resource_body(body, *node, emit.resource_type, 0, 0, scope, emit.mention);
    builder_.release_registers(before);
}

// `flags`, `reg`: of kResource.
void TemplateCompiler::resource_body(const Body& body, const Node& node, const std::string& given, std::uint8_t flags,
                                     std::uint16_t reg, const Scope* mention_scope, const NodePtr& mention) {
    const TypeId type = resource_type(body, node, given);
    if (type == kNoType || body.wrong) return;
    const Target target{type, nullptr, {}, std::string(table_.type(type).name), false};
    when(body.conditions, 0, [&] {
        const auto number = static_cast<std::uint32_t>(program_.resource_types.size());
        program_.resource_types.emplace_back(target.path);
        const std::size_t begin = builder_.emit({OpCode::kResource, flags, reg, 0, 0, number});
        builder_.here();
        if (mention) {
            const auto parsed = mention->is_expression() ? parse(*mention) : nullptr;
            const std::uint16_t flag = builder_.take_register();
            if (!mention->is_expression()) error(mention->place, "$mention takes an expression", "Begin it with '='.");
            if (parsed) {
                const Value value = expressions_.condition(*parsed, mention_scope, flag);
                expressions_.put(value, flag);
                builder_.emit({OpCode::kMention, 0, flag, 0, 0, 0});
            }
        }
        const std::size_t token = builder_.open(fmt::format("{{\"resourceType\":\"{}\",", target.path));
        members(body, target);
        builder_.close(token, "}", false);
        builder_.land(begin);
    });
    const bool has_id = std::any_of(body.members.begin(), body.members.end(), [](const MemberNode& one) {
        return one.key.name == "id" || one.key.name == "~id";
    });
    if (!has_id)
        around_.problems.warn(node.place,
                              fmt::format("the {} has no id, and without one it cannot be imported", target.path),
                              "Add id: =id('TYPE', KEY!) with what tells one from another.");
}

// `head` ends with '{', `tail` with ','.
void TemplateCompiler::object(const NodePtr& node, const Scope* scope, const Target& target, std::string_view head,
                              std::string_view tail) {
    if (++depth_ > kMaxNesting || ++objects_ > kMaxObjects) {
        error(node->place, "the template is nested too deeply or, with all its fragments, too large");
    } else {
        const std::uint16_t before = builder_.registers_in_use();
        const Body body = gather(node, scope);
        Target inner = target;
        std::string type_head(head);
        if (!body.wrong && target.type != kNoType && table_.type(target.type).kind == TypeKind::kResource) {
            inner.type = resource_type(body, *node, {});
            if (inner.type != kNoType) type_head += fmt::format("\"resourceType\":\"{}\",", type_name(inner.type));
        }
        if (!body.wrong && inner.type != kNoType) {
            when(body.conditions, 0, [&] {
                const std::size_t token = builder_.open(type_head);
                members(body, inner);
                builder_.close(token, tail, target.silent);
                make_also(body);
            });
        }
        builder_.release_registers(before);
    }
    --depth_;
}

void TemplateCompiler::members(const Body& body, const Target& target) {
    // A system alone is no coding: such members count only when nothing else in the object can.
    bool another = false;
    for (const MemberNode& one : body.members)
        another = another || (one.key.name[0] != '~' && !is_constant(one.node, one.scope));
    std::set<std::string, std::less<>> written;
    for (const MemberNode& one : body.members) {
        const bool weak = one.key.name[0] == '~';
        const std::string name = weak ? one.key.name.substr(1) : one.key.name;
        written.insert(name);
        MemberNode named = one;
        named.key.name = name;
        if (builder_.full()) return;
        if (target.element == nullptr && name == "id") {
            resource_id(named, target, weak && another);
        } else {
            member(named, target, weak && another);
        }
    }
    check_members(body, target, written);
}

// The id of a resource that is emitted: who packs the line wants to know it.
void TemplateCompiler::resource_id(const MemberNode& one, const Target& target, bool silent) {
    expressions_.set_element(target.path + ".id");
    if (!one.node->is_scalar()) return error(one.node->place, "an id is a text", "As in id: =id('Patient', KEY!).");
    const std::uint16_t before = builder_.registers_in_use();
    const std::uint16_t reg = builder_.take_register();
    Value made;
    Place place = one.node->place;
    if (bound_ != nullptr && target.path == program_.bindings[bound_number_].type) {
        // refer() computes the same; whoever comes first does it for both
        const Binding& binding = program_.bindings[bound_number_];
        builder_.emit({OpCode::kBound, bound_handle_, reg, bound_number_, 1, binding.from});
        made.kind = Value::Kind::kRegister;
        made.type = ValueType::kId;
    } else if (one.node->is_expression()) {
        const auto parsed = parse(*one.node);
        if (!parsed) return;
        place = parsed->place;
        made = expressions_.evaluate(*parsed, one.scope, reg);
    } else {
        made.kind = Value::Kind::kConstant;
        made.text = one.node->text;
    }
    if (made.wrong()) return;
    const FormCheck form = check_for(made.type, definitions::Primitive::kId);
    if (form == FormCheck::kNever || (made.constant() && !has_form(made.text, FormCheck::kId)))
        return error(place, fmt::format("{} does not fit an id", describe(made.type)), "Use id('TYPE', KEY).");
    expressions_.put(made, reg);
    if (form != FormCheck::kAsIs) {
        const std::uint32_t spot = expressions_.spot(place, made.field, std::string(describe(form)));
        builder_.emit({OpCode::kCheckForm, 0, reg, static_cast<std::uint32_t>(form), spot, 0});
    }
    builder_.write(reg, false, "\"id\":\"", builder_.leaf(target.path + ".id", place), silent);
    builder_.emit({OpCode::kNoteId, 0, 0, 0, expressions_.spot(place, made.field, "a value"), reg});
    builder_.release_registers(before);
}

void TemplateCompiler::member(const MemberNode& one, const Target& target, bool silent) {
    guards_.around(builder_, [&] { member_value(one, target, silent); });
}

void TemplateCompiler::member_value(const MemberNode& one, const Target& target, bool silent) {
    const std::string& name = one.key.name;
    // "_birthDate": id and extensions of a primitive.
    const bool of_primitive = name.size() > 1 && name[0] == '_';
    const auto id = table_.find(target.type, of_primitive ? std::string_view(name).substr(1) : std::string_view(name));
    if (id == kNoProperty) {
        std::vector<std::string_view> names;
        for (const auto property : table_.properties(target.type)) names.push_back(table_.property(property).name);
        const auto* choice = table_.element_named(target.type, name);
        std::string hint = did_you_mean(name, names);
        if (choice != nullptr && choice->choice) hint = fmt::format("Name its type, as in {}String.", name);
        return error(one.key.place, fmt::format("{} has no element \"{}\"", table_.type(target.type).name, name), hint);
    }
    const auto& property = table_.property(id);
    const auto& element = table_.element(property.element);
    const bool repeats = element.max > 1;
    Target inner{property.type, &element, fmt::format("\"{}\":", name), target.path + "." + name, silent};
    if (of_primitive) {
        if (primitive(property.type) == definitions::Primitive::kNone || repeats)
            return error(one.key.place, fmt::format("\"{}\" is only for single primitive elements", name));
        inner.type = table_.type_of("Element");
        return value(one.node, one.scope, inner);
    }
    if (element.max == 0) return error(one.key.place, fmt::format("{} may not be written", inner.path));
    if (repeats && one.node->kind != Node::Kind::kNull) {
        if (one.node->is_list()) return list(one.node, one.scope, inner);
        if (one.node->kind == Node::Kind::kChoice) return choice(*one.node, one.scope, inner, true);
        return error(one.node->place, fmt::format("{} is a list", inner.path), "Put [ ] around its value.");
    }
    if (!repeats && one.node->is_list())
        return error(one.node->place, fmt::format("{} is a single value, not a list", inner.path),
                     "Take the [ ] away.");
    value(one.node, one.scope, inner);
}

// Members that must be there but are not written: a warning, for an extension may excuse them.
void TemplateCompiler::check_members(const Body& body, const Target& target,
                                     const std::set<std::string, std::less<>>& written) {
    if (body.members.empty()) return;
    for (const auto& element : table_.type(target.type).elements) {
        if (element.min == 0) continue;
        bool found = false;
        for (const auto property : table_.properties(target.type)) {
            if (&table_.element(table_.property(property).element) == &element)
                found = found || written.contains(table_.property(property).name);
        }
        if (!found && element.name != "resourceType")
            around_.problems.warn(
                body.members.front().key.place,
                fmt::format("{} must have \"{}\", and the template does not write it", target.path, element.name));
    }
}

void TemplateCompiler::list(const NodePtr& node, const Scope* scope, const Target& target) {
    if (node->items.empty()) return error(node->place, "the list is empty", "Leave the key out.");
    const bool one_object = node->items.size() == 1 && node->items[0]->is_map() && !node->items[0]->get("$each") &&
                            !node->items[0]->get("$value") && primitive(target.type) == definitions::Primitive::kNone;
    Target inner = target;
    if (one_object) {  // [{ ... }] opens and closes as one
        inner.path += "[0]";
        return object(node->items[0], scope, inner, target.prefix + "[{", "}],");
    }
    const std::size_t token = builder_.open(target.prefix + "[");
    inner.prefix.clear();
    inner.silent = false;
    for (std::size_t i = 0; i < node->items.size(); ++i) {
        inner.path = fmt::format("{}[{}]", target.path, i);
        item(node->items[i], scope, inner);
    }
    builder_.close(token, "],", target.silent);
}

void TemplateCompiler::item(const NodePtr& node, const Scope* scope, const Target& target) {
    if (node->is_list()) return error(node->place, "FHIR has no lists in lists", "Take one pair of [ ] away.");
    const auto repeat = node->get("$each");
    if (!repeat) return guards_.around(builder_, [&] { value(node, scope, target); });
    each(*repeat, scope, [&](const Scope* within) { builder_.guarded([&] { object_value(node, within, target); }); });
}

void TemplateCompiler::value(const NodePtr& node, const Scope* scope, const Target& target) {
    expressions_.set_element(target.path);
    switch (node->kind) {
        case Node::Kind::kNull:
            return error(node->place, fmt::format("{} has no value in the template", target.path),
                         "Write a value, or leave the key out.");
        case Node::Kind::kList:
            return error(node->place, fmt::format("{} is a single value, not a list", target.path));
        case Node::Kind::kChoice:
            return choice(*node, scope, target, false);
        case Node::Kind::kMap:
            if (node->get("$each"))
                return error(node->place, "$each stands only in a list", fmt::format("Put [ ] around it."));
            return object_value(node, scope, target);
        case Node::Kind::kScalar:
            break;
    }
    if (!node->is_expression()) return literal(*node, target);
    const auto parsed = parse(*node);
    if (parsed) expression(*parsed, scope, target);
}

// A mapping: an object, or with $value a text that has a $when, $each or $let.
void TemplateCompiler::object_value(const NodePtr& node, const Scope* scope, const Target& target) {
    const bool is_primitive = primitive(target.type) != definitions::Primitive::kNone;
    if (!node->get("$value") && !is_primitive) return object(node, scope, target, target.prefix + "{", "},");
    if (!node->get("$value"))
        return error(node->place, fmt::format("{} is {} {}, not an object", target.path, "a", type_name(target.type)),
                     "Write a text, or {$when: ..., $value: ...}.");
    const std::uint16_t before = builder_.registers_in_use();
    const Body body = gather(node, scope);
    if (!body.members.empty()) error(node->place, "beside $value stand only $when, $let and $each");
    when(body.conditions, 0, [&] { value(body.value, body.scope, target); });
    builder_.release_registers(before);
}

void TemplateCompiler::choice(const Node& node, const Scope* scope, const Target& target, bool is_list) {
    const auto parsed = parse_expression(node.text, node.place, around_.problems);
    if (!parsed) return;
    const auto side = [&](const NodePtr& one) {
        if (!one) return;
        builder_.guarded([&] { is_list ? list(one, scope, target) : value(one, scope, target); });
    };
    const std::uint16_t before = builder_.registers_in_use();
    const std::uint16_t reg = builder_.take_register();
    const Value test = expressions_.condition(*parsed, scope, reg);
    if (!test.wrong()) {
        expressions_.put(test, reg);
        const std::size_t to_else = builder_.emit({OpCode::kJumpIfFalse, 0, reg, 0, 0, 0});
        side(node.items[0]);
        const std::size_t to_end = builder_.emit({OpCode::kJump, 0, 0, 0, 0, 0});
        builder_.land(to_else);
        side(node.items[1]);
        builder_.land(to_end);
    }
    builder_.release_registers(before);
}

}  // namespace hios::map
