// N1, "Tree navigation"; FHIR's own functions (R4 fhirpath.html, "Additional functions").

#include "stages/fhirpath/machine.hpp"

namespace hios::fhirpath {

using instance::kNoNode;
using instance::NodeId;

void Machine::push_descendants(NodeId id) {
    for (auto child = instance_->nodes[id].first; child != kNoNode; child = instance_->nodes[child].next) {
        --budget_;
        push(Value::of(child));
        push_descendants(child);
    }
}

bool Machine::children(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    const Size end = top();
    for (Size i = base; i < end; ++i) {
        if (!stack_[i].is(Kind::kNode)) continue;
        const NodeId id = stack_[i].node();
        if (op.function == Function::kDescendants) {
            push_descendants(id);
            if (!within_limits(op)) return false;
            continue;
        }
        for (auto child = instance_->nodes[id].first; child != kNoNode; child = instance_->nodes[child].next) {
            --budget_;
            push(Value::of(child));
        }
    }
    close_gap(base, end);
    return true;
}

bool Machine::extension(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    const Size end = top();
    Value url;
    if (!text_argument(op, 0, url)) return false;
    const NameId extension_name = model_.name("extension");
    const NameId url_name = model_.name("url");
    for (Size i = base; i < end && url.is(Kind::kString); ++i) {
        if (!stack_[i].is(Kind::kNode)) continue;
        for (auto id = node(stack_[i]).first; id != kNoNode; id = instance_->nodes[id].next) {
            --budget_;
            if (model_.element_name(instance_->nodes[id].property) != extension_name) continue;
            Value own = Value::of(child(id, url_name));
            if (own.node() != kNoNode && atom(own) && own.is(Kind::kString) && own.text() == url.text()) {
                push(Value::of(id));
            }
        }
    }
    close_gap(base, end);
    return true;
}

// References and canonicals to what they point at; what cannot be found is left out.
bool Machine::resolve(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    const Size end = top();
    const NameId reference_name = model_.name("reference");
    for (Size i = base; i < end; ++i) {
        Value target = stack_[i];
        if (target.is(Kind::kNode) && node(target).shape == instance::Shape::kObject) {
            const NodeId reference = child(target.node(), reference_name);
            if (reference == kNoNode) continue;
            target = Value::of(reference);
        }
        if (!atom(target) || !target.is(Kind::kString)) continue;
        const std::string_view text = target.text();
        if (!text.starts_with('#')) {
            if (environment_->services == nullptr) continue;
            const Value found = environment_->services->resolve(*instance_, text);
            if (!found.is(Kind::kNone)) push(found);
            continue;
        }
        if (text == "#") {
            push(Value::of(environment_->root_resource));
            continue;
        }
        const NameId contained = model_.name("contained");
        const auto& nodes = instance_->nodes;
        for (auto id = nodes[environment_->root_resource].first; id != kNoNode; id = nodes[id].next) {
            --budget_;
            if (model_.element_name(nodes[id].property) != contained) continue;
            Value own = Value::of(child(id, model_.name("id")));
            if (own.node() == kNoNode || !atom(own) || own.text() != text.substr(1)) continue;
            push(Value::of(id));
            break;
        }
    }
    close_gap(base, end);
    return true;
}

Truth Machine::member_of(const Op& op) {
    Value item;
    Value set;
    if (!single_source(op, item) || !text_argument(op, 0, set)) return Truth::kError;
    if (item.is(Kind::kNone) || set.is(Kind::kNone)) return Truth::kEmpty;
    if (environment_->services != nullptr && item.is(Kind::kNode)) {
        const Truth known = environment_->services->member_of(*instance_, item.node(), set.text());
        if (known != Truth::kEmpty) return known;
    }
    return has_code(item, set.text());
}

// A concept is in the set when one of its codings is.
Truth Machine::has_code(const Value& item, std::string_view value_set) {
    using Membership = definitions::Table::Membership;
    const auto set = model_.table().code_set_of(value_set.substr(0, value_set.find('|')));
    if (set == definitions::kNoCodeSet) return Truth::kEmpty;
    const auto judge = [](Membership membership) {
        return membership == Membership::kUnknown ? Truth::kEmpty : truth_of(membership == Membership::kIn);
    };
    Value text = item;
    if (atom(text)) {
        return text.is(Kind::kString) ? judge(model_.table().has_code(set, text.text())) : Truth::kEmpty;
    }
    if (!item.is(Kind::kNode)) return Truth::kEmpty;
    const NodeId code = child(item.node(), model_.name("code"));
    if (code != kNoNode) {
        Value code_text = Value::of(code);
        Value system = Value::of(child(item.node(), model_.name("system")));
        if (!atom(code_text) || !code_text.is(Kind::kString)) return Truth::kEmpty;
        if (system.node() == kNoNode || !atom(system)) system = Value::of(std::string_view());
        if (!system.is(Kind::kString)) return Truth::kEmpty;
        return judge(model_.table().has_coding(set, system.text(), code_text.text()));
    }
    Truth result = Truth::kFalse;
    const NameId coding = model_.name("coding");
    for (auto id = node(item).first; id != kNoNode; id = instance_->nodes[id].next) {
        --budget_;
        if (model_.element_name(instance_->nodes[id].property) != coding) continue;
        if (child(id, model_.name("code")) == kNoNode) continue;
        const Truth one = has_code(Value::of(id), value_set);
        if (one == Truth::kTrue) return one;
        if (one == Truth::kEmpty) result = one;
    }
    return result;
}

Truth Machine::html_checks(const Op& op) {
    Value value;
    if (!single_source(op, value)) return Truth::kError;
    if (!atom(value) || !value.is(Kind::kString)) return Truth::kEmpty;
    return environment_->services == nullptr ? Truth::kEmpty : environment_->services->html_checks(value.text());
}

Truth Machine::conforms_to(const Op& op) {
    Value item;
    Value profile;
    if (!single_source(op, item) || !text_argument(op, 0, profile)) return Truth::kError;
    if (!item.is(Kind::kNode) || profile.is(Kind::kNone)) return Truth::kEmpty;
    const std::string_view url = profile.text();
    if (environment_->services != nullptr) {
        const Truth known = environment_->services->conforms_to(*instance_, item.node(), url);
        if (known != Truth::kEmpty) return known;
    }
    constexpr std::string_view kCore = "http://hl7.org/fhir/StructureDefinition/";
    const auto type = url.starts_with(kCore) ? model_.table().type_of(url.substr(kCore.size())) : definitions::kNoType;
    if (type == definitions::kNoType) return wrong(op, "names a profile that is not known here");
    return truth_of(model_.table().is_a(node(item).type, type));
}

}  // namespace hios::fhirpath
