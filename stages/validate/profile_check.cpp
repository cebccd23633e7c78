#include "stages/validate/profile_check.hpp"

#include <algorithm>

#include "stages/validate/profile_plan.hpp"
#include "stages/validate/profile_rules.hpp"
#include "stages/validate/profile_walk.hpp"

namespace hios::validate {

using definitions::Profile;
using instance::kNoNode;
using instance::kRoot;
using instance::NodeId;
using instance::Shape;

ProfileCheck::ProfileCheck(const fhirpath::Model& model, const definitions::Profiles& profiles,
                           std::span<const Profile* const> always)
    : model_(model),
      profiles_(profiles),
      always_(always),
      meta_(model.name("meta")),
      profile_(model.name("profile")),
      plans_(std::make_unique<Plans>(model, profiles)),
      walk_(std::make_unique<ProfileWalk>(model)) {}

ProfileCheck::~ProfileCheck() = default;

void ProfileCheck::check(const instance::Instance& instance, const Surroundings& surroundings,
                         instance::Issues& issues) {
    const Subject subject{model_.table(), instance, surroundings, issues, scratch_};
    walk_->begin();
    resource(subject, kRoot);
    for (const NodeId id : instance.nested) resource(subject, id);
}

void ProfileCheck::resource(const Subject& subject, NodeId id) {
    const instance::Instance& instance = subject.instance;
    if (instance.node(id).shape != Shape::kObject || instance.node(id).opaque) return;
    done_.clear();
    for (NodeId meta = instance.node(id).first; meta != kNoNode; meta = instance.node(meta).next) {
        if (model_.element_name(instance.node(meta).property) != meta_) continue;
        for (NodeId name = instance.node(meta).first; name != kNoNode; name = instance.node(name).next) {
            const bool profile = model_.element_name(instance.node(name).property) == profile_;
            if (profile && instance.node(name).shape == Shape::kString) named(subject, id, name);
        }
    }
    if (is_contained(subject, id)) return;
    for (const Profile* const profile : always_) {
        if (subject.table.is_a(instance.node(id).type, profile->type)) walk(subject, id, *profile);
    }
}

void ProfileCheck::named(const Subject& subject, NodeId id, NodeId canonical) {
    const Profile* const profile = profiles_.find(subject.text(subject.instance.node(canonical)));
    if (profile == nullptr) {
        ++unknown_;
    } else if (subject.table.is_a(subject.instance.node(id).type, profile->type)) {
        walk(subject, id, *profile);
    } else {
        subject.report(profile_rules::kWrongType, canonical, plans_->of(*profile).nodes[0].detail);
    }
}

void ProfileCheck::walk(const Subject& subject, NodeId id, const Profile& profile) {
    if (std::ranges::count(done_, &profile) != 0) return;
    done_.push_back(&profile);
    walk_->resource(subject, plans_->of(profile), id);
}

}  // namespace hios::validate
