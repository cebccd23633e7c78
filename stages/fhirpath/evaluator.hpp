#pragma once
// Evaluates expressions on nodes of an instance. Keeps its scratch memory, so that nothing is allocated
// once it has warmed up. Not thread-safe: one per thread.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/outcome.hpp"
#include "stages/fhirpath/environment.hpp"
#include "stages/fhirpath/expression.hpp"

namespace hios::fhirpath {

class Machine;

class Evaluator {
public:
    // `model` must outlive it, and be the one the expressions were compiled with.
    explicit Evaluator(const Model& model);
    ~Evaluator();
    Evaluator(const Evaluator&) = delete;
    Evaluator& operator=(const Evaluator&) = delete;

    // The result as a condition: a single item that is no boolean counts as true (N1, "Singleton
    // evaluation of collections"). kError: error() says what.
    [[nodiscard]] Truth evaluate_boolean(const Expression& expression, const instance::Instance& instance,
                                         instance::NodeId context, const Environment& environment = {});

    // The result as it is; good until the next evaluation.
    [[nodiscard]] Outcome<std::span<const Value>> evaluate(const Expression& expression,
                                                           const instance::Instance& instance, instance::NodeId context,
                                                           const Environment& environment = {});

    // Of the last evaluation, when it failed. Names the place in the expression, never a value.
    [[nodiscard]] Error error() const;

    // Of items of the last evaluation: what toString() gives ("" for objects), and the type as type()
    // names it ("HumanName", "Integer").
    [[nodiscard]] std::string to_text(const Value& value);
    [[nodiscard]] std::string_view type_name(const Value& value) const;

private:
    std::unique_ptr<Machine> machine_;
};

}  // namespace hios::fhirpath
