#include "stages/validate/profile_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "stages/validate/profile_conditions.hpp"

namespace hios::validate {

using definitions::FixedValueId;
using definitions::kNoFixedValue;
using definitions::kNoProfileNode;
using definitions::kProfileRoot;
using definitions::kUnbounded;
using definitions::Profile;
using definitions::ProfileNode;
using definitions::ProfileNodeId;

namespace {

class PlanMaker {
public:
    PlanMaker(const fhirpath::Model& model, Plans& plans, const Profile& profile, Plan& plan)
        : model_(model), plans_(plans), profile_(profile), plan_(plan) {}

    void make() {
        plan_.profile = &profile_;
        name_ = profile_.version.empty() ? profile_.url : keep(fmt::format("{}|{}", profile_.url, profile_.version));
        plan_.nodes.resize(1);
        plan_.names.resize(1, fhirpath::kNoName);
        places_.resize(profile_.nodes.size());
        fill(0, kProfileRoot, nullptr);
        plan_.nodes[0].max = kUnbounded;
        below(0, kProfileRoot, kNoProfileNode, false);
    }

private:
    // Makes room for the list that begins at `first`.
    std::uint32_t make_room(ProfileNodeId first, std::uint32_t& count) {
        const auto at = static_cast<std::uint32_t>(plan_.nodes.size());
        for (ProfileNodeId id = first; id != kNoProfileNode; id = profile_.node(id).next) ++count;
        plan_.nodes.resize(at + count);
        plan_.names.resize(at + count, fhirpath::kNoName);
        return at;
    }

    // Children and slices of the node `at`. In a slice, `twin` is the node of the same element outside it.
    void below(std::uint32_t at, ProfileNodeId id, ProfileNodeId twin, bool has_twin) {
        std::uint32_t count = 0;
        const std::uint32_t children = make_room(profile_.node(id).first_child, count);
        plan_.nodes[at].first_child = children;
        plan_.nodes[at].children = count;
        std::uint32_t place_of = children;
        std::uint32_t tally = 0;
        for (ProfileNodeId child = profile_.node(id).first_child; child != kNoProfileNode;
             child = profile_.node(child).next, ++place_of) {
            const ProfileNodeId other = has_twin ? profile_.child(twin, profile_.node(child).name) : kNoProfileNode;
            fill(place_of, child, other == kNoProfileNode ? nullptr : &profile_.node(other));
            plan_.nodes[place_of].tally = tally;
            if (contradicts(child)) {
                plan_.nodes[place_of].bound = false;
                if (other != kNoProfileNode) plan_.nodes[places_[other]].bound = false;
            }
            below(place_of, child, other, other != kNoProfileNode);
            slices(place_of, child);
            tally += 1 + plan_.nodes[place_of].slices;
        }
        plan_.nodes[at].tallies = tally;
    }

    void slices(std::uint32_t at, ProfileNodeId id) {
        const ProfileNode& element = profile_.node(id);
        std::uint32_t count = 0;
        const std::uint32_t first = make_room(element.first_slice, count);
        plan_.nodes[at].first_slice = first;
        plan_.nodes[at].slices = count;
        std::uint32_t place_of = first;
        for (ProfileNodeId slice = element.first_slice; slice != kNoProfileNode;
             slice = profile_.node(slice).next, ++place_of) {
            fill(place_of, slice, &element);
            const ProfileNode& node = profile_.node(slice);
            // How many items there are of a slice, the element's range does not say.
            plan_.nodes[place_of].min = node.min;
            plan_.nodes[place_of].max = node.max;
            if (node.max == element.max && plan_.nodes[at].max != kUnbounded) plan_.nodes[place_of].max = kUnbounded;
            plan_.nodes[place_of].within = outer_slice(id, node.slice);
            const ProfileNodeId sliced = plan_.nodes[place_of].within == 0 ? id : slice_called(id, outer(node.slice));
            plan_.nodes[place_of].conditions =
                conditions_of(model_, plans_, profile_, slice, profile_.node(sliced).discriminators);
            below(place_of, slice, id, true);
        }
    }

    static std::string_view outer(std::string_view slice) {
        const std::size_t slash = slice.rfind('/');
        return slash == std::string_view::npos ? std::string_view{} : slice.substr(0, slash);
    }
    [[nodiscard]] ProfileNodeId slice_called(ProfileNodeId element, std::string_view name) const {
        ProfileNodeId id = profile_.node(element).first_slice;
        while (id != kNoProfileNode && profile_.node(id).slice != name) id = profile_.node(id).next;
        return id;
    }
    [[nodiscard]] std::uint32_t outer_slice(ProfileNodeId element, std::string_view name) const {
        const ProfileNodeId found = slice_called(element, outer(name));
        if (outer(name).empty() || found == kNoProfileNode) return 0;
        std::uint32_t place = 1;
        for (ProfileNodeId id = profile_.node(element).first_slice; id != found; id = profile_.node(id).next) ++place;
        return place;
    }

    void fill(std::uint32_t at, ProfileNodeId id, const ProfileNode* twin) {
        const ProfileNode& node = profile_.node(id);
        PlanNode& made = plan_.nodes[at];
        made.node = &node;
        places_[id] = at;
        plan_.names[at] = model_.name(node.name);
        made.detail = node.slice.empty() ? name_ : keep(fmt::format("{} slice {}", name_, node.slice));
        if (node.base != nullptr) {
            const std::uint16_t min = twin != nullptr ? twin->min : node.base->min;
            const std::uint16_t max = twin != nullptr ? twin->max : node.base->max;
            if (node.min > min) made.min = node.min;
            if (node.max < max) made.max = node.max;
        }
        made.values = node.fixed != kNoFixedValue || node.pattern != kNoFixedValue || node.min_value != kNoFixedValue ||
                      node.max_value != kNoFixedValue || node.max_length != 0;
        made.bound = node.codes && node.strength >= definitions::Strength::kExtensible;
        if (twin != nullptr && twin->codes.sets == node.codes.sets && twin->codes.id == node.codes.id &&
            twin->strength >= node.strength)
            made.bound = false;
        if (twin == nullptr || !std::ranges::equal(twin->types, node.types)) made.types = node.types;
        if (twin == nullptr || !std::ranges::equal(twin->targets, node.targets)) made.targets = node.targets;
        if (twin == nullptr || !std::ranges::equal(twin->profiles, node.profiles)) add_profiles(made);
        add_rules(made, twin);
    }

    // Whether a profile asks for a code that its own binding excludes; then the binding is dropped. US Core
    // 3.1.1's pulse oximetry fixes L/min, which the units of vital signs do not have.
    [[nodiscard]] bool contradicts(ProfileNodeId id) const {
        const ProfileNode& node = profile_.node(id);
        if (!node.codes) return false;
        const definitions::FixedValues& values = profile_.set->values();
        FixedValueId system = profile_.node(profile_.child(id, "system")).fixed;
        FixedValueId code = profile_.node(profile_.child(id, "code")).fixed;
        if (const FixedValueId codings = member(node.pattern, "coding"); codings != kNoFixedValue) {
            system = member(values[codings].first, "system");
            code = member(values[codings].first, "code");
        }
        return code != kNoFixedValue && system != kNoFixedValue &&
               node.codes.has_coding(values[system].text, values[code].text) == definitions::Membership::kOut;
    }
    [[nodiscard]] FixedValueId member(FixedValueId object, std::string_view name) const {
        const definitions::FixedValues& values = profile_.set->values();
        FixedValueId id = object == kNoFixedValue ? kNoFixedValue : values[object].first;
        while (id != kNoFixedValue && values[id].name != name) id = values[id].next;
        return id;
    }

    void add_profiles(PlanNode& made) {
        const ProfileNode& node = *made.node;
        for (const std::string_view canonical : node.profiles) {
            if (const Profile* const found = plans_.find(profile_, canonical); found != nullptr) {
                made.profiles.push_back(&plans_.of(*found));
            } else {
                made.profiles_open = true;
            }
        }
    }

    void add_rules(PlanNode& made, const ProfileNode* twin) {
        for (const definitions::InvariantId id : made.node->invariants) {
            if (twin != nullptr && std::ranges::count(twin->invariants, id) != 0) continue;
            const definitions::Invariant& rule = profile_.set->invariant(id);
            PlanRule one;
            if (auto compiled = fhirpath::compile(rule.expression, model_)) one.expression = std::move(*compiled);
            one.error = rule.error;
            one.detail = keep(fmt::format("{} of {}", rule.key, name_));
            made.rules.push_back(std::move(one));
        }
    }

    std::string_view keep(std::string text) { return plan_.texts.emplace_back(std::move(text)); }

    const fhirpath::Model& model_;
    Plans& plans_;
    const Profile& profile_;
    Plan& plan_;
    std::string_view name_;
    std::vector<std::uint32_t> places_;  // in Plan::nodes, by ProfileNodeId
};

}  // namespace

const Plan& Plans::of(const Profile& profile) {
    auto& plan = plans_[&profile];
    if (plan != nullptr) return *plan;
    plan = std::make_unique<Plan>();
    // Profiles may lead to each other: the plan's place is known before it is filled.
    Plan& made = *plan;
    PlanMaker(model_, *this, profile, made).make();
    return made;
}

const Profile* Plans::find(const Profile& user, std::string_view canonical) const {
    const std::string_view url = canonical.substr(0, canonical.find('|'));
    if (const Profile* const own = user.set->find(url); own != nullptr) return own;
    return profiles_.find(canonical);
}

}  // namespace hios::validate
