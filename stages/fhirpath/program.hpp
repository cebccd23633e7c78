#pragma once
// A compiled expression: its operations in one array, referring to each other by number. Made by the
// parser, read by the machine.

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/fhirpath/functions.hpp"
#include "stages/fhirpath/model.hpp"
#include "stages/fhirpath/regex.hpp"
#include "stages/fhirpath/value.hpp"

namespace hios::fhirpath {

using OpId = std::uint32_t;
inline constexpr OpId kFocus = 0xFFFF'FFFF;  // as a source: the item the expression looks at ($this)

enum class OpCode : std::uint8_t {
    kConstant,  // constants[first .. first+size)
    kThis,
    kIndex,
    kTotal,
    kVariable,  // first is a Variable
    kPath,      // steps[first .. first+size) from source
    kIndexer,   // source[first]
    kCall,      // function(arguments[first .. first+size)) of source
    kIs,
    kAs,  // source is types[first]
    kNegate,
    kPositive,
    // source is the left side, first the right one
    kMultiply,
    kDivide,
    kWholeDivide,
    kModulo,
    kAdd,
    kSubtract,
    kConcatenate,
    kUnion,
    kLess,
    kLessEqual,
    kGreater,
    kGreaterEqual,
    kEqual,
    kNotEqual,
    kEquivalent,
    kNotEquivalent,
    kIn,
    kContains,
    kAnd,
    kOr,
    kXor,
    kImplies,
};

enum class Variable : std::uint32_t { kResource, kRootResource, kContext };

struct Op {
    OpCode code = OpCode::kConstant;
    Function function = Function::kNone;
    std::uint16_t depth = 1;
    std::uint32_t column = 1;  // 1-based, in bytes
    OpId source = kFocus;
    std::uint32_t first = 0;
    std::uint32_t size = 0;
};

struct Step {
    NameId name = kNoName;
    bool json = false;  // JSON calls items of a choice so (valueQuantity); they are meant too
    // At the head of an expression, Patient.name: a focus of that type is itself meant.
    definitions::TypeId head = definitions::kNoType;
    std::string_view text;
    std::uint32_t column = 1;
};

struct TypeName {
    definitions::TypeId fhir = definitions::kNoType;
    Kind system = Kind::kNone;
    std::string_view text;
};

struct Program {
    std::string source;
    OpId root = 0;
    bool strict = false;
    std::vector<Op> ops;
    std::vector<Step> steps;
    std::vector<OpId> arguments;
    std::vector<Value> constants;
    std::vector<TypeName> types;
    std::vector<std::unique_ptr<Regex>> regexes;  // of matches() with a literal; the call's argument op names it
    std::vector<std::uint32_t> regex_of;          // by OpId of the literal: index in regexes + 1, 0 = none
    // What constants and steps point at.
    std::deque<std::string> texts;
    std::deque<Decimal> decimals;
    std::deque<Quantity> quantities;
};

}  // namespace hios::fhirpath
