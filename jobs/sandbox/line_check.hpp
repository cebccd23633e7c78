#pragma once
// What the import service refuses in one NDJSON line, before it would look at FHIR's own rules:
// HealthLake's checks and wordings.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace hios::sandbox {

// Why a line is refused. Instances are the constants below.
struct Refusal {
    int status;                    // HTTP status in the report
    std::string_view issue;        // OperationOutcome.issue.code
    std::string_view diagnostics;  // never holds values of the line; no characters that JSON escapes
};

namespace refusals {
inline constexpr Refusal kInvalidJson{400, "structure", "Invalid JSON found in input file"};
inline constexpr Refusal kNotUtf8{400, "structure", "Invalid UTF-8 found in input file"};
inline constexpr Refusal kTooDeep{400, "structure", "JSON nested too deeply"};
inline constexpr Refusal kDuplicateKey{400, "structure", "Duplicate resourceType or id field in resource json"};
inline constexpr Refusal kNotObject{400, "structure", "A line must hold one resource json object"};
inline constexpr Refusal kNoType{400, "required", "Missing required resourceType field in resource json"};
inline constexpr Refusal kBadType{
    400, "value",
    "1 validation error detected: Value at 'resourceType' failed to satisfy constraint: Member must "
    "satisfy regular expression pattern: [A-Za-z]{1,256}"};
inline constexpr Refusal kUnknownType{400, "not-supported", "The resourceType is not one of FHIR R4"};
inline constexpr Refusal kNoId{400, "required", "Missing required id field in resource json"};
inline constexpr Refusal kBadId{
    400, "value",
    "1 validation error detected: Value at 'resourceId' failed to satisfy constraint: Member must satisfy "
    "regular expression pattern: [A-Za-z0-9-.]{1,64}"};
inline constexpr Refusal kTooLarge{413, "too-long", "The resource is larger than the quota for one resource"};
inline constexpr Refusal kDuplicateId{409, "duplicate",
                                      "Another line of this import job has the same resourceType and id"};
}  // namespace refusals

// {"resourceType":"OperationOutcome",...} for the report.
std::string operation_outcome(const Refusal& refusal);

// What is known of a line. The views are valid until the next check.
struct LineCheck {
    const Refusal* refusal = nullptr;  // null: accepted
    std::string_view type;             // empty unless it matches [A-Za-z]{1,256}
    std::string_view id;               // empty unless it matches [A-Za-z0-9-.]{1,64}
};

// Looks at one line after the other. Not thread-safe. Memory: about the longest string of a line;
// nesting is followed without recursion and refused beyond `max_depth`.
class LineChecker {
public:
    explicit LineChecker(std::size_t max_depth = 1000);
    ~LineChecker();
    LineCheck check(std::string_view line);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hios::sandbox
