#include <algorithm>
#include <array>

#include "stages/map/functions.hpp"

namespace hios::map {
namespace {

using enum ValueType;
using Kind = Function::Kind;

bool is_among(const CallData& data, std::string_view text) {
    return std::any_of(data.texts.begin(), data.texts.end(), [&](const std::string& one) {
        return one.size() == text.size() && (text.empty() || one.front() == text.front()) && one == text;
    });
}

std::string_view in_list(Context&, const CallData& data, Arguments in) {
    return truth(is_among(data, in[0]));
}

std::string_view nullif(Context&, const CallData& data, Arguments in) {
    return is_among(data, in[0]) ? std::string_view() : in[0];
}

void prepare_list(Preparation& call) {
    call.data.texts.assign(call.literals.begin() + 1, call.literals.end());
}

constexpr std::array<Function, 11> kLogicFunctions{{
    {"exists", "v", "exists(x)", "whether x has a value", kBoolean, Kind::kLogic},
    {"any", "c*", "any(x, ...)", "whether one of them is true or, when it is no boolean, has a value", kBoolean,
     Kind::kLogic},
    {"all", "c*", "all(x, ...)", "whether all of them are true or have a value", kBoolean, Kind::kLogic},
    {"count", "a", "count(x)", "how often an address that repeats is there", kInteger, Kind::kLogic},
    {"in", "vl*", "in(x, 'a', ...)", "whether x is one of the texts", kBoolean, Kind::kNative, in_list, prepare_list},
    {"nullif", "vl*", "nullif(x, 'a', ...)", "x, or no value when x is one of the texts", kText, Kind::kNative, nullif,
     prepare_list},
    {"setting", "l", "setting('name')", "what the job spec says under that name, none when it says nothing", kText,
     Kind::kLogic},
    {"place", "|a", "place([x])", "documents: what tells the place of $from, or of x, from all others", kText,
     Kind::kLogic},
    {"ordinal", "av", "ordinal(PLACES, value)",
     "documents: the how many-th this place is (1, 2, ...) among those of PLACES that have the same value", kInteger,
     Kind::kLogic},
    {"join_each", "lcv", "join_each(separator, x in PLACES, value)",
     "the value of each place that has one, with the separator between; x is the place", kText, Kind::kLogic},
    {"cols", "lll", "cols('DX_', 1, 25)", "the columns DX_1 to DX_25; only in $each", kText, Kind::kIterable},
}};

}  // namespace

std::span<const Function> logic_functions() {
    return kLogicFunctions;
}

}  // namespace hios::map
