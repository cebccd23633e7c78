#pragma once
// The published JSON Schema of job specs: data/schema/hios-job.schema.json, embedded at build time.

#include <string_view>

namespace hios::jobs {

extern const std::string_view kJobSchema;

}  // namespace hios::jobs
