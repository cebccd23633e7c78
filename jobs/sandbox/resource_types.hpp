#pragma once
// The names of FHIR R4's 146 resource types (those that can be instantiated).

#include <string_view>

namespace hios::sandbox {

[[nodiscard]] bool is_r4_resource_type(std::string_view name);

}  // namespace hios::sandbox
