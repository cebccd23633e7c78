#pragma once
// An Account as JSON, in the names of the run's summary.

#include <nlohmann/json.hpp>

#include "stages/pack/account.hpp"

namespace hios::jobs {

nlohmann::ordered_json to_json(const pack::Account& account);
pack::Account account_from_json(const nlohmann::ordered_json& json);

}  // namespace hios::jobs
