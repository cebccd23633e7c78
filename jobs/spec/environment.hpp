#pragma once
// ${env:NAME} and ${env:NAME:-default} inside the texts of a parsed job spec. It works on the tree,
// never on the file's text, so a variable's value can add no keys. Subtrees under x-* are left alone.

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "jobs/spec/document.hpp"

namespace hios::jobs {

// The value of an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string&)>;
Environment process_environment();

// Replaces in place. `replaced` receives the pointers of the texts that changed. The default holds as
// in the shell: when the variable is not set or empty.
std::vector<Problem> interpolate(Document& document, const Environment& environment, std::set<std::string>& replaced);

}  // namespace hios::jobs
