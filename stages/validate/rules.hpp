#pragma once
// The rules that HIOS checks by itself, beside the lexical ones (primitives.hpp, xhtml.hpp) and those
// of the JSON form (stages/instance/rules.hpp). Invariants keep the keys they are published under.

#include <span>

#include "stages/instance/issue.hpp"
#include "stages/validate/level.hpp"
#include "stages/validate/primitives.hpp"
#include "stages/validate/xhtml.hpp"

namespace hios::validate {

using instance::Rule;

namespace rules {

extern const Rule kNoId;
extern const Rule kOtherVersion;         // Issue::detail: which
extern const Rule kInvariant;            // Issue::detail: its key
extern const Rule kInvariantWarning;     // the same, of best-practice rules
extern const Rule kElementWithoutValue;  // ele-1
extern const Rule kExtensionContent;     // ext-1
extern const Rule kUnitWithoutSystem;    // qty-3
extern const Rule kPeriodOrder;          // per-1
extern const Rule kCode;                 // a code that is not in the required value set
extern const Rule kCoding;               // the same of Coding, CodeableConcept, Quantity
extern const Rule kExtensibleCode;       // warning
extern const Rule kUnknownModifier;      // warning
extern const Rule kReferenceForm;
extern const Rule kReferenceTarget;
extern const Rule kReferenceUnresolved;    // urn: that no entry of the Bundle has
extern const Rule kReferenceContained;     // ref-1
extern const Rule kNestedContained;        // dom-2
extern const Rule kUnreferencedContained;  // dom-3
extern const Rule kContainedVersion;       // dom-4
extern const Rule kContainedSecurity;      // dom-5
extern const Rule kContainedId;            // two contained resources of one id, or one without

extern const Rule kBundleTotal;        // bdl-1
extern const Rule kBundleSearch;       // bdl-2
extern const Rule kBundleRequest;      // bdl-3
extern const Rule kBundleResponse;     // bdl-4
extern const Rule kBundleEmptyEntry;   // bdl-5
extern const Rule kBundleUrlTwice;     // bdl-7
extern const Rule kBundleUrlVersion;   // bdl-8
extern const Rule kBundleIdentifier;   // bdl-9
extern const Rule kBundleDate;         // bdl-10
extern const Rule kBundleComposition;  // bdl-11
extern const Rule kBundleHeader;       // bdl-12
extern const Rule kBundleUrlForm;
extern const Rule kBundleUrlId;

}  // namespace rules

// The rules of a fault of a primitive or narrative.
[[nodiscard]] const Rule& rule_of(PrimitiveFault fault);
[[nodiscard]] const Rule& rule_of(XhtmlFault fault);

// The lowest level at which a rule is checked.
[[nodiscard]] Level level_of(const Rule& rule);

// All rules of this folder and of stages/instance, for `hios explain`.
[[nodiscard]] std::span<const Rule* const> all_rules();

}  // namespace hios::validate
