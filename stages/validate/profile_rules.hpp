#pragma once
// The rules of profile_check.hpp. Issue::detail names the profile ("url|version"), and the slice or the
// rule's key where there is one.

#include <span>

#include "stages/instance/issue.hpp"

namespace hios::validate::profile_rules {

using instance::Rule;

extern const Rule kWrongType;  // meta.profile names a profile of another resource type
extern const Rule kMin;
extern const Rule kMax;
extern const Rule kType;
extern const Rule kFixed;
extern const Rule kPattern;
extern const Rule kMinValue;
extern const Rule kMaxValue;
extern const Rule kMaxLength;
extern const Rule kBinding;
extern const Rule kNoCoding;    // text alone where a required binding asks for a coding
extern const Rule kExtensible;  // warning
extern const Rule kTarget;
extern const Rule kValueProfile;  // the value conforms to none of several profiles
extern const Rule kSliceMin;
extern const Rule kSliceMax;
extern const Rule kSliceClosed;
extern const Rule kSliceOrder;
extern const Rule kInvariant;
extern const Rule kInvariantWarning;   // a rule that the profile only recommends
extern const Rule kInvariantUnusable;  // warning: the rule could not be evaluated
extern const Rule kGivenUp;            // warning: the profile leads to itself too often on this resource

[[nodiscard]] std::span<const Rule* const> all();

}  // namespace hios::validate::profile_rules
