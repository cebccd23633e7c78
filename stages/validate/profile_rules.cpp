#include "stages/validate/profile_rules.hpp"

#include <array>

namespace hios::validate {

using instance::IssueType;
using enum instance::IssueType;
using enum instance::Severity;

namespace profile_rules {

const Rule kWrongType{{"profile.wrong_type", "meta.profile names a profile of another resource type.",
                       "Remove it from meta.profile, or name the profile of this resource's type."},
                      kStructure};
const Rule kMin{{"profile.min", "The profile asks for more items of the element than there are.",
                 "Add the element; where its value is not known, a data-absent-reason extension may stand for it."},
                kRequired};
const Rule kMax{{"profile.max", "The profile allows fewer items of the element than there are; at most 0 forbids it.",
                 "Keep no more than the profile's maximum."},
                kStructure};
const Rule kType{{"profile.type", "The profile does not allow a value of this type here.",
                  "Use one of the types that the profile lists for the choice."},
                 kStructure};
const Rule kFixed{{"profile.fixed", "The value is not exactly the one that the profile fixes.",
                   "Write the fixed value of the profile, with no member more or less."},
                  kValue};
const Rule kPattern{{"profile.pattern", "The value does not have all that the profile's pattern has.",
                     "Add what the pattern lists; more than that may stand beside it."},
                    kValue};
const Rule kMinValue{
    {"profile.min_value", "The value is below the profile's least one.", "Correct the value or its unit."}, kValue};
const Rule kMaxValue{
    {"profile.max_value", "The value is above the profile's greatest one.", "Correct the value or its unit."}, kValue};
const Rule kMaxLength{{"profile.max_length", "The text is longer than the profile allows.",
                       "Shorten it, or carry the rest in another element."},
                      kValue};
const Rule kBinding{{"profile.binding", "No code is from the value set that the profile demands here (required).",
                     "Map it to a code of the profile's value set; check its system as well as its code."},
                    kCodeInvalid};
const Rule kNoCoding{{"profile.no_coding", "The profile demands a code here (required binding); there is only text.",
                      "Add a coding from the profile's value set; many sets have one for unknown values."},
                     kCodeInvalid};
const Rule kExtensible{{"profile.extensible", "No code is from the value set that the profile prefers (extensible).",
                        "Add a coding from the profile's value set when one has the meaning; else it may stay."},
                       kCodeInvalid,
                       kWarning};
const Rule kTarget{{"profile.target", "The reference leads to a resource type that the profile does not allow.",
                    "Refer to one of the types that the profile lists."},
                   kValue};
const Rule kValueProfile{{"profile.value_profile", "The value conforms to none of the profiles allowed for it.",
                          "Choose one of the datatype or extension profiles listed, and fulfil it."},
                         kStructure};
const Rule kSliceMin{{"profile.slice_min", "Items of a slice that the profile demands are missing.",
                      "Add an item with the values that the profile fixes for the slice."},
                     kRequired};
const Rule kSliceMax{{"profile.slice_max", "There are more items of a slice than the profile allows.",
                      "Keep no more than the slice's maximum."},
                     kStructure};
const Rule kSliceClosed{{"profile.slice_closed", "An item belongs to none of the profile's slices, which are all.",
                         "Remove the item, or give it the values of one of the slices."},
                        kStructure};
const Rule kSliceOrder{{"profile.slice_order", "Items stand in another order than the profile's slices.",
                        "Put the items in the order of the slices; items of no slice come last where it says so."},
                       kStructure};
const Rule kInvariant{{"profile.invariant", "A rule (invariant) of the profile does not hold.",
                       "The rule's key stands with the issue; change the elements that it names."},
                      IssueType::kInvariant};
const Rule kInvariantWarning{{"profile.best_practice", "A rule that the profile recommends does not hold.",
                              "The rule's key stands with the issue; it need not hold."},
                             IssueType::kInvariant,
                             kWarning};
const Rule kInvariantUnusable{{"profile.invariant_unusable", "A rule of the profile could not be evaluated here.",
                               "Check the rule's FHIRPath expression, and whether the element is unusually large."},
                              IssueType::kInvariant,
                              kWarning};
const Rule kGivenUp{{"profile.given_up", "Checking the profile on this resource costs too much; it was given up.",
                     "Look for slices by profile, or lists of profiles, that lead to themselves in the profile."},
                    kStructure,
                    kWarning};

std::span<const Rule* const> all() {
    static constexpr std::array kAll{
        &kWrongType, &kMin,       &kMax,         &kType,       &kFixed,      &kPattern,          &kMinValue,
        &kMaxValue,  &kMaxLength, &kBinding,     &kNoCoding,   &kExtensible, &kTarget,           &kValueProfile,
        &kSliceMin,  &kSliceMax,  &kSliceClosed, &kSliceOrder, &kInvariant,  &kInvariantWarning, &kInvariantUnusable,
        &kGivenUp};
    return kAll;
}

}  // namespace profile_rules

}  // namespace hios::validate
