#pragma once
// Reads FHIR's own definition resources (StructureDefinition, ValueSet, CodeSystem) from JSON. The
// generator reads HL7's files with it; at run time it reads the profiles a job names.

#include <string_view>
#include <tl/expected.hpp>

#include "pipeline/error.hpp"
#include "stages/definitions/model.hpp"

namespace hios::definitions {

// A StructureDefinition without a snapshot: an error (codes::kNoSnapshot), or passed over.
enum class Differential : std::uint8_t { kRefuse, kPassOver };

// Adds what `json` defines: one resource, an array of resources, or a Bundle of them. Resources of
// other types are passed over. Thread-safe. On an error `into` holds what was read before it.
tl::expected<void, Error> read_definitions(std::string_view json, model::Definitions& into,
                                           Differential differential = Differential::kRefuse);

}  // namespace hios::definitions
