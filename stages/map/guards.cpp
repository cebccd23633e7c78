// Most fields of a message and most elements of a document are empty, and so is all that a fragment would make of them.
// Where nothing but its arguments can fill an object, one question decides instead of one for each of its leaves.

#include "stages/map/template_compiler.hpp"

namespace hios::map {

using Kind = Expression::Kind;

// The addresses that fill the object; empty when something else can, too.
std::vector<Found> TemplateCompiler::guards_of(const NodePtr& node, const Scope* scope, const Target& target) {
    std::vector<Found> guards;
    const auto used = node->get("$use");
    if (!program_.documents || trial_ || !used || !used->is_scalar() || node->get("$let")) return guards;
    for (const Node::Key& key : node->keys) {
        if (key.name[0] != '$') return guards;
    }
    Problems unheard;  // what is wrong is said when the object is compiled
    const auto use = parse_expression(used->text, used->place, unheard);
    if (!use || use->kind != Kind::kCall) return guards;
    auto without = std::make_shared<Expression>(*use);
    for (ExpressionPtr& item : without->items) {
        const Scope* at = scope;
        const Expression* argument = expressions_.follow(*item, at);
        if (argument == nullptr || argument->kind != Kind::kAddress || around_.tables.contains(argument->text))
            continue;
        const Found found = expressions_.find(argument->text, at, argument->place);
        if (found.kind != Found::Kind::kSlot) continue;
        guards.push_back(found);
        auto nothing = std::make_shared<Expression>(*argument);
        nothing->kind = Kind::kNull;
        item = std::move(nothing);
    }
    if (!guards.empty() && !vanishes(*without, scope, target)) guards.clear();
    return guards;
}

// Compiles the object into nowhere to see whether anything comes of it.
bool TemplateCompiler::vanishes(const Expression& use, const Scope* scope, const Target& target) {
    Problems unheard;
    CompileSurroundings around{around_.space, around_.tables,   around_.fragments,
                               around_.zone,  around_.settings, unheard};
    Program scratch;
    scratch.documents = true;
    scratch.bindings = program_.bindings;
    TemplateCompiler trial(around, scratch);
    trial.trial_ = true;
    trial.bindings_ = bindings_;
    for (const Scope* one : expressions_.globals()) trial.expressions_.add_global(one);
    Body body;
    body.scope = scope;
    trial.use_fragment(use, use.place, scope, body);
    if (body.wrong) return false;
    Target inner = target;
    inner.prefix.clear();
    trial.when(body.conditions, 0, [&] {
        const std::size_t token = trial.builder_.open("{");
        trial.members(body, inner);
        trial.builder_.close(token, "},", false);
    });
    return !unheard.failed() && scratch.ops.empty();
}

}  // namespace hios::map
