#include "stages/fhirpath/expression.hpp"

#include "stages/fhirpath/checker.hpp"
#include "stages/fhirpath/parser.hpp"
#include "stages/fhirpath/program.hpp"

namespace hios::fhirpath {

std::string_view Expression::text() const {
    return program_->source;
}

Outcome<Expression> compile(std::string_view text, const Model& model, CompileSettings settings) {
    auto program = std::make_shared<Program>();
    program->source = text;
    program->strict = settings.strict;
    HIOS_CHECK(Parser(model, settings.strict, *program).parse());
    if (settings.strict) HIOS_CHECK(check_types(*program, model, settings.context));
    return Expression(std::move(program));
}

}  // namespace hios::fhirpath
