#pragma once
// A FHIRPath expression, compiled. Specification: FHIRPath N1 (http://hl7.org/fhirpath/N1) as FHIR R4
// uses it (R4 fhirpath.html). What is supported: docs/fhirpath.md.

#include <memory>
#include <string_view>

#include "pipeline/outcome.hpp"
#include "stages/fhirpath/codes.hpp"
#include "stages/fhirpath/model.hpp"

namespace hios::fhirpath {

struct Program;

struct CompileSettings {
    // Strict: names and types are checked against `context`, as(X) wants one item, and a choice has one
    // name (value, not valueQuantity). Else as the published R4 and US Core rules need it.
    bool strict = false;
    definitions::TypeId context = definitions::kNoType;  // of the items it will be evaluated on, if known
};

// Immutable and cheap to copy; may be evaluated by many threads at once.
class Expression {
public:
    explicit Expression(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
    [[nodiscard]] const Program& program() const { return *program_; }
    [[nodiscard]] std::string_view text() const;

private:
    std::shared_ptr<const Program> program_;
};

// Errors: fhirpath.syntax, fhirpath.meaning, fhirpath.limit; Where::offset is the byte in `text`.
[[nodiscard]] Outcome<Expression> compile(std::string_view text, const Model& model, CompileSettings settings = {});

}  // namespace hios::fhirpath
