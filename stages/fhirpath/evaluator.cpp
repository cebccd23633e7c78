#include "stages/fhirpath/evaluator.hpp"

#include <fmt/format.h>

#include "stages/fhirpath/machine.hpp"

namespace hios::fhirpath {

Evaluator::Evaluator(const Model& model) : machine_(std::make_unique<Machine>(model)) {}
Evaluator::~Evaluator() = default;

Truth Evaluator::evaluate_boolean(const Expression& expression, const instance::Instance& instance,
                                  instance::NodeId context, const Environment& environment) {
    machine_->begin(expression.program(), instance, context, environment);
    const Truth result = machine_->truth(expression.program().root);
    return machine_->end() ? result : Truth::kError;
}

Outcome<std::span<const Value>> Evaluator::evaluate(const Expression& expression, const instance::Instance& instance,
                                                    instance::NodeId context, const Environment& environment) {
    machine_->begin(expression.program(), instance, context, environment);
    if (!machine_->run(expression.program().root) || !machine_->end()) return fail(error());
    return std::span<const Value>(machine_->stack());
}

Error Evaluator::error() const {
    const Machine::Fault& fault = machine_->fault();
    if (fault.code == nullptr) return reject(codes::kEvaluation, "no evaluation failed");
    Error error = reject(*fault.code, fmt::format("the expression, at column {}, {}", fault.column, fault.what));
    error.where.offset = fault.column - 1;
    return error;
}

std::string Evaluator::to_text(const Value& value) {
    std::string text;
    (void)machine_->text_of(value, text);
    return text;
}

std::string_view Evaluator::type_name(const Value& value) const {
    return machine_->type_name(value);
}

}  // namespace hios::fhirpath
