#pragma once
// ValueSet and CodeSystem resources, from parsed JSON.

#include <nlohmann/json_fwd.hpp>

#include "stages/definitions/model.hpp"

namespace hios::definitions {

model::ValueSet read_value_set(const nlohmann::ordered_json& json);
model::CodeSystem read_code_system(const nlohmann::ordered_json& json);

}  // namespace hios::definitions
