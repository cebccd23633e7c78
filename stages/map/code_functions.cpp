#include <algorithm>
#include <array>

#include "stages/map/functions.hpp"

namespace hios::map {
namespace {

using enum ValueType;
using Kind = Function::Kind;

// The second value is the default; a miss without one does not fit.
std::string_view lookup(Context& context, const CallData& data, Arguments in) {
    if (in[0].empty()) return {};
    Context::LookedUp& last = context.looked_up;
    if (last.table != data.table || last.key != in[0].data() || last.key_size != in[0].size())
        last = {data.table, in[0].data(), in[0].size(), data.table->row_of(in[0])};
    bool found = false;
    const std::string_view value = data.table->value_of(last.row, in[0], data.item, found);
    if (found) return value;
    context.fault = data.from == 0;
    return in.size() > 1 ? in[1] : std::string_view();
}
void prepare_lookup(Preparation& call) {
    call.data.from = call.given > 2 ? 1 : 0;
}

std::string_view id(Context& context, const CallData& data, Arguments in) {
    char* made = context.scratch.room(kIdSize);
    context.ids.make(data.texts[0], in, made);
    return context.scratch.keep(kIdSize);
}

std::string_view reference(Context& context, const CallData& data, Arguments in) {
    const std::string& type = data.texts[0];
    char* made = context.scratch.room(type.size() + 1 + kIdSize);
    char* at = std::copy(type.begin(), type.end(), made);
    *at++ = '/';
    context.ids.make(type, in, at);
    return context.scratch.keep(type.size() + 1 + kIdSize);
}
void prepare_type(Preparation& call) {
    call.data.texts = {call.literals[0]};
}

std::string_view narrative_div(Context& context, const CallData&, Arguments in) {
    static constexpr std::string_view kBegin = R"(<div xmlns="http://www.w3.org/1999/xhtml">)";
    static constexpr std::string_view kEnd = "</div>";
    char* const begin = context.scratch.room(in[0].size() * 5 + kBegin.size() + kEnd.size());
    char* at = std::copy(kBegin.begin(), kBegin.end(), begin);
    for (const char c : in[0]) {
        std::string_view escaped = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string_view(&c, 1);
        at = std::copy(escaped.begin(), escaped.end(), at);
    }
    at = std::copy(kEnd.begin(), kEnd.end(), at);
    return context.scratch.keep(static_cast<std::size_t>(at - begin));
}

constexpr std::array<Function, 14> kCodeFunctions{{
    {"lookup", "tv|v", "lookup(table, key[, default])",
     "the key's value in a code table; .1 behind it: the second value", kText, Kind::kNative, lookup, prepare_lookup,
     false, true},
    {"coding", "vv|v", "coding(system, code[, display])", "a Coding", kStructure, Kind::kShape},
    {"concept", "vv|vv", "concept(system, code[, display[, text]])", "a CodeableConcept of one coding", kStructure,
     Kind::kShape},
    {"quantity", "vv|vv", "quantity(value, unit[, system, code])", "a Quantity", kStructure, Kind::kShape},
    {"identifier", "vv|v", "identifier(system, value[, type])", "an Identifier; type: a code of table v2-0203",
     kStructure, Kind::kShape},
    {"name", "v|vvvvv", "name(family[, given, ...])", "a HumanName", kStructure, Kind::kShape},
    {"address", "v|vvvv", "address(line[, city, state, postalCode, country])", "an Address", kStructure, Kind::kShape},
    {"telecom", "vv|v", "telecom(system, value[, use])", "a ContactPoint", kStructure, Kind::kShape},
    {"narrative", "v", "narrative(x)", "a generated Narrative that holds the text", kStructure, Kind::kShape},
    {"id", "rv*", "id(type, key, ...)", "a stable UUID of the keys; none when a key has no value", kId, Kind::kNative,
     id, prepare_type},
    {"ref", "rv*", "ref(type, key, ...)", "a Reference to the resource whose id is id(type, key, ...)", kStructure,
     Kind::kShape},
    {"refer", "n|n", "refer(name[, x])",
     "documents: a Reference to what $as: name makes here or around x; refer(Fragment(x)): to a resource made of x",
     kStructure, Kind::kShape},
    {"reference_to", "rv*", "", "", kText, Kind::kHidden, reference, prepare_type},
    {"narrative_div", "v", "", "", kText, Kind::kHidden, narrative_div},
}};

}  // namespace

std::span<const Function> code_functions() {
    return kCodeFunctions;
}

}  // namespace hios::map
