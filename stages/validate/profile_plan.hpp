#pragma once
// A profile made ready for the walk of profile_walk.hpp: names as numbers, rules compiled, slices with
// the conditions of their discriminators, and without what R4 or the element of a slice asks already.

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "stages/definitions/profiles.hpp"
#include "stages/fhirpath/expression.hpp"

namespace hios::validate {

struct Plan;

// One step of a discriminator's path (R4 profiling.html#discriminator).
struct PathStep {
    enum class Kind : std::uint8_t { kName, kExtension, kType, kResolve };
    Kind kind = Kind::kName;
    fhirpath::NameId name = fhirpath::kNoName;        // kName; of kExtension: that of extension
    definitions::TypeId type = definitions::kNoType;  // of kType: ofType(type)
    std::string_view url;                             // of kExtension: extension('url')
};

// What one discriminator asks of an item of a slice. Of several values at the path, one must do.
struct Condition {
    enum class Kind : std::uint8_t { kFixed, kPattern, kBinding, kType, kExists, kAbsent, kProfile, kUnknown };
    Kind kind = Kind::kUnknown;  // unknown: the profile does not say what tells the slice apart
    std::vector<PathStep> path;  // empty: the item itself
    const definitions::FixedValues* values = nullptr;
    definitions::FixedValueId value = definitions::kNoFixedValue;
    std::string_view text;  // kFixed without a value: an extension's url
    definitions::BoundSet codes;
    std::span<const definitions::TypeId> types;
    std::vector<const Plan*> profiles;
};

struct PlanRule {
    std::optional<fhirpath::Expression> expression;  // nothing: it does not compile
    bool error = true;
    std::string_view detail;
};

// A node without what is said elsewhere; see definitions::ProfileNode.
struct PlanNode {
    const definitions::ProfileNode* node = nullptr;
    std::uint16_t min = 0;
    std::uint16_t max = definitions::kUnbounded;
    bool values = false;  // fixed, pattern, least, greatest, length
    bool bound = false;
    bool profiles_open = false;  // some of the profiles are not at hand
    std::span<const definitions::TypeId> types;
    std::span<const definitions::TypeId> targets;
    std::vector<const Plan*> profiles;
    std::vector<PlanRule> rules;
    std::vector<Condition> conditions;  // of a slice
    std::uint32_t within = 0;           // of a slice of a slice: which slice, counted from 1
    std::uint32_t first_child = 0;      // children and slices follow each other in Plan::nodes
    std::uint32_t children = 0;
    std::uint32_t first_slice = 0;
    std::uint32_t slices = 0;
    std::uint32_t tally = 0;    // place among the tallies of its parent: its own, then one per slice
    std::uint32_t tallies = 0;  // of all its children
    std::string_view detail;    // Issue::detail
};

struct Plan {
    const definitions::Profile* profile = nullptr;
    std::vector<PlanNode> nodes;          // nodes[0] is the root
    std::vector<fhirpath::NameId> names;  // of the nodes
    std::deque<std::string> texts;        // what details look into
};

// Plans, made when first asked for. Not thread-safe: one per worker. Plans stay where they are.
class Plans {
public:
    // Both must outlive it.
    Plans(const fhirpath::Model& model, const definitions::Profiles& profiles) : model_(model), profiles_(profiles) {}

    const Plan& of(const definitions::Profile& profile);
    // As an element of `user` names it: its own package goes first. Null: not known.
    const definitions::Profile* find(const definitions::Profile& user, std::string_view canonical) const;

private:
    const fhirpath::Model& model_;
    const definitions::Profiles& profiles_;
    std::unordered_map<const definitions::Profile*, std::unique_ptr<Plan>> plans_;
};

}  // namespace hios::validate
