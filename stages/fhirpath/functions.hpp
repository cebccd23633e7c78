#pragma once
// The functions an expression may call, by group: FHIRPath N1 sections 5 and 6, the functions of its
// 2.1/3.0 ballots that the R4 test suite holds, and FHIR's own (R4 fhirpath.html, section 2.9.1.5).

#include <cstdint>
#include <string_view>

namespace hios::fhirpath {

enum class Function : std::uint8_t {
    kNone,
    // existence
    kEmpty,
    kExists,
    kAll,
    kAllTrue,
    kAnyTrue,
    kAllFalse,
    kAnyFalse,
    kSubsetOf,
    kSupersetOf,
    kCount,
    kDistinct,
    kIsDistinct,
    kNot,
    kHasValue,
    // filtering and projection
    kWhere,
    kSelect,
    kRepeat,
    kOfType,
    kSort,
    // subsetting and combining
    kSingle,
    kFirst,
    kLast,
    kTail,
    kSkip,
    kTake,
    kIntersect,
    kExclude,
    kUnion,
    kCombine,
    // conversion
    kIif,
    kToBoolean,
    kConvertsToBoolean,
    kToInteger,
    kConvertsToInteger,
    kToDecimal,
    kConvertsToDecimal,
    kToString,
    kConvertsToString,
    kToDate,
    kConvertsToDate,
    kToDateTime,
    kConvertsToDateTime,
    kToTime,
    kConvertsToTime,
    kToQuantity,
    kConvertsToQuantity,
    // strings
    kIndexOf,
    kLastIndexOf,
    kSubstring,
    kStartsWith,
    kEndsWith,
    kContains,
    kUpper,
    kLower,
    kReplace,
    kMatches,
    kMatchesFull,
    kReplaceMatches,
    kLength,
    kToChars,
    kTrim,
    kSplit,
    kJoin,
    kEncode,
    kDecode,
    kEscape,
    kUnescape,
    // numbers and moments
    kAbs,
    kCeiling,
    kExp,
    kFloor,
    kLn,
    kLog,
    kPower,
    kRound,
    kSqrt,
    kTruncate,
    kLowBoundary,
    kHighBoundary,
    kPrecision,
    kComparable,
    kNow,
    kToday,
    kTimeOfDay,
    // tree, types and utility
    kChildren,
    kDescendants,
    kTrace,
    kAggregate,
    kIs,
    kAs,
    kType,
    // FHIR
    kExtension,
    kGetValue,
    kResolve,
    kMemberOf,
    kHtmlChecks,
    kConformsTo,
};

struct Signature {
    std::string_view name;
    Function function;
    std::uint8_t least = 0;  // arguments
    std::uint8_t most = 0;
};

// Null when there is none.
[[nodiscard]] const Signature* find_function(std::string_view name);

}  // namespace hios::fhirpath
