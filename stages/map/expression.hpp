#pragma once
// Expressions of the mapping language as syntax trees. They are total: no loops, no recursion, no I/O.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/map/problem.hpp"

namespace hios::map {

struct Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;

enum class Comparison : std::uint8_t { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

struct Expression {
    enum class Kind : std::uint8_t {
        kText,         // 'text'
        kNumber,       // 12.50, digits kept
        kBoolean,      // true, false
        kNull,         // null
        kAddress,      // LAST, `odd name`, PID-5[2].1, a/b/@c, x.1.1
        kCall,         // name(arguments)
        kItem,         // call(...).0: the n-th value of a table's row
        kCoalesce,     // a ?? b
        kConditional,  // a ? b : c
        kCompare,      // a == b
        kAnd,
        kOr,
        kNot,
        kConcat,    // a + b
        kNegate,    // -a
        kRequired,  // a!
        kPlaces,    // x in a: only as an argument of join_each
    };
    Kind kind = Kind::kNull;
    Comparison comparison = Comparison::kEqual;
    Place place;
    bool built_in = false;  // made by the compiler: may call hidden functions
    std::string text;       // literal, address (backquotes kept), function name
    std::vector<ExpressionPtr> items;
};

// "x in PID-3", "x, i in split(CODES, ';')"
struct Repetition {
    std::string variable;
    std::string index;  // "" when not asked for
    ExpressionPtr over;
};

// `place` is where the text stands. Null: the problem was reported.
[[nodiscard]] ExpressionPtr parse_expression(std::string_view text, const Place& place, Problems& problems);
[[nodiscard]] bool parse_repetition(std::string_view text, const Place& place, Problems& problems, Repetition& into);

}  // namespace hios::map
