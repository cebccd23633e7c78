#pragma once
// The published invariants of R4 (with errata: docs/fhir-definitions.md), evaluated as FHIRPath on each
// node of a resource. Left out are those that HIOS checks otherwise: the JSON form and ResourceCheck
// have ele-1, ext-1, dom-2 to dom-5, ref-1, qty-3, per-1, txt-1 and txt-2; BundleCheck has bdl-*. dom-6
// (a narrative is good practice) is not checked.

#include <memory>
#include <optional>
#include <vector>

#include "stages/fhirpath/evaluator.hpp"
#include "stages/fhirpath/model.hpp"
#include "stages/validate/surroundings.hpp"

namespace hios::validate {

// What resolve() finds: the type a reference leads to, as far as it can be told.
class ReferenceServices final : public fhirpath::Services {
public:
    explicit ReferenceServices(const definitions::Table& table) : table_(table) {}
    void set(const Surroundings& surroundings) { surroundings_ = &surroundings; }
    fhirpath::Value resolve(const instance::Instance& instance, std::string_view reference) override;
    fhirpath::Truth html_checks(std::string_view) override { return fhirpath::Truth::kTrue; }

private:
    const definitions::Table& table_;
    const Surroundings* surroundings_ = nullptr;
};

// The invariants of a table, compiled, and which of them hold where. Immutable; shared between threads.
class InvariantPlan {
public:
    explicit InvariantPlan(const fhirpath::Model& model);
    static const InvariantPlan& r4();

    [[nodiscard]] std::span<const definitions::InvariantId> of_type(definitions::TypeId type) const {
        return range(types_[type]);
    }
    [[nodiscard]] std::span<const definitions::InvariantId> of_property(definitions::PropertyId property) const {
        return range(properties_[property]);
    }
    // Never null for an id that the two above give.
    [[nodiscard]] const fhirpath::Expression& expression(definitions::InvariantId id) const { return *programs_[id]; }
    [[nodiscard]] const fhirpath::Model& model() const { return model_; }

private:
    struct Range {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };
    [[nodiscard]] std::span<const definitions::InvariantId> range(Range range) const {
        return std::span(lists_).subspan(range.first, range.count);
    }
    Range add(std::span<const definitions::InvariantId> invariants);

    const fhirpath::Model& model_;
    std::vector<std::optional<fhirpath::Expression>> programs_;
    std::vector<definitions::InvariantId> lists_;
    std::vector<Range> types_;
    std::vector<Range> properties_;
};

// Reusable; not thread-safe (one per worker).
class InvariantCheck {
public:
    explicit InvariantCheck(const InvariantPlan& plan);
    // Appends what does not hold. A rule whose result is empty holds: nothing speaks against it.
    void check(const instance::Instance& instance, const Surroundings& surroundings, instance::Issues& issues);

private:
    void check_node(instance::NodeId id, std::span<const definitions::InvariantId> invariants);
    [[nodiscard]] instance::NodeId resource_of(instance::NodeId id) const;

    const InvariantPlan& plan_;
    fhirpath::Evaluator evaluator_;
    ReferenceServices services_;
    const instance::Instance* instance_ = nullptr;
    instance::Issues* issues_ = nullptr;
};

}  // namespace hios::validate
