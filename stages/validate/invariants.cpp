#include "stages/validate/invariants.hpp"

#include <algorithm>
#include <array>

#include "stages/validate/references.hpp"
#include "stages/validate/rules.hpp"

namespace hios::validate {

using definitions::InvariantId;
using instance::kRoot;
using instance::NodeId;

namespace {

constexpr std::array<std::string_view, 11> kCheckedElsewhere{"dom-2", "dom-3", "dom-4", "dom-5", "dom-6", "ele-1",
                                                             "ext-1", "per-1", "qty-3", "ref-1", "txt-1"};

bool is_checked_elsewhere(std::string_view key) {
    return key == "txt-2" || key.substr(0, 4) == "bdl-" ||
           std::binary_search(kCheckedElsewhere.begin(), kCheckedElsewhere.end(), key);
}

}  // namespace

fhirpath::Value ReferenceServices::resolve(const instance::Instance&, std::string_view reference) {
    const definitions::TypeId type = type_of_reference(table_, *surroundings_, reference);
    return type == definitions::kNoType ? fhirpath::Value() : fhirpath::Value::of_type(type);
}

InvariantPlan::InvariantPlan(const fhirpath::Model& model) : model_(model) {
    const definitions::Table& table = model.table();
    programs_.resize(table.invariants());
    for (InvariantId id = 0; id < table.invariants(); ++id) {
        const definitions::Invariant& invariant = table.invariant(id);
        if (is_checked_elsewhere(invariant.key)) continue;
        // A test compiles them all: what does not compile here is not part of the program.
        if (auto compiled = fhirpath::compile(invariant.expression, model)) programs_[id] = std::move(*compiled);
    }
    types_.resize(table.types());
    properties_.resize(table.properties());
    for (std::size_t i = 1; i < table.types(); ++i) {
        const auto type = static_cast<definitions::TypeId>(i);
        types_[type] = add(table.type(type).invariants);
        for (const definitions::PropertyId id : table.properties(type))
            properties_[id] = add(table.element(table.property(id).element).invariants);
    }
}

const InvariantPlan& InvariantPlan::r4() {
    static const InvariantPlan plan(fhirpath::Model::r4());
    return plan;
}

InvariantPlan::Range InvariantPlan::add(std::span<const InvariantId> invariants) {
    Range made{static_cast<std::uint32_t>(lists_.size()), 0};
    for (const InvariantId id : invariants) {
        if (!programs_[id]) continue;
        lists_.push_back(id);
        ++made.count;
    }
    return made;
}

InvariantCheck::InvariantCheck(const InvariantPlan& plan)
    : plan_(plan), evaluator_(plan.model()), services_(plan.model().table()) {}

void InvariantCheck::check(const instance::Instance& instance, const Surroundings& surroundings,
                           instance::Issues& issues) {
    instance_ = &instance;
    issues_ = &issues;
    services_.set(surroundings);
    const auto count = static_cast<NodeId>(instance.nodes.size());
    for (NodeId id = 0; id < count; ++id) {
        const instance::Node& node = instance.nodes[id];
        if (node.opaque) continue;
        if (const auto invariants = plan_.of_type(node.type); !invariants.empty()) check_node(id, invariants);
        if (const auto invariants = plan_.of_property(node.property); !invariants.empty()) check_node(id, invariants);
    }
}

void InvariantCheck::check_node(NodeId id, std::span<const InvariantId> invariants) {
    fhirpath::Environment environment;
    environment.resource = resource_of(id);
    environment.services = &services_;
    for (const InvariantId invariant : invariants) {
        const auto truth = evaluator_.evaluate_boolean(plan_.expression(invariant), *instance_, id, environment);
        if (truth != fhirpath::Truth::kFalse) continue;
        const definitions::Invariant& broken = plan_.model().table().invariant(invariant);
        const json::Span at = instance_->node(id).value;
        issues_->push_back({broken.error ? &rules::kInvariant : &rules::kInvariantWarning,
                            id,
                            at.begin,
                            at.end - at.begin,
                            {},
                            broken.key});
    }
}

// The innermost resource that holds the node.
NodeId InvariantCheck::resource_of(NodeId id) const {
    if (instance_->nested.empty()) return kRoot;
    const definitions::Table& table = plan_.model().table();
    while (id != kRoot && table.type(instance_->node(id).type).kind != definitions::TypeKind::kResource)
        id = instance_->node(id).parent;
    return id;
}

}  // namespace hios::validate
