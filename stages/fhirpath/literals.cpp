#include <charconv>

#include "stages/fhirpath/parser.hpp"
#include "stages/fhirpath/units.hpp"

namespace hios::fhirpath {

Parser::Parsed Parser::constant(Value value, const Token& at) {
    program_.constants.push_back(value);
    return add(
        {.code = OpCode::kConstant, .first = static_cast<std::uint32_t>(program_.constants.size() - 1), .size = 1}, at);
}

Parser::Parsed Parser::string_literal() {
    const Token at = token_;
    advance();
    std::string plain;
    if (!unescape(at.text, plain)) {
        return wrong(at, "a string holds an escape that does not exist", "Write a backslash as \\\\.");
    }
    return constant(Value::of(keep(std::move(plain))), at);
}

Parser::Parsed Parser::number_literal() {
    const Token at = token_;
    advance();
    Decimal number;
    if (!Decimal::parse(at.text, number)) return wrong(at, "this number has too many digits");
    const bool calendar = token_.lexeme == Lexeme::kName && calendar_unit(token_.text);
    if (calendar || token_.lexeme == Lexeme::kString) {
        HIOS_TRY(const std::string_view unit, name_text(token_));
        advance();
        return constant(Value::of(&program_.quantities.emplace_back(Quantity{number, unit, calendar})), at);
    }
    std::int64_t whole = 0;
    const char* end = at.text.data() + at.text.size();
    const auto [stop, error] = std::from_chars(at.text.data(), end, whole);
    if (error == std::errc() && stop == end) return constant(Value::of_integer(whole), at);
    return constant(Value::of(&program_.decimals.emplace_back(number)), at);
}

Parser::Parsed Parser::moment_literal() {
    const Token at = token_;
    advance();
    Moment moment;
    const auto kind = at.text.starts_with('T')                      ? Moment::Kind::kTime
                      : at.text.find('T') != std::string_view::npos ? Moment::Kind::kDateTime
                                                                    : Moment::Kind::kDate;
    if (!Moment::parse(kind, at.text, moment)) {
        return wrong(at, "there is no such date or time",
                     "Write @YYYY-MM-DD, @YYYY-MM-DDThh:mm:ss.fff+zz:zz (from the right, parts may be left out) or "
                     "@Thh:mm:ss.");
    }
    return constant(Value::of(kind, moment), at);
}

Parser::Parsed Parser::variable() {
    const Token at = token_;
    advance();
    HIOS_TRY(const std::string_view name, name_text(at));
    if (name == "sct") return constant(Value::of(std::string_view("http://snomed.info/sct")), at);
    if (name == "loinc") return constant(Value::of(std::string_view("http://loinc.org")), at);
    if (name == "ucum") return constant(Value::of(std::string_view("http://unitsofmeasure.org")), at);
    if (name.starts_with("vs-")) {
        return constant(Value::of(keep("http://hl7.org/fhir/ValueSet/" + std::string(name.substr(3)))), at);
    }
    if (name.starts_with("ext-")) {
        return constant(Value::of(keep("http://hl7.org/fhir/StructureDefinition/" + std::string(name.substr(4)))), at);
    }
    const auto node = [&](Variable variable) {
        return add({.code = OpCode::kVariable, .first = static_cast<std::uint32_t>(variable)}, at);
    };
    if (name == "resource") return node(Variable::kResource);
    if (name == "rootResource") return node(Variable::kRootResource);
    if (name == "context") return node(Variable::kContext);
    return wrong(at, "there is no variable of this name",
                 "Use %resource, %rootResource, %context, %ucum, %sct, %loinc, %`vs-...` or %`ext-...`.");
}

}  // namespace hios::fhirpath
