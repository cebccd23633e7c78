#include <algorithm>
#include <array>

#include "stages/map/functions.hpp"
#include "stages/map/text_forms.hpp"
#include "stages/map/ucum.hpp"

namespace hios::map {
namespace {

using enum ValueType;
using Kind = Function::Kind;

std::string_view num(Context& context, const CallData&, Arguments in) {
    const std::string_view made = decimal_text(in[0], context.scratch);
    context.fault = made.empty();
    return made;
}

std::string_view integer(Context& context, const CallData&, Arguments in) {
    const std::string_view made = integer_text(in[0], context.scratch);
    context.fault = made.empty();
    return made;
}

std::string_view isnum(Context& context, const CallData&, Arguments in) {
    return truth(!decimal_text(in[0], context.scratch).empty());
}

std::string_view isucum(Context&, const CallData&, Arguments in) {
    return truth(is_ucum(in[0]));
}

std::string_view boolean(Context& context, const CallData&, Arguments in) {
    static constexpr std::array<std::string_view, 5> kTrue{"true", "1", "y", "yes", "t"};
    static constexpr std::array<std::string_view, 5> kFalse{"false", "0", "n", "no", "f"};
    if (in[0].size() <= 5) {
        std::array<char, 5> lower{};
        std::transform(in[0].begin(), in[0].end(), lower.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
        const std::string_view word(lower.data(), in[0].size());
        if (std::find(kTrue.begin(), kTrue.end(), word) != kTrue.end()) return truth(true);
        if (std::find(kFalse.begin(), kFalse.end(), word) != kFalse.end()) return truth(false);
    }
    context.fault = true;
    return {};
}

constexpr std::array<Function, 5> kNumberFunctions{{
    {"num", "v", "num(x)", "a number, digits as written: 1.50 stays 1.50", kDecimal, Kind::kNative, num},
    {"int", "v", "int(x)", "a whole number of 32 bits", kInteger, Kind::kNative, integer},
    {"bool", "v", "bool(x)", "true for true 1 y yes t, false for false 0 n no f, in any case", kBoolean, Kind::kNative,
     boolean},
    {"isnum", "v", "isnum(x)", "whether num(x) has a value", kBoolean, Kind::kNative, isnum},
    {"isucum", "v", "isucum(x)", "whether x is a code of UCUM, as mg/dL is and PUFF is not", kBoolean, Kind::kNative,
     isucum},
}};

}  // namespace

std::span<const Function> number_functions() {
    return kNumberFunctions;
}

}  // namespace hios::map
