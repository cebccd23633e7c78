#include "stages/fhirpath/parser.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "stages/fhirpath/codes.hpp"

namespace hios::fhirpath {
namespace {

struct Operator {
    std::string_view text;
    OpCode code;
    int power;  // how tightly it binds
    bool word = false;
};

constexpr int kTypePower = 8;
constexpr Operator kOperators[] = {
    {"implies", OpCode::kImplies, 1, true},
    {"or", OpCode::kOr, 2, true},
    {"xor", OpCode::kXor, 2, true},
    {"and", OpCode::kAnd, 3, true},
    {"in", OpCode::kIn, 4, true},
    {"contains", OpCode::kContains, 4, true},
    {"=", OpCode::kEqual, 5},
    {"~", OpCode::kEquivalent, 5},
    {"!=", OpCode::kNotEqual, 5},
    {"!~", OpCode::kNotEquivalent, 5},
    {"<", OpCode::kLess, 6},
    {"<=", OpCode::kLessEqual, 6},
    {">", OpCode::kGreater, 6},
    {">=", OpCode::kGreaterEqual, 6},
    {"|", OpCode::kUnion, 7},
    {"is", OpCode::kIs, kTypePower, true},
    {"as", OpCode::kAs, kTypePower, true},
    {"+", OpCode::kAdd, 9},
    {"-", OpCode::kSubtract, 9},
    {"&", OpCode::kConcatenate, 9},
    {"*", OpCode::kMultiply, 10},
    {"/", OpCode::kDivide, 10},
    {"div", OpCode::kWholeDivide, 10, true},
    {"mod", OpCode::kModulo, 10, true},
};

const Operator* find_operator(const Token& token) {
    for (const Operator& known : kOperators) {
        const Lexeme lexeme = known.word ? Lexeme::kName : Lexeme::kSymbol;
        if (token.lexeme == lexeme && token.text == known.text) return &known;
    }
    return nullptr;
}

// Words that may not begin a term without quotes (N1, "Keywords"); the others are names too.
bool reserved(std::string_view word) {
    return word == "and" || word == "or" || word == "xor" || word == "implies" || word == "div" || word == "mod";
}

bool takes_type(Function function) {
    return function == Function::kIs || function == Function::kAs || function == Function::kOfType;
}

}  // namespace

bool Parser::take_symbol(std::string_view symbol) {
    if (!is_symbol(symbol)) return false;
    advance();
    return true;
}

Failure Parser::wrong(const Token& at, std::string what, std::string mend) const {
    Error error = reject(codes::kSyntax, fmt::format("column {}: {}", at.begin + 1, what));
    error.mend = std::move(mend);
    error.where.offset = at.begin;
    error.where.length = at.end - at.begin;
    return fail(std::move(error));
}

Failure Parser::unexpected(std::string_view wanted) const {
    if (token_.lexeme == Lexeme::kBad) return wrong(token_, token_.fault);
    if (token_.lexeme == Lexeme::kEnd)
        return wrong(token_, fmt::format("the expression ends, but {} must follow", wanted));
    return wrong(token_, fmt::format("{} must stand here", wanted));
}

Outcome<void> Parser::parse() {
    if (source_.size() > kMaxSource) {
        return fail(reject(codes::kLimit, fmt::format("the expression has more than {} bytes", kMaxSource)));
    }
    advance();
    HIOS_TRY(program_.root, expression(0));
    if (token_.lexeme != Lexeme::kEnd) return unexpected("an operator or the end");
    return {};
}

Parser::Parsed Parser::add(Op op, const Token& at) {
    op.column = at.begin + 1;
    std::uint16_t depth = 0;
    const auto below = [&](OpId id) {
        if (id != kFocus) depth = std::max(depth, program_.ops[id].depth);
    };
    below(op.source);
    if (op.code == OpCode::kIndexer || op.code >= OpCode::kMultiply) below(op.first);
    if (op.code == OpCode::kCall && !takes_type(op.function)) {
        for (std::uint32_t i = 0; i < op.size; ++i) below(program_.arguments[op.first + i]);
    }
    if (depth >= kMaxDepth) {
        return fail(reject(codes::kLimit,
                           fmt::format("column {}: more than {} operations within each other", op.column, kMaxDepth)));
    }
    op.depth = static_cast<std::uint16_t>(depth + 1);
    program_.ops.push_back(op);
    program_.regex_of.push_back(0);
    return static_cast<OpId>(program_.ops.size() - 1);
}

Parser::Parsed Parser::expression(int least_power) {
    if (++nesting_ > kMaxNesting) {
        return fail(reject(codes::kLimit, fmt::format("column {}: more than {} brackets within each other",
                                                      token_.begin + 1, kMaxNesting)));
    }
    HIOS_TRY(OpId left, unary());
    for (const Operator* found = find_operator(token_); found != nullptr && found->power > least_power;
         found = find_operator(token_)) {
        const Token at = token_;
        advance();
        if (found->power == kTypePower) {
            HIOS_TRY(left, type_operation(found->code, left, at));
            continue;
        }
        HIOS_TRY(const OpId right, expression(found->power));
        HIOS_TRY(left, binary(found->code, left, right, at));
    }
    --nesting_;
    return left;
}

Parser::Parsed Parser::binary(OpCode code, OpId left, OpId right, const Token& at) {
    const auto constant_text = [this](OpId id) {
        const Op& op = program_.ops[id];
        return op.code == OpCode::kConstant && op.size > 0 && program_.constants[op.first].is(Kind::kString);
    };
    if (code != OpCode::kUnion || !constant_text(left) || !constant_text(right)) {
        return add({.code = code, .source = left, .first = right}, at);
    }
    // ('a' | 'b') is a set of constants.
    const Op sets[] = {program_.ops[left], program_.ops[right]};
    const auto first = static_cast<std::uint32_t>(program_.constants.size());
    for (const Op& set : sets) {
        for (std::uint32_t i = set.first; i < set.first + set.size; ++i) {
            const Value value = program_.constants[i];
            const auto known = std::any_of(program_.constants.begin() + first, program_.constants.end(),
                                           [&](const Value& other) { return other.text() == value.text(); });
            if (!known) program_.constants.push_back(value);
        }
    }
    const auto size = static_cast<std::uint32_t>(program_.constants.size()) - first;
    return add({.code = OpCode::kConstant, .first = first, .size = size}, at);
}

Parser::Parsed Parser::unary() {
    const Token at = token_;
    if (is_symbol("+") || is_symbol("-")) {
        const OpCode code = is_symbol("-") ? OpCode::kNegate : OpCode::kPositive;
        advance();
        if (++nesting_ > kMaxNesting) return fail(reject(codes::kLimit, "too many signs follow each other"));
        HIOS_TRY(const OpId operand, unary());
        --nesting_;
        return add({.code = code, .source = operand}, at);
    }
    HIOS_TRY(const OpId op, term());
    return postfix(op);
}

Parser::Parsed Parser::postfix(OpId op) {
    for (;;) {
        const Token at = token_;
        if (take_symbol("[")) {
            HIOS_TRY(const OpId index, expression(0));
            if (!take_symbol("]")) return unexpected("']'");
            HIOS_TRY(op, add({.code = OpCode::kIndexer, .source = op, .first = index}, at));
        } else if (take_symbol(".")) {
            if (token_.lexeme == Lexeme::kSpecial) {
                HIOS_TRY(op, special());
                continue;
            }
            if (token_.lexeme != Lexeme::kName && token_.lexeme != Lexeme::kQuotedName) return unexpected("a name");
            const Token name = token_;
            advance();
            HIOS_TRY(op, is_symbol("(") ? call(op, name) : member(op, name));
        } else {
            return op;
        }
    }
}

Parser::Parsed Parser::term() {
    switch (token_.lexeme) {
        case Lexeme::kString:
            return string_literal();
        case Lexeme::kNumber:
            return number_literal();
        case Lexeme::kMoment:
            return moment_literal();
        case Lexeme::kVariable:
            return variable();
        case Lexeme::kSpecial:
            return special();
        case Lexeme::kName:
        case Lexeme::kQuotedName:
            return name_term();
        default:
            break;
    }
    const Token at = token_;
    if (take_symbol("(")) {
        HIOS_TRY(const OpId op, expression(0));
        if (!take_symbol(")")) return unexpected("')'");
        return op;
    }
    if (take_symbol("{")) {
        if (!take_symbol("}")) return unexpected("'}'");
        return add({.code = OpCode::kConstant}, at);
    }
    return unexpected("a value, a name or '('");
}

Parser::Parsed Parser::special() {
    const Token at = token_;
    advance();
    if (at.text == "this") return add({.code = OpCode::kThis}, at);
    if (at.text == "index") return add({.code = OpCode::kIndex}, at);
    if (at.text == "total") return add({.code = OpCode::kTotal}, at);
    return wrong(at, "there is no such special name", "Use $this, $index or $total.");
}

Parser::Parsed Parser::name_term() {
    const Token name = token_;
    if (name.lexeme == Lexeme::kName && reserved(name.text)) return unexpected("a value, a name or '('");
    advance();
    if (is_symbol("(")) return call(kFocus, name);
    if (name.lexeme == Lexeme::kName && (name.text == "true" || name.text == "false")) {
        return constant(Value::of(name.text == "true"), name);
    }
    return member(kFocus, name);
}

Outcome<std::string_view> Parser::name_text(const Token& token) {
    if (token.text.find('\\') == std::string_view::npos) return token.text;
    std::string plain;
    if (!unescape(token.text, plain)) return wrong(token, "this escape does not exist");
    return keep(std::move(plain));
}

Parser::Parsed Parser::member(OpId source, const Token& name) {
    HIOS_TRY(const std::string_view text, name_text(name));
    Step step{.name = model_.name(text), .text = text, .column = name.begin + 1};
    if (step.name != kNoName && !strict_) step.json = model_.names_choice(step.name);
    if (source == kFocus && !text.empty() && text[0] >= 'A' && text[0] <= 'Z') {
        step.head = model_.table().type_of(text);
    }
    if (source != kFocus && program_.ops[source].code == OpCode::kThis) source = kFocus;
    program_.steps.push_back(step);
    const auto last = static_cast<std::uint32_t>(program_.steps.size() - 1);
    if (source != kFocus && program_.ops[source].code == OpCode::kPath) {
        Op& path = program_.ops[source];
        if (path.first + path.size == last && path.size < kMaxDepth) {
            ++path.size;
            return source;
        }
    }
    return add({.code = OpCode::kPath, .source = source, .first = last, .size = 1}, name);
}

Parser::Parsed Parser::call(OpId source, const Token& name) {
    const Signature* signature = name.lexeme == Lexeme::kName ? find_function(name.text) : nullptr;
    if (signature == nullptr) {
        return wrong(name, fmt::format("there is no function {}()", name.text),
                     "docs/fhirpath.md lists the functions.");
    }
    advance();  // '('
    if (takes_type(signature->function)) {
        const OpCode code = signature->function == Function::kIs   ? OpCode::kIs
                            : signature->function == Function::kAs ? OpCode::kAs
                                                                   : OpCode::kCall;
        HIOS_TRY(const OpId op, type_operation(code, source, name));
        if (!take_symbol(")")) return unexpected("')'");
        return op;
    }
    std::vector<OpId> arguments;
    while (!is_symbol(")")) {
        if (!arguments.empty() && !take_symbol(",")) return unexpected("',' or ')'");
        HIOS_TRY(const OpId argument, expression(0));
        arguments.push_back(argument);
    }
    advance();  // ')'
    if (arguments.size() < signature->least || arguments.size() > signature->most) {
        return wrong(name, fmt::format("{}() takes {} to {} arguments, here are {}", name.text, signature->least,
                                       signature->most, arguments.size()));
    }
    const Op op{.code = OpCode::kCall,
                .function = signature->function,
                .source = source,
                .first = static_cast<std::uint32_t>(program_.arguments.size()),
                .size = static_cast<std::uint32_t>(arguments.size())};
    program_.arguments.insert(program_.arguments.end(), arguments.begin(), arguments.end());
    HIOS_CHECK(prepare_regex(op, name));
    return add(op, name);
}

Outcome<void> Parser::prepare_regex(const Op& op, const Token& at) {
    if (op.function != Function::kMatches && op.function != Function::kMatchesFull &&
        op.function != Function::kReplaceMatches) {
        return {};
    }
    const OpId argument = program_.arguments[op.first];
    const Value* pattern = literal(argument, Kind::kString);
    if (pattern == nullptr) return {};
    auto regex = Regex::make(pattern->text());
    if (regex == nullptr) {
        return wrong(at, "this pattern cannot be run",
                     "Correct the regular expression; look-around and back references are not supported.");
    }
    program_.regexes.push_back(std::move(regex));
    program_.regex_of[argument] = static_cast<std::uint32_t>(program_.regexes.size());
    return {};
}

const Value* Parser::literal(OpId id, Kind kind) const {
    const Op& op = program_.ops[id];
    if (op.code != OpCode::kConstant || op.size != 1) return nullptr;
    const Value& value = program_.constants[op.first];
    return value.is(kind) ? &value : nullptr;
}

Parser::Parsed Parser::type_operation(OpCode code, OpId source, const Token& at) {
    HIOS_TRY(const std::uint32_t type, type_name());
    Op op{.code = code, .source = source, .first = type};
    if (code == OpCode::kCall) op.function = Function::kOfType;
    return add(op, at);
}

Outcome<std::uint32_t> Parser::type_name() {
    const Token at = token_;
    const auto is_name = [this] { return token_.lexeme == Lexeme::kName || token_.lexeme == Lexeme::kQuotedName; };
    if (!is_name()) return unexpected("a type's name");
    std::string_view space;
    std::string_view text = token_.text;
    advance();
    if ((text == "FHIR" || text == "System") && take_symbol(".")) {
        if (!is_name()) return unexpected("a type's name");
        space = text;
        text = token_.text;
        advance();
    }
    TypeName type{.text = text};
    if (space != "System") type.fhir = model_.table().type_of(text);
    if (space != "FHIR") type.system = system_kind(text);
    if (type.fhir == definitions::kNoType && type.system == Kind::kNone && space != "System") {
        return wrong(at, "there is no type of this name",
                     "FHIR's types are written as FHIR does (dateTime, HumanName).");
    }
    program_.types.push_back(type);
    return static_cast<std::uint32_t>(program_.types.size() - 1);
}

}  // namespace hios::fhirpath
