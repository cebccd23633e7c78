#pragma once
// What an expression may ask of its surroundings.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "stages/fhirpath/value.hpp"
#include "stages/instance/instance.hpp"

namespace hios::fhirpath {

enum class Truth : std::uint8_t { kFalse, kTrue, kEmpty, kError };

[[nodiscard]] inline Truth truth_of(bool holds) {
    return holds ? Truth::kTrue : Truth::kFalse;
}

// What is looked up outside the expression. Each answers kEmpty, or nothing, when it cannot know; the
// evaluator then goes by the definitions alone. Must be thread-safe when evaluators share it.
class Services {
public:
    virtual ~Services() = default;
    // A node of the same instance, Value::of_type() when only the type is known, or kNone. References
    // to contained resources never come here.
    virtual Value resolve(const instance::Instance&, std::string_view /*reference*/) { return {}; }
    // Whether the code, Coding or CodeableConcept is in the value set.
    virtual Truth member_of(const instance::Instance&, instance::NodeId, std::string_view /*value_set*/) {
        return Truth::kEmpty;
    }
    // R4 narrative.html, invariants txt-1 and txt-2. `xhtml` is unescaped.
    virtual Truth html_checks(std::string_view /*xhtml*/) { return Truth::kEmpty; }
    virtual Truth conforms_to(const instance::Instance&, instance::NodeId, std::string_view /*profile*/) {
        return Truth::kEmpty;
    }
    virtual void trace(std::string_view /*name*/, std::span<const Value>) {}
};

struct Environment {
    instance::NodeId resource = instance::kRoot;       // %resource: the one that holds the context
    instance::NodeId root_resource = instance::kRoot;  // %rootResource: the outermost one
    Services* services = nullptr;
    // Of now() and today(), in UTC; the clock's when not given.
    std::optional<std::chrono::system_clock::time_point> now;
    // How many nodes may be looked at and values made before the evaluation is given up (fhirpath.limit).
    std::int64_t budget = 20'000'000;
};

}  // namespace hios::fhirpath
