#pragma once
// Error codes raised by import services, their submitter and the report reader.

#include <span>

#include "pipeline/error.hpp"

namespace hios::codes {

inline constexpr Code kImportServiceUnknown{"import.unknown_service", "There is no import service of this name.",
                                            "Set import.service in the job spec to one of the names listed."};
inline constexpr Code kImportInvalid{"import.invalid_request", "The import service does not accept this request.",
                                     "Correct the named field of the job spec."};
inline constexpr Code kImportTokenReused{
    "import.token_reused", "The client token was used before for another request.",
    "Submit the changed group under a new token: run the job again with a new run."};
inline constexpr Code kImportQueueFull{"import.queue_full", "The import service's queue of jobs is full.",
                                       "Wait until jobs have finished; HIOS tries again by itself."};
inline constexpr Code kImportUnknownJob{"import.unknown_job", "The import service knows no job of this id.",
                                        "Check the id and the data store: services forget old jobs."};
inline constexpr Code kImportStopping{"import.stopping", "The import service is shutting down.",
                                      "Run the job again: open import jobs continue."};
inline constexpr Code kImportUnfinished{
    "import.unfinished", "Import jobs were still open when the waiting ended.",
    "Run the job again: it follows the open import jobs to their end; import.wait.max sets the longest wait."};
inline constexpr Code kImportReport{
    "import.report", "An import job's report cannot be read.",
    "Look at the report's folder in the staging zone; the import job itself is not affected."};

inline constexpr Code kImportRefused{
    "import.refused", "The import service refused a resource that was staged.",
    "Its record in error/<run>/import says why and names the source document: mend that, and run the job again."};

inline constexpr Code kImportDatastore{"import.datastore", "The data store cannot be imported into.",
                                       "Check the data store's id, region and state; one being made needs minutes."};
inline constexpr Code kImportTooLarge{"import.too_large", "The group is larger than an import job may be.",
                                      "Lower import.group or pack.shard_bytes, or raise import.limits to your quota."};
inline constexpr Code kImportRole{"import.role", "The import service may not yet use the role.",
                                  "HIOS tries again for import.role_wait; then check the role's trust policy."};
inline constexpr Code kImportNoCancel{"import.no_cancel", "The import service cannot cancel a job.",
                                      "Let the job end; what it imports can be imported again or deleted."};

// All of the above, for `hios explain`.
std::span<const Code* const> import_codes();

}  // namespace hios::codes
