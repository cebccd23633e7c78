#pragma once
// Error codes of FHIR documents: Bundles, resources, NDJSON lines.

#include <span>

#include "pipeline/error.hpp"

namespace hios::fhir::codes {

inline constexpr Code kNotFhir{"fhir.not_recognised",
                               "The document is not FHIR JSON (a resource, a Bundle or NDJSON of these).",
                               "Leave such files out with source.exclude, or convert them first."};
inline constexpr Code kNotObject{"fhir.not_an_object",
                                 "A JSON value stands where a FHIR resource (a JSON object) must.",
                                 "Write one resource a file, one a line (NDJSON), or a Bundle."};
inline constexpr Code kNoType{"fhir.no_resource_type",
                              "The JSON object has no resourceType, so it is no FHIR resource.",
                              "Add resourceType, or leave the file out with source.exclude."};
inline constexpr Code kUnknownType{
    "fhir.unknown_type", "resourceType names no resource of FHIR R4 (4.0.1).",
    "Convert documents of other FHIR versions (DSTU2, STU3, R5) to R4 first; check the spelling."};
inline constexpr Code kBadId{"fhir.bad_id", "The resource's id is not a JSON string.",
                             "Write the id as a string of 1 to 64 letters, digits, '-' and '.'."};
inline constexpr Code kBundleShape{"fhir.bundle.shape",
                                   "A part of the Bundle has the wrong JSON type, so its entries cannot be found.",
                                   "entry must be an array of objects, and each entry's resource an object."};
inline constexpr Code kNestedBundle{
    "fhir.bundle.nested", "An entry of the Bundle is a Bundle itself.",
    "Write the inner Bundle to a file of its own: its entries have their own scope of references."};
inline constexpr Code kEntryDelete{
    "fhir.entry.delete", "The entry asks to delete a resource, which a bulk import cannot do.",
    "Delete the resource at the service by hand; older versions in the same import group were held back."};
inline constexpr Code kEntryPatch{"fhir.entry.patch",
                                  "The entry asks to patch a resource, which a bulk import cannot do.",
                                  "Export the patched resource as a whole and load it."};

std::span<const Code* const> fhir_codes();

}  // namespace hios::fhir::codes
