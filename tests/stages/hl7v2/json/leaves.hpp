#pragma once
// Whether a message's values all arrived: what stands in the message against what stands in its line.

#include <string>
#include <vector>

#include "stages/hl7v2/json/writer.hpp"

namespace hios::hl7v2::json::test {

// The line of a message; its end is checked and left out.
std::string line_of(const Message& message, const Options& options = {});
std::string line_of(const std::string& er7, const Options& options = {});

// The places ("OBX[2]-5.1", counted by segment) whose value is not in the line. Each value of the line counts for one
// of the message; a value within a text that holds delimiters counts as well.
std::vector<std::string> lost(const Message& message, const std::string& line);

}  // namespace hios::hl7v2::json::test
