#pragma once
// What S3's refusals mean to a run: the codes of the store port where it has one, else those of AWS.

#include <string>
#include <string_view>

#include "io/aws/service_error.hpp"
#include "pipeline/error.hpp"

namespace hios::s3 {

// Of an object of many: a missing one, one without permission and one refused are Fault::kReject. `action` completes
// "cannot ...".
Error object_error(const aws::ServiceError& error, std::string_view action, const std::string& key);
// Of the bucket or of writing at all: Fault::kFatal, unless it passes.
Error zone_error(const aws::ServiceError& error, std::string_view action, const std::string& place);

}  // namespace hios::s3
