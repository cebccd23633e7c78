#pragma once
// The walk of one resource along a profile's plan. Inside of profile_check.hpp; only its rooms include this.

#include <string>
#include <vector>

#include "stages/fhirpath/evaluator.hpp"
#include "stages/validate/profile_plan.hpp"
#include "stages/validate/profile_targets.hpp"
#include "stages/validate/profile_values.hpp"

namespace hios::validate {

// Answers what a profile's rules ask beyond the resource. Remembers when it could not.
class RuleServices final : public fhirpath::Services {
public:
    explicit RuleServices(Targets& targets) : targets_(targets) {}
    void begin(const Subject& subject, const definitions::ProfileSet& set) {
        subject_ = &subject;
        set_ = &set;
        unsure_ = false;
    }
    [[nodiscard]] bool unsure() const { return unsure_; }

    fhirpath::Value resolve(const instance::Instance& instance, std::string_view reference) override;
    fhirpath::Truth member_of(const instance::Instance& instance, instance::NodeId id,
                              std::string_view value_set) override;

private:
    Targets& targets_;
    const Subject* subject_ = nullptr;
    const definitions::ProfileSet* set_ = nullptr;
    bool unsure_ = false;
};

class ProfileWalk {
public:
    explicit ProfileWalk(const fhirpath::Model& model)
        : model_(model), evaluator_(model), services_(targets_), extension_url_(model.name("url")) {}

    void begin() { targets_.clear(); }
    // Checks the resource `id` of the subject, which begin() was called for.
    void resource(const Subject& subject, const Plan& plan, instance::NodeId id);

private:
    // Of an element: items, and where ordered slices are. Of a slice: items that are in it, and that may be.
    struct Tally {
        std::uint32_t sure = 0;
        std::uint32_t maybe = 0;
    };

    // False: the value is of a type that the profile does not allow; its inside was not looked at.
    bool item(const Plan& plan, const PlanNode& at, instance::NodeId id);
    void children(const Plan& plan, const PlanNode& at, instance::NodeId id);
    void finish(const Plan& plan, const PlanNode& element, std::size_t tally, instance::NodeId parent);
    void values(const Plan& plan, const PlanNode& at, instance::NodeId id);
    void binding(const PlanNode& at, instance::NodeId id);
    void target(const PlanNode& at, instance::NodeId id);
    void profiles(const PlanNode& at, instance::NodeId id);
    void rules(const Plan& plan, const PlanNode& at, instance::NodeId id);
    [[nodiscard]] bool conforms(const Plan& plan, instance::NodeId id);

    // profile_slices.cpp
    void place(const Plan& plan, const PlanNode& element, std::size_t tally, instance::NodeId id);
    void keep_order(const PlanNode& element, Tally& tally, std::uint32_t slice, instance::NodeId id);
    [[nodiscard]] Match match(const PlanNode& slice, instance::NodeId id);
    [[nodiscard]] Match match(const Condition& condition, std::size_t step, instance::NodeId id);
    [[nodiscard]] Match match_value(const Condition& condition, instance::NodeId id);
    [[nodiscard]] Match match_target(const Condition& condition, std::size_t step, instance::NodeId id);
    [[nodiscard]] bool has_url(instance::NodeId extension, std::string_view url) const;

    const fhirpath::Model& model_;
    fhirpath::Evaluator evaluator_;
    Targets targets_;
    RuleServices services_;
    const fhirpath::NameId extension_url_;
    const Subject* subject_ = nullptr;
    fhirpath::Environment environment_;
    std::size_t steps_ = 0;       // items still looked at before the walk is given up
    std::vector<Tally> tallies_;  // of the elements from the resource down to here
    std::vector<Match> matches_;  // of the slices of the elements from the resource down to here
};

}  // namespace hios::validate
