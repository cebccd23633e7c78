#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "pipeline/ascii.hpp"
#include "stages/map/base64.hpp"
#include "stages/map/functions.hpp"

namespace hios::map {
namespace {

using enum ValueType;
using Kind = Function::Kind;

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

std::size_t to_number(const std::string& text, Preparation& call) {
    std::size_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || stop != text.data() + text.size() || value > 1'000'000)
        call.error = "positions and lengths are whole numbers from 0";
    return value;
}

std::string_view trim(Context&, const CallData&, Arguments in) {
    std::string_view text = in[0];
    while (!text.empty() && ascii::is_white(text.front())) text.remove_prefix(1);
    while (!text.empty() && ascii::is_white(text.back())) text.remove_suffix(1);
    return text;
}

// Eight bytes at a time; most texts have no such letter.
template <char kFirst, char kLast>
bool has_letter(std::string_view text) {
    constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;
    for (std::size_t at = 0; at < text.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, text.data() + at, std::min(sizeof bytes, text.size() - at));
        const std::uint64_t low = bytes & kOnes * 0x7F;
        const std::uint64_t from_first = low + kOnes * (0x80 - kFirst);
        const std::uint64_t behind_last = low + kOnes * (0x7F - kLast);
        if ((from_first & ~behind_last & ~bytes & kOnes * 0x80) != 0) return true;
    }
    return false;
}

// ASCII letters only: other letters change differently from language to language.
template <char kFirst, char kLast>
std::string_view change_case(Context& context, const CallData&, Arguments in) {
    if (!has_letter<kFirst, kLast>(in[0])) return in[0];
    char* made = context.scratch.room(in[0].size());
    std::transform(in[0].begin(), in[0].end(), made,
                   [](char c) { return c >= kFirst && c <= kLast ? static_cast<char>(c ^ 0x20) : c; });
    return context.scratch.keep(in[0].size());
}

std::string_view substr(Context&, const CallData& data, Arguments in) {
    std::size_t begin = in[0].size();
    std::size_t end = in[0].size();
    std::size_t character = 0;
    for (std::size_t i = 0; i < in[0].size(); ++i) {
        if (!starts_character(in[0][i])) continue;
        if (character == data.from) begin = i;
        if (character - data.from == data.length && character >= data.from) {
            end = i;
            break;
        }
        ++character;
    }
    return in[0].substr(begin, end - begin);
}
void prepare_substr(Preparation& call) {
    call.data.from = to_number(call.literals[1], call);
    call.data.length = call.given > 2 ? to_number(call.literals[2], call) : std::string::npos / 2;
}

std::string_view join(Context& context, const CallData& data, Arguments in) {
    const std::string& between = data.texts[0];
    std::size_t size = 0;
    for (const std::string_view part : in) size += part.size() + between.size();
    char* const begin = context.scratch.room(size);
    char* at = begin;
    for (const std::string_view part : in) {
        if (part.empty()) continue;
        if (at != begin) at = std::copy(between.begin(), between.end(), at);
        at = std::copy(part.begin(), part.end(), at);
    }
    return context.scratch.keep(static_cast<std::size_t>(at - begin));
}
void prepare_first(Preparation& call) {
    call.data.texts = {call.literals[0]};
}
void prepare_second(Preparation& call) {
    call.data.texts = {call.literals[1]};
}

std::string_view replace(Context& context, const CallData& data, Arguments in) {
    const std::string& from = data.texts[0];
    const std::string& to = data.texts[1];
    std::size_t hits = 0;
    for (std::size_t at = in[0].find(from); at != std::string_view::npos; at = in[0].find(from, at + from.size()))
        ++hits;
    if (hits == 0) return in[0];
    char* const begin = context.scratch.room(in[0].size() + hits * to.size());
    char* at = begin;
    std::size_t read = 0;
    for (std::size_t hit = in[0].find(from); hit != std::string_view::npos; hit = in[0].find(from, read)) {
        at = std::copy_n(in[0].data() + read, hit - read, at);
        at = std::copy(to.begin(), to.end(), at);
        read = hit + from.size();
    }
    at = std::copy_n(in[0].data() + read, in[0].size() - read, at);
    return context.scratch.keep(static_cast<std::size_t>(at - begin));
}
void prepare_replace(Preparation& call) {
    call.data.texts = {call.literals[1], call.literals[2]};
    if (call.literals[1].empty()) call.error = "replace needs a text to look for";
}

std::string_view match(Context&, const CallData& data, Arguments in) {
    return truth(data.regex->found_in(in[0]));
}
std::string_view extract(Context&, const CallData& data, Arguments in) {
    return data.regex->extract(in[0]);
}
void prepare_regex(Preparation& call) {
    call.data.regex = call.regexes.get(call.literals[1]);
    if (!call.data.regex)
        call.error = "the pattern is no regular expression of RE2's syntax (no look-around, no back references)";
}

std::string_view pad(Context& context, const CallData& data, Arguments in) {
    if (in[0].size() >= data.length) return in[0];
    char* made = context.scratch.room(data.length);
    const std::size_t missing = data.length - in[0].size();
    std::fill_n(made, missing, data.texts[0][0]);
    std::copy(in[0].begin(), in[0].end(), made + missing);
    return context.scratch.keep(data.length);
}
void prepare_pad(Preparation& call) {
    call.data.length = to_number(call.literals[1], call);
    call.data.texts = {call.given > 2 ? call.literals[2] : "0"};
    if (call.data.length > 1024) call.error = "pad makes texts of at most 1024 characters";
    if (call.data.texts[0].size() != 1) call.error = "pad fills with one ASCII character";
}

std::string_view starts(Context&, const CallData& data, Arguments in) {
    return truth(in[0].starts_with(data.texts[0]));
}
std::string_view ends(Context&, const CallData& data, Arguments in) {
    return truth(in[0].ends_with(data.texts[0]));
}
std::string_view contains(Context&, const CallData& data, Arguments in) {
    return truth(in[0].find(data.texts[0]) != std::string_view::npos);
}

// All but letters, digits, '-', '.', '_' and '~' (RFC 3986, 2.3).
std::string_view urlencode(Context& context, const CallData&, Arguments in) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    char* const begin = context.scratch.room(in[0].size() * 3);
    char* at = begin;
    for (const char c : in[0]) {
        const bool stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (stays) {
            *at++ = c;
            continue;
        }
        *at++ = '%';
        *at++ = kHex[static_cast<unsigned char>(c) >> 4U];
        *at++ = kHex[static_cast<unsigned char>(c) & 15U];
    }
    return context.scratch.keep(static_cast<std::size_t>(at - begin));
}

std::string_view base64(Context& context, const CallData&, Arguments in) {
    return to_base64(in[0], context.scratch);
}

constexpr std::array<Function, 15> kTextFunctions{{
    {"trim", "v", "trim(x)", "x without white space around it", kText, Kind::kNative, trim},
    {"upper", "v", "upper(x)", "ASCII letters as capitals", kText, Kind::kNative, change_case<'a', 'z'>},
    {"lower", "v", "lower(x)", "ASCII letters as small letters", kText, Kind::kNative, change_case<'A', 'Z'>},
    {"substr", "vl|l", "substr(x, from[, length])", "part of x; characters count from 0", kText, Kind::kNative, substr,
     prepare_substr},
    {"split", "vl", "split(x, separator)", "the parts of x; only in $each", kText, Kind::kIterable},
    {"join", "lv*", "join(separator, x, ...)", "those that have a value, with the separator between", kText,
     Kind::kNative, join, prepare_first, false},
    {"replace", "vll", "replace(x, from, to)", "every `from` in x replaced", kText, Kind::kNative, replace,
     prepare_replace},
    {"match", "vl", "match(x, pattern)", "whether the regular expression (RE2) is found in x", kBoolean, Kind::kNative,
     match, prepare_regex},
    {"extract", "vl", "extract(x, pattern)", "the first group of the match, or the whole match", kText, Kind::kNative,
     extract, prepare_regex},
    {"pad", "vl|l", "pad(x, width[, sign])", "x filled up on the left, with 0 when no sign is given", kText,
     Kind::kNative, pad, prepare_pad},
    {"starts", "vl", "starts(x, text)", "whether x begins so", kBoolean, Kind::kNative, starts, prepare_second},
    {"ends", "vl", "ends(x, text)", "whether x ends so", kBoolean, Kind::kNative, ends, prepare_second},
    {"contains", "vl", "contains(x, text)", "whether the text stands in x", kBoolean, Kind::kNative, contains,
     prepare_second},
    {"urlencode", "v", "urlencode(x)", "x as a part of a URI", kText, Kind::kNative, urlencode},
    {"base64", "v", "base64(x)", "the bytes of x (UTF-8) in base64", kBase64, Kind::kNative, base64},
}};

}  // namespace

std::span<const Function> text_functions() {
    return kTextFunctions;
}

}  // namespace hios::map
