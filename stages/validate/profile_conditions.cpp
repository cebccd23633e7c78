#include "stages/validate/profile_conditions.hpp"

namespace hios::validate {

using definitions::Discriminator;
using definitions::FixedValue;
using definitions::FixedValueId;
using definitions::FixedValues;
using definitions::kNoFixedValue;
using definitions::kNoProfileNode;
using definitions::Profile;
using definitions::ProfileNode;
using definitions::ProfileNodeId;

namespace {

// A place in a profile, or in a value that a profile fixes above the place.
struct Spot {
    const Profile* profile = nullptr;
    ProfileNodeId id = kNoProfileNode;
    bool known = true;  // the profile has a node for it
    FixedValueId fixed = kNoFixedValue;
    FixedValueId pattern = kNoFixedValue;
};

class ConditionMaker {
public:
    ConditionMaker(const fhirpath::Model& model, Plans& plans, const Profile& profile, ProfileNodeId slice)
        : model_(model), plans_(plans), start_{&profile, slice, true, {}, {}} {
        start_.fixed = profile.node(slice).fixed;
        start_.pattern = profile.node(slice).pattern;
    }

    void add(const Discriminator& by) {
        Condition condition;
        Spot spot = start_;
        for (std::string_view rest = by.path; !rest.empty();) {
            const std::string_view step = next_step(rest);
            if (step == "$this") continue;
            if (!go(step, spot, condition)) return add_unknown(std::move(condition));
        }
        switch (by.kind) {
            case Discriminator::Kind::kValue:
            case Discriminator::Kind::kPattern:
                return add_value(spot, std::move(condition));
            case Discriminator::Kind::kType:
                return add_type(spot, std::move(condition));
            case Discriminator::Kind::kProfile:
                return add_profile(spot, std::move(condition));
            case Discriminator::Kind::kExists:
                return add_existence(spot, std::move(condition));
        }
    }

    std::vector<Condition> take() { return std::move(made_); }

private:
    // Up to the next '.' outside brackets.
    static std::string_view next_step(std::string_view& rest) {
        int open = 0;
        std::size_t end = 0;
        for (; end < rest.size() && (open > 0 || rest[end] != '.'); ++end) {
            if (rest[end] == '(') ++open;
            if (rest[end] == ')') --open;
        }
        const std::string_view step = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return step;
    }

    bool go(std::string_view step, Spot& spot, Condition& condition) const {
        const std::size_t bracket = step.find('(');
        if (bracket == std::string_view::npos) return go_to_child(step, spot, condition);
        if (!step.ends_with(')')) return false;
        const std::string_view function = step.substr(0, bracket);
        std::string_view argument = step.substr(bracket + 1, step.size() - bracket - 2);
        if (function == "resolve") {
            condition.path.push_back({PathStep::Kind::kResolve, fhirpath::kNoName, definitions::kNoType, {}});
            return true;
        }
        if (function == "ofType") {
            const definitions::TypeId type = model_.table().type_of(argument);
            condition.path.push_back({PathStep::Kind::kType, fhirpath::kNoName, type, {}});
            find_slice(spot, [&](const ProfileNode& one) { return one.types.size() == 1 && one.types[0] == type; });
            return type != definitions::kNoType;
        }
        if (function != "extension" || argument.size() < 2) return false;
        argument = argument.substr(1, argument.size() - 2);
        if (!go_to_child("extension", spot, condition)) return false;
        condition.path.back().kind = PathStep::Kind::kExtension;
        condition.path.back().url = argument;
        find_slice(spot, [&](const ProfileNode& one) { return one.extension_url == argument; });
        return true;
    }

    bool go_to_child(std::string_view name, Spot& spot, Condition& condition) const {
        const fhirpath::NameId number = model_.name(name);
        condition.path.push_back({PathStep::Kind::kName, number, definitions::kNoType, {}});
        enter_profile(spot, name);
        const FixedValues& values = spot.profile->set->values();
        spot.fixed = member(values, spot.fixed, name);
        spot.pattern = member(values, spot.pattern, name);
        const ProfileNodeId child = spot.known ? spot.profile->child(spot.id, name) : kNoProfileNode;
        spot.known = child != kNoProfileNode;
        spot.id = child;
        if (spot.known && spot.profile->node(child).fixed != kNoFixedValue)
            spot.fixed = spot.profile->node(child).fixed;
        if (spot.known && spot.profile->node(child).pattern != kNoFixedValue)
            spot.pattern = spot.profile->node(child).pattern;
        return number != fhirpath::kNoName;
    }

    // What the slice leaves to the profile of its type: the url of an extension, say.
    void enter_profile(Spot& spot, std::string_view name) const {
        if (!spot.known || spot.profile->child(spot.id, name) != kNoProfileNode) return;
        const auto profiles = spot.profile->node(spot.id).profiles;
        if (spot.id == definitions::kProfileRoot || profiles.size() != 1) return;
        const Profile* const found = plans_.find(*spot.profile, profiles[0]);
        if (found == nullptr) return;
        spot = {found, definitions::kProfileRoot, true, kNoFixedValue, kNoFixedValue};
    }

    template <class Is>
    void find_slice(Spot& spot, Is&& is) const {
        if (!spot.known) return;
        for (ProfileNodeId id = spot.profile->node(spot.id).first_slice; id != kNoProfileNode;
             id = spot.profile->node(id).next) {
            if (is(spot.profile->node(id))) spot.id = id;
        }
    }

    // Of the first item when the member is a list.
    static FixedValueId member(const FixedValues& values, FixedValueId object, std::string_view name) {
        if (object == kNoFixedValue || values[object].kind != FixedValue::Kind::kObject) return kNoFixedValue;
        for (FixedValueId id = values[object].first; id != kNoFixedValue; id = values[id].next) {
            if (values[id].name == name) return values[id].kind == FixedValue::Kind::kArray ? values[id].first : id;
        }
        return kNoFixedValue;
    }

    void add_value(const Spot& spot, Condition condition) {
        condition.values = &spot.profile->set->values();
        const std::size_t before = made_.size();
        if (spot.fixed != kNoFixedValue) {
            condition.kind = Condition::Kind::kFixed;
            condition.value = spot.fixed;
            made_.push_back(std::move(condition));
        } else if (spot.pattern != kNoFixedValue) {
            condition.kind = Condition::Kind::kPattern;
            condition.value = spot.pattern;
            made_.push_back(std::move(condition));
        } else if (const std::string_view url = extension_url(condition); !url.empty()) {
            condition.kind = Condition::Kind::kFixed;
            condition.text = url;
            made_.push_back(std::move(condition));
        } else if (spot.known && has_binding(spot)) {
            condition.kind = Condition::Kind::kBinding;
            condition.codes = spot.profile->node(spot.id).codes;
            made_.push_back(std::move(condition));
        } else {
            if (spot.known) add_deeper(spot, condition);
            if (made_.size() == before) add_unknown(std::move(condition));
        }
    }

    // "code", where the slice fixes code.coding.code.
    void add_deeper(const Spot& spot, const Condition& above) {
        if (above.path.size() > kDeepest) return;
        for (ProfileNodeId id = spot.profile->node(spot.id).first_child; id != kNoProfileNode;
             id = spot.profile->node(id).next) {
            const ProfileNode& child = spot.profile->node(id);
            Condition condition = above;
            condition.path.push_back({PathStep::Kind::kName, model_.name(child.name), definitions::kNoType, {}});
            const Spot below{spot.profile, id, true, child.fixed, child.pattern};
            if (child.fixed != kNoFixedValue || child.pattern != kNoFixedValue) {
                add_value(below, std::move(condition));
            } else {
                add_deeper(below, condition);
            }
        }
    }

    static bool has_binding(const Spot& spot) {
        const ProfileNode& node = spot.profile->node(spot.id);
        return node.codes && node.strength == definitions::Strength::kRequired;
    }

    // An extension's profile need not be at hand to know its url.
    [[nodiscard]] std::string_view extension_url(const Condition& condition) const {
        const bool url = condition.path.size() == 1 && condition.path[0].name == model_.name("url");
        return url ? start_.profile->node(start_.id).extension_url : std::string_view{};
    }

    void add_type(const Spot& spot, Condition condition) {
        if (!spot.known) return add_unknown(std::move(condition));
        const ProfileNode& node = spot.profile->node(spot.id);
        const bool resolved = !condition.path.empty() && condition.path.back().kind == PathStep::Kind::kResolve;
        condition.kind = Condition::Kind::kType;
        condition.types = resolved ? node.targets : node.types;
        if (condition.types.empty()) return add_unknown(std::move(condition));
        made_.push_back(std::move(condition));
    }

    void add_profile(const Spot& spot, Condition condition) {
        if (!spot.known) return add_unknown(std::move(condition));
        // Of the profiles that references lead to, only types are kept.
        if (!condition.path.empty() && condition.path.back().kind == PathStep::Kind::kResolve)
            return add_type(spot, std::move(condition));
        for (const std::string_view canonical : spot.profile->node(spot.id).profiles) {
            const Profile* const found = plans_.find(*spot.profile, canonical);
            if (found == nullptr) return add_unknown(std::move(condition));
            condition.profiles.push_back(&plans_.of(*found));
        }
        if (condition.profiles.empty()) return add_unknown(std::move(condition));
        condition.kind = Condition::Kind::kProfile;
        made_.push_back(std::move(condition));
    }

    void add_existence(const Spot& spot, Condition condition) {
        if (spot.known && spot.profile->node(spot.id).max == 0) {
            condition.kind = Condition::Kind::kAbsent;
        } else if (spot.known && spot.profile->node(spot.id).min > 0) {
            condition.kind = Condition::Kind::kExists;
        }
        made_.push_back(std::move(condition));
    }

    void add_unknown(Condition condition) {
        condition.kind = Condition::Kind::kUnknown;
        condition.path.clear();
        made_.push_back(std::move(condition));
    }

    static constexpr std::size_t kDeepest = 16;

    const fhirpath::Model& model_;
    Plans& plans_;
    Spot start_;
    std::vector<Condition> made_;
};

}  // namespace

std::vector<Condition> conditions_of(const fhirpath::Model& model, Plans& plans, const Profile& profile,
                                     ProfileNodeId slice, std::span<const Discriminator> discriminators) {
    ConditionMaker maker(model, plans, profile, slice);
    for (const Discriminator& by : discriminators) maker.add(by);
    std::vector<Condition> made = maker.take();
    // Without a discriminator nothing tells the slices apart.
    if (made.empty()) made.emplace_back();
    return made;
}

}  // namespace hios::validate
