// N1, "String manipulation".

#include "stages/fhirpath/machine.hpp"
#include "stages/fhirpath/text.hpp"

namespace hios::fhirpath {
namespace {

using enum Function;

constexpr std::string_view kBlanks = " \t\n\r\f\v";

// ASCII only: what other letters' cases are depends on a language.
std::string in_case(std::string_view text, bool upper) {
    std::string result(text);
    for (char& c : result) {
        if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (!upper && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

}  // namespace

bool Machine::put_text(Size base, std::string_view text) {
    return put(base, Value::of(arena_.copy(text)));
}

bool Machine::text_argument(const Op& op, std::uint32_t i, Value& into) {
    if (!single(argument(op, i), into)) return false;
    if (!atom(into)) {
        into = {};
        return true;
    }
    return into.is(Kind::kString) || fail(op, "has an argument that is no string");
}

const Regex* Machine::regex(const Op& op, std::string_view pattern) {
    if (const auto index = program_->regex_of[argument(op, 0)]; index != 0) return program_->regexes[index - 1].get();
    constexpr std::size_t kMaxPatterns = 16;
    const std::string key(pattern);
    const auto known = regexes_.find(key);
    if (known != regexes_.end()) return known->second.get();
    if (regexes_.size() >= kMaxPatterns) regexes_.clear();
    budget_ -= 10'000;  // what compiling costs
    return regexes_.emplace(key, Regex::make(pattern)).first->second.get();
}

bool Machine::string_call(const Op& op) {
    if (op.function == kJoin) return join(op);
    const Size base = top();
    Value value;
    if (!single_source(op, value)) return false;
    if (value.is(Kind::kNone)) return true;
    if (value.is(Kind::kNode) && !program_->strict && node(value).shape > instance::Shape::kObject) {
        // Profiles ask dates and numbers for their text as if they were strings.
        value = Value::of(string_of(node(value)));
    }
    if (!atom(value)) {
        return node(value).shape == instance::Shape::kAbsent || fail(op, "wants a string, but looks at an object");
    }
    if (!value.is(Kind::kString)) return fail(op, "wants a string, but looks at another value; use toString()");
    const std::string_view text = value.text();
    budget_ -= static_cast<std::int64_t>(text.size() / 64);
    switch (op.function) {
        case kSubstring:
            return substring(op, base, text);
        case kUpper:
            return put_text(base, in_case(text, true));
        case kLower:
            return put_text(base, in_case(text, false));
        case kLength:
            return put(base, Value::of_integer(static_cast<std::int64_t>(characters(text))));
        case kToChars:
            for (std::size_t at = 0; at < text.size();) {
                const std::size_t length = byte_of(text.substr(at), 1);
                push(Value::of(text.substr(at, length)));
                at += length;
            }
            return true;
        case kTrim: {
            const std::size_t begin = text.find_first_not_of(kBlanks);
            if (begin == std::string_view::npos) return put(base, Value::of(std::string_view()));
            return put(base, Value::of(text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1)));
        }
        case kSplit:
            return split(op, base, text);
        case kEncode:
        case kDecode:
        case kEscape:
        case kUnescape:
            return encoding(op, base, text);
        default:
            return two_texts(op, base, text);
    }
}

// Functions of a string and one or two more.
bool Machine::two_texts(const Op& op, Size base, std::string_view text) {
    Value argument_value;
    Value by;
    if (!text_argument(op, 0, argument_value)) return false;
    if (op.size == 2 && !text_argument(op, 1, by)) return false;
    if (argument_value.is(Kind::kNone) || (op.size == 2 && by.is(Kind::kNone))) return put_none(base);
    const std::string_view other = argument_value.text();
    const auto position = [&](std::size_t at) {
        const auto index =
            at == std::string_view::npos ? -1 : static_cast<std::int64_t>(characters(text.substr(0, at)));
        return put(base, Value::of_integer(index));
    };
    switch (op.function) {
        case kIndexOf:
            return position(find_text(text, other));
        case kLastIndexOf:
            return position(find_last(text, other));
        case kStartsWith:
            return put(base, Value::of(text.starts_with(other)));
        case kEndsWith:
            return put(base, Value::of(text.ends_with(other)));
        case kContains:
            return put(base, Value::of(find_text(text, other) != std::string_view::npos));
        case kReplace: {
            std::string result;
            if (other.empty()) {
                result = by.text();
                for (std::size_t at = 0; at < text.size();) {
                    const std::size_t length = byte_of(text.substr(at), 1);
                    (result += text.substr(at, length)) += by.text();
                    at += length;
                    if (result.size() > Arena::kMost) return fail(op, "makes too much text");
                }
                return put_text(base, result);
            }
            std::size_t at = 0;
            for (std::size_t found = find_text(text, other); found != std::string_view::npos;
                 found = find_text(text, other, at)) {
                (result += text.substr(at, found - at)) += by.text();
                at = found + other.size();
                if (result.size() > Arena::kMost) return fail(op, "makes too much text");
            }
            return put_text(base, result += text.substr(at));
        }
        default:
            break;
    }
    const Regex* pattern = regex(op, other);
    if (pattern == nullptr) return fail(op, "has a pattern that cannot be run");
    budget_ -= static_cast<std::int64_t>(text.size());
    if (op.function == kMatches) return put(base, Value::of(pattern->found_in(text)));
    if (op.function == kMatchesFull) return put(base, Value::of(pattern->matches_all_of(text)));
    if (other.empty()) return put(base, Value::of(text));
    if (text.size() * (by.text().size() + 1) > Arena::kMost) return fail(op, "makes too much text");
    std::string result;
    if (!pattern->replace_all(text, by.text(), result))
        return fail(op, "puts in a group that the pattern does not have");
    return put_text(base, result);
}

bool Machine::substring(const Op& op, Size base, std::string_view text) {
    Value from;
    Value length;
    if (!single(argument(op, 0), from) || (op.size == 2 && !single(argument(op, 1), length))) return false;
    if (!atom(from)) return put_none(base);
    const bool bounded = op.size == 2 && atom(length);
    if (!from.is(Kind::kInteger) || (bounded && !length.is(Kind::kInteger))) {
        return fail(op, "counts characters by what is no integer");
    }
    if (from.integer() < 0 || from.integer() >= static_cast<std::int64_t>(text.size())) return put_none(base);
    const std::size_t begin = byte_of(text, static_cast<std::size_t>(from.integer()));
    if (begin == text.size()) return put_none(base);
    std::string_view rest = text.substr(begin);
    if (bounded) {
        rest = rest.substr(0, length.integer() <= 0 ? 0 : byte_of(rest, static_cast<std::size_t>(length.integer())));
    }
    return put(base, Value::of(rest));
}

bool Machine::split(const Op& op, Size base, std::string_view text) {
    Value separator;
    if (!text_argument(op, 0, separator)) return false;
    if (separator.is(Kind::kNone)) return put_none(base);
    const std::string_view by = separator.text();
    std::size_t at = 0;
    for (;;) {
        const std::size_t found = by.empty() ? std::string_view::npos : find_text(text, by, at);
        push(Value::of(text.substr(at, found - at)));
        if (found == std::string_view::npos) return true;
        at = found + by.size();
    }
}

bool Machine::join(const Op& op) {
    const Size base = top();
    if (!run_source(op)) return false;
    const Size end = top();
    Value separator = Value::of(std::string_view());
    if (op.size == 1 && !text_argument(op, 0, separator)) return false;
    if (end == base || separator.is(Kind::kNone)) return put_none(base);
    std::string text;
    for (Size i = base; i < end; ++i) {
        Value value = stack_[i];
        if (!atom(value)) continue;
        if (!value.is(Kind::kString)) return fail(op, "joins an item that is no string");
        if (i > base) text += separator.text();
        text += value.text();
        if (text.size() > Arena::kMost) return fail(op, "makes too much text");
    }
    return put_text(base, text);
}

}  // namespace hios::fhirpath
