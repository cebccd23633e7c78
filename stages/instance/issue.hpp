#pragma once
// What is wrong with a resource: OperationOutcome issues before they are written out (R4
// operationoutcome.html). Issues hold places and definitions, never values of the document.

#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/error.hpp"

namespace hios::instance {

enum class Severity : std::uint8_t { kError, kWarning };

// The codes of R4 valueset-issue-type.html that HIOS uses.
enum class IssueType : std::uint8_t { kStructure, kRequired, kValue, kInvariant, kCodeInvalid, kExtension, kNotFound };

// A rule as HIOS checks it. Instances are constants; `hios explain ID` prints the code.
struct Rule {
    Code code;
    IssueType type = IssueType::kStructure;
    Severity severity = Severity::kError;
};

struct Issue {
    const Rule* rule = nullptr;
    std::uint32_t node = 0;    // NodeId: the element the issue is about, or the object it should stand in
    std::uint32_t offset = 0;  // first byte in the instance's text
    std::uint32_t length = 0;  // 0 = a point
    std::string_view element;  // a member of `node` the issue is about (missing, or unknown); may be empty
    std::string_view detail;   // the key of an invariant, the url of a code set or profile; may be empty
};

using Issues = std::vector<Issue>;

}  // namespace hios::instance
