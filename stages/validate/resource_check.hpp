#pragma once
// Checks the values of one resource that has been read into an Instance: everything but the JSON form
// (stages/instance), the rules of Bundles (bundle_check.hpp), invariants and profiles.

#include "stages/validate/level.hpp"
#include "stages/validate/looks.hpp"
#include "stages/validate/references.hpp"

namespace hios::validate {

// Reusable; not thread-safe (one per worker). No allocation in the steady state when nothing is wrong.
class ResourceCheck {
public:
    ResourceCheck(const definitions::Table& table, Level level);

    // Whether the resource checked last names code systems, and all of them as FHIR did before R4.
    [[nodiscard]] bool only_older_systems() const { return older_systems_ > 1 && current_systems_ == 0; }

    // See looks.hpp.
    [[nodiscard]] const std::vector<std::uint8_t>& looks_by_property() const { return properties_; }

    // Appends what is wrong. `surroundings` must hold during the call.
    void check(const instance::Instance& instance, const Surroundings& surroundings, instance::Issues& issues);

private:
    void primitive(const Subject& subject, instance::NodeId id);
    void look_at(const Subject& subject, instance::NodeId id, std::uint8_t look);
    void complex(const Subject& subject, instance::NodeId id);
    [[nodiscard]] bool is_contained(const instance::Node& node) const;
    [[nodiscard]] instance::NodeId scope_of(const Subject& subject, instance::NodeId id) const;
    void nested(const Subject& subject, instance::NodeId id);
    void extension(const Subject& subject, instance::NodeId id);
    void quantity(const Subject& subject, instance::NodeId id);
    void period(const Subject& subject, instance::NodeId id);
    [[nodiscard]] bool only_id(const Subject& subject, const instance::Node& node) const;
    void modifier(const Subject& subject, instance::NodeId id);

    const definitions::Table& table_;
    const Level level_;
    const std::vector<std::uint8_t> properties_;  // looks
    std::vector<std::uint8_t> types_;             // what to look at, by TypeId
    definitions::PropertyId reference_;
    LocalLinks local_;
    std::uint32_t older_systems_ = 0;
    std::uint32_t current_systems_ = 0;
    std::string scratch_;
};

}  // namespace hios::validate
