#pragma once
// --set a.b=c: changes of the parsed spec from the command line.

#include <string>
#include <vector>

#include "jobs/spec/document.hpp"

namespace hios::jobs {

// Applies `sets` in order; the value is YAML ("8", "[a, b]", "{bytes: 1GiB}"). Mappings on the way are
// made; a zone written as a bare folder becomes {uri: folder} when one of its fields is set.
std::vector<Problem> apply_overrides(Document& document, const std::vector<std::string>& sets);

}  // namespace hios::jobs
