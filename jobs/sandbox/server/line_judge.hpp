#pragma once
// What an import job does with a line: HealthLake's own checks (jobs/sandbox/line_check.hpp), then FHIR R4 at the job's
// validation level (stages/validate), then no second line of the same type and id.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "jobs/import/ndjson_lines.hpp"
#include "jobs/sandbox/id_set.hpp"
#include "jobs/sandbox/line_check.hpp"
#include "stages/validate/validator.hpp"

namespace hios::sandbox {

struct LineVerdict {
    bool accepted = false;
    int status = 200;
    std::string_view type;     // empty when the line has none that is well formed
    std::string_view id;       // likewise
    std::string_view outcome;  // an OperationOutcome, when refused
    std::string_view remark;   // one for an accepted line, at level minimal: what structure-only would refuse
};

// Not thread-safe. Views of a verdict are valid until the next judge().
class LineJudge {
public:
    // `level` as HealthLake names it; empty is strict.
    explicit LineJudge(std::string_view level);

    LineVerdict judge(const jobs::NdjsonLines::Line& line, std::string_view file);

private:
    // The OperationOutcome of the first resource of the line that has an error; empty: none has.
    std::string_view check(validate::Validator& validator, const jobs::NdjsonLines::Line& line, std::string_view file);

    LineChecker checker_;
    validate::Validator validator_;
    std::optional<validate::Validator> structure_;  // at level minimal
    IdSet seen_;
    std::string padded_;
    std::string outcome_;
};

}  // namespace hios::sandbox
