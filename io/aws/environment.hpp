#pragma once
// The environment variables as a port, so that tests own them.

#include <functional>
#include <optional>
#include <string>

namespace hios::aws {

// Nothing for a variable that is not set or empty. Thread-safe.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

Environment process_environment();

// "true", "1", "yes" in any case; anything else is false.
bool is_true(const std::optional<std::string>& text);

}  // namespace hios::aws
