#pragma once
// The rules of level structure-only, ext-1 and ele-1 once more, written to be read and not to be fast: a document tree
// with nothing lost (json_tree.hpp), plain loops over the table's public lists, std::regex. Narratives
// are judged by check_xhtml, which has tests of its own.

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/validate/level.hpp"

namespace hios::validate::test {

struct SlowFindings {
    bool json = true;
    std::set<std::pair<std::string, std::string>> all;  // rule, expression
    // Elements whose two halves, value and `_` member, disagree about being a list, and entries with a list
    // of resources: what belongs to which is anybody's guess, so what is said there is not compared.
    std::vector<std::string> unsettled;
};

SlowFindings slow_check(std::string_view text);

// The lexical rules of primitives are many; the slow checker calls them all this.
inline constexpr std::string_view kLexical = "lexical";

// What both checkers must agree on of `all` at a level: lexical rules under one name, no rules that only one of them
// has, no consequences of other findings at the same place.
std::set<std::pair<std::string, std::string>> comparable(std::set<std::pair<std::string, std::string>> all,
                                                         const std::vector<std::string>& unsettled, Level level);

// Whether the slow checker has this rule.
bool is_slow_rule(std::string_view rule);

}  // namespace hios::validate::test
