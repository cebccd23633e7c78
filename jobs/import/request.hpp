#pragma once
// What every import service demands of a request: HealthLake's alphabets and lengths, which are the
// narrowest of the services known.

#include "jobs/import/import_service.hpp"

namespace hios::jobs {

// import.invalid_request (Fault::kFatal) naming the field and its rule. Fields are not quoted.
Outcome<void> check_request(const ImportRequest& request);

}  // namespace hios::jobs
