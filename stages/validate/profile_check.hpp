#pragma once
// Checks a resource against profiles: those that its meta.profile names, and those that a job sets for
// all resources of a type. Source: R4 profiling.html, elementdefinition.html; where they leave room, as
// HL7's validator does it.
//
// What a canonical url without version means, definitions::Profiles decides: US Core of the version the
// job chose (3.1.1 when it chose none, as AWS HealthLake takes it), else the newest that has the url.
//
// Checked: cardinality, types, fixed and pattern values, limits, bindings, the types references lead to,
// slices (value, pattern, type, exists and profile discriminators), profiles of extensions and datatypes,
// and the profile's own invariants. What R4 says itself is left to the other checks. Where something
// cannot be known here (a reference that leads out, a code set that cannot be listed), the item is let be.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "stages/definitions/profiles.hpp"
#include "stages/fhirpath/model.hpp"
#include "stages/validate/surroundings.hpp"

namespace hios::validate {

class Plans;
class ProfileWalk;

// Reusable; not thread-safe: one per worker. Time is linear in the resource for each profile. A profile
// is made ready on first use; after that nothing is allocated when nothing is wrong.
class ProfileCheck {
public:
    // All must outlive it. `always`: each holds for all resources of its type but contained ones, named
    // in meta.profile or not.
    ProfileCheck(const fhirpath::Model& model, const definitions::Profiles& profiles,
                 std::span<const definitions::Profile* const> always = {});
    ~ProfileCheck();
    ProfileCheck(const ProfileCheck&) = delete;
    ProfileCheck& operator=(const ProfileCheck&) = delete;

    // Appends what is wrong with the resource and with those it contains. Issue::detail is
    // "url|version", with " slice NAME" or, of an invariant, "KEY of " before it; it looks into this.
    void check(const instance::Instance& instance, const Surroundings& surroundings, instance::Issues& issues);

    // How many profiles named in meta.profile were not known, since the beginning; they are no issue.
    [[nodiscard]] std::uint64_t unknown() const { return unknown_; }

private:
    void resource(const Subject& subject, instance::NodeId id);
    void named(const Subject& subject, instance::NodeId id, instance::NodeId canonical);
    void walk(const Subject& subject, instance::NodeId id, const definitions::Profile& profile);

    const fhirpath::Model& model_;
    const definitions::Profiles& profiles_;
    const std::span<const definitions::Profile* const> always_;
    const fhirpath::NameId meta_;
    const fhirpath::NameId profile_;
    std::unique_ptr<Plans> plans_;
    std::unique_ptr<ProfileWalk> walk_;
    std::vector<const definitions::Profile*> done_;  // of the resource at hand
    std::uint64_t unknown_ = 0;
    std::string scratch_;
};

}  // namespace hios::validate
