#pragma once
// The rules of R4's JSON form and of element definitions that the reader checks.

#include "stages/instance/issue.hpp"

namespace hios::instance::rules {

extern const Rule kNotAnObject;
extern const Rule kNoResourceType;
extern const Rule kUnknownResourceType;
extern const Rule kUnknownElement;
extern const Rule kRepeatedMember;
extern const Rule kTwoTypesOfChoice;
extern const Rule kNotAList;
extern const Rule kAList;
extern const Rule kWrongJsonType;
extern const Rule kNull;
extern const Rule kEmptyList;
extern const Rule kEmptyObject;
extern const Rule kSiblingLength;
extern const Rule kNullWithoutSibling;
extern const Rule kMissing;
extern const Rule kTooMany;

}  // namespace hios::instance::rules
