#pragma once
// Validation as a stage: checks the lines that a Work's documents became, takes out those that fail, and
// counts what was found.

#include <map>
#include <string>

#include "pipeline/work.hpp"
#include "stages/validate/report.hpp"

namespace hios::validate {

// Reusable; not thread-safe (one per worker).
class WorkCheck {
public:
    WorkCheck(const definitions::Table& table, const Settings& settings, OnFail on_fail)
        : table_(table),
          on_fail_(on_fail),
          validator_(table, {settings.level, settings.depth, false, settings.profiles}) {}

    // Lines that fail become rejects with an OperationOutcome; places are those of the source document
    // where that is FHIR JSON itself, else the resource's.
    void check(Work& work);

private:
    void check_lane(Work& work, LaneBlock& block);
    bool passes(Work& work, const LineRecord& line, std::string_view text);
    [[nodiscard]] bool costs(const instance::Issue& issue) const;
    void reject_line(Work& work, const LineRecord& line, std::string_view text);
    void count(std::uint32_t document, std::span<const instance::Issue> issues);

    const definitions::Table& table_;
    const OnFail on_fail_;
    Validator validator_;
    std::map<std::pair<std::uint32_t, std::string_view>, std::uint64_t> found_;  // (document, rule)
};

}  // namespace hios::validate
