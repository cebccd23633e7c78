#include "stages/validate/profile_walk.hpp"

#include <algorithm>

#include "stages/fhirpath/text.hpp"
#include "stages/validate/profile_bindings.hpp"
#include "stages/validate/profile_rules.hpp"

namespace hios::validate {

using definitions::kNoFixedValue;
using definitions::Membership;
using definitions::ProfileNode;
using definitions::Strength;
using definitions::TypeId;
using instance::kNoNode;
using instance::Node;
using instance::NodeId;
using instance::Shape;

namespace {

constexpr std::size_t kLeastSteps = 10'000;
constexpr std::size_t kStepsPerNode = 100;

bool is_any_of(const definitions::Table& table, TypeId type, std::span<const TypeId> allowed) {
    return std::ranges::any_of(allowed, [&](TypeId one) { return table.is_a(type, one); });
}

// What the Reader has not complained about already.
bool is_well_shaped(const Node& node) {
    if (node.type >= definitions::kPrimitives) return node.shape == Shape::kObject && !node.opaque;
    return node.shape == Shape::kAbsent ||
           node.shape == instance::shape_of(static_cast<definitions::Primitive>(node.type));
}

}  // namespace

void ProfileWalk::resource(const Subject& subject, const Plan& plan, NodeId id) {
    subject_ = &subject;
    environment_.resource = id;
    environment_.root_resource = is_contained(subject, id) ? subject.instance.node(id).parent : id;
    environment_.services = &services_;
    // A node is looked at once for its element, each slice it is in, and each profile of its value.
    steps_ = kLeastSteps + kStepsPerNode * subject.instance.nodes.size();
    item(plan, plan.nodes[0], id);
    if (steps_ == 0) subject.report(profile_rules::kGivenUp, id, plan.nodes[0].detail);
}

bool ProfileWalk::item(const Plan& plan, const PlanNode& at, NodeId id) {
    const Node& node = subject_->instance.node(id);
    if (!is_well_shaped(node) || steps_ == 0) return true;
    --steps_;
    if (!at.types.empty() && !is_any_of(subject_->table, node.type, at.types)) {
        subject_->report(profile_rules::kType, id, at.detail);
        return false;
    }
    if (node.shape != Shape::kAbsent) {
        if (at.values) values(plan, at, id);
        if (at.bound) binding(at, id);
        if (!at.targets.empty()) target(at, id);
    }
    if (!at.profiles.empty()) profiles(at, id);
    if (!at.rules.empty()) rules(plan, at, id);
    if (at.children != 0) children(plan, at, id);
    return true;
}

void ProfileWalk::children(const Plan& plan, const PlanNode& at, NodeId id) {
    const std::size_t base = tallies_.size();
    tallies_.resize(base + at.tallies);
    const auto* const first = plan.names.data() + at.first_child;
    const auto* const last = first + at.children;
    for (NodeId child = subject_->instance.node(id).first; child != kNoNode;
         child = subject_->instance.node(child).next) {
        const auto* const found = std::find(first, last, model_.element_name(subject_->instance.node(child).property));
        if (found == last) continue;
        const PlanNode& element = plan.nodes[at.first_child + static_cast<std::size_t>(found - first)];
        const std::size_t tally = base + element.tally;
        ++tallies_[tally].sure;
        const bool allowed = item(plan, element, child);
        if (element.slices == 0) continue;
        if (allowed) {
            place(plan, element, tally, child);
        } else {
            for (std::uint32_t i = 1; i <= element.slices; ++i) ++tallies_[tally + i].maybe;
        }
    }
    for (std::uint32_t i = 0; i < at.children; ++i) {
        const PlanNode& element = plan.nodes[at.first_child + i];
        finish(plan, element, base + element.tally, id);
    }
    tallies_.resize(base);
}

void ProfileWalk::finish(const Plan& plan, const PlanNode& element, std::size_t tally, NodeId parent) {
    const std::uint32_t items = tallies_[tally].sure;
    const std::string_view name = element.node->name;
    if (items < element.min) {
        subject_->report(profile_rules::kMin, parent, element.detail, name);
        if (items == 0) return;  // its slices are missing with it
    }
    if (element.max != definitions::kUnbounded && items > element.max)
        subject_->report(profile_rules::kMax, parent, element.detail, name);
    for (std::uint32_t i = 0; i < element.slices; ++i) {
        const PlanNode& slice = plan.nodes[element.first_slice + i];
        const Tally& found = tallies_[tally + 1 + i];
        // A slice of a slice is asked for where there is an item of the outer one.
        if (slice.within != 0 && tallies_[tally + slice.within].sure == 0) continue;
        if (found.sure + found.maybe < slice.min)
            subject_->report(profile_rules::kSliceMin, parent, slice.detail, name);
        if (slice.max != definitions::kUnbounded && found.sure > slice.max)
            subject_->report(profile_rules::kSliceMax, parent, slice.detail, name);
    }
}

void ProfileWalk::values(const Plan& plan, const PlanNode& at, NodeId id) {
    const ProfileNode& node = *at.node;
    const definitions::FixedValues& values = plan.profile->set->values();
    if (node.fixed != kNoFixedValue && !has_value(*subject_, id, values, node.fixed, true))
        subject_->report(profile_rules::kFixed, id, at.detail);
    if (node.pattern != kNoFixedValue && !has_value(*subject_, id, values, node.pattern, false))
        subject_->report(profile_rules::kPattern, id, at.detail);
    if (node.min_value != kNoFixedValue && compare_value(*subject_, id, values, node.min_value) < 0)
        subject_->report(profile_rules::kMinValue, id, at.detail);
    if (node.max_value != kNoFixedValue && compare_value(*subject_, id, values, node.max_value) > 0)
        subject_->report(profile_rules::kMaxValue, id, at.detail);
    const Node& value = subject_->instance.node(id);
    if (node.max_length != 0 && value.shape == Shape::kString &&
        fhirpath::characters(subject_->text(value)) > node.max_length)
        subject_->report(profile_rules::kMaxLength, id, at.detail);
}

void ProfileWalk::binding(const PlanNode& at, NodeId id) {
    const CodesFound found = find_codes(*subject_, id, at.node->codes);
    const bool required = at.node->strength == Strength::kRequired;
    if (found.in == Membership::kOut)
        return subject_->report(required ? profile_rules::kBinding : profile_rules::kExtensible, id, at.detail);
    // In an extensible binding text may stand for a code that the set has not.
    if (required && found.text_only) subject_->report(profile_rules::kNoCoding, id, at.detail);
}

void ProfileWalk::target(const PlanNode& at, NodeId id) {
    const definitions::Table& table = subject_->table;
    if (table.type(subject_->instance.node(id).type).name != "Reference") return;
    const TypeId type = targets_.of(*subject_, id).type;
    if (type == definitions::kNoType || is_any_of(table, type, at.targets)) return;
    // What R4 does not allow either is said there.
    const auto base = at.node->base->targets;
    if (base.empty() || is_any_of(table, type, base)) subject_->report(profile_rules::kTarget, id, at.detail);
}

void ProfileWalk::profiles(const PlanNode& at, NodeId id) {
    const TypeId type = subject_->instance.node(id).type;
    const auto fits = [&](const Plan* plan) { return subject_->table.is_a(type, plan->profile->type); };
    const auto count = std::ranges::count_if(at.profiles, fits);
    if (count == 0) return;
    if (count == 1 && !at.profiles_open) {
        const Plan& only = **std::ranges::find_if(at.profiles, fits);
        item(only, only.nodes[0], id);
        return;
    }
    const bool one =
        std::ranges::any_of(at.profiles, [&](const Plan* plan) { return fits(plan) && conforms(*plan, id); });
    if (!one && !at.profiles_open) subject_->report(profile_rules::kValueProfile, id, at.detail);
}

bool ProfileWalk::conforms(const Plan& plan, NodeId id) {
    instance::Issues& issues = subject_->issues;
    const std::size_t before = issues.size();
    bool right = item(plan, plan.nodes[0], id);
    for (std::size_t i = before; i < issues.size(); ++i)
        right = right && issues[i].rule->severity != instance::Severity::kError;
    issues.erase(issues.begin() + static_cast<std::ptrdiff_t>(before), issues.end());
    return right;
}

void ProfileWalk::rules(const Plan& plan, const PlanNode& at, NodeId id) {
    for (const PlanRule& rule : at.rules) {
        services_.begin(*subject_, *plan.profile->set);
        const fhirpath::Truth truth =
            rule.expression ? evaluator_.evaluate_boolean(*rule.expression, subject_->instance, id, environment_)
                            : fhirpath::Truth::kError;
        if (truth == fhirpath::Truth::kTrue || services_.unsure()) continue;
        if (truth == fhirpath::Truth::kError) {
            subject_->report(profile_rules::kInvariantUnusable, id, rule.detail);
        } else {
            subject_->report(rule.error ? profile_rules::kInvariant : profile_rules::kInvariantWarning, id,
                             rule.detail);
        }
    }
}

fhirpath::Value RuleServices::resolve(const instance::Instance&, std::string_view reference) {
    const Target target = targets_.find(*subject_, reference);
    if (target.node != kNoNode) return fhirpath::Value::of(target.node);
    if (target.type != definitions::kNoType) return fhirpath::Value::of_type(target.type);
    unsure_ = true;
    return {};
}

fhirpath::Truth RuleServices::member_of(const instance::Instance&, NodeId id, std::string_view value_set) {
    const definitions::BoundSet set = set_->code_set(value_set.substr(0, value_set.find('|')));
    const Membership found = set ? find_codes(*subject_, id, set).in : Membership::kUnknown;
    if (found == Membership::kUnknown) unsure_ = true;
    return found == Membership::kUnknown ? fhirpath::Truth::kEmpty : fhirpath::truth_of(found == Membership::kIn);
}

}  // namespace hios::validate
