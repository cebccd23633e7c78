#pragma once
// What an import job's end really was: Describe's word held against the manifest of the report.

#include <string>

#include "jobs/import/healthlake/client.hpp"
#include "jobs/import/import_service.hpp"
#include "jobs/import/report.hpp"

namespace hios::healthlake {

// The state in the port's terms. A cancelled job has failed; a state that is not known counts as running, so that
// the longest wait decides.
jobs::ImportState state_of(const std::string& status);

// State, counts and message of a job as Describe tells them; output_prefix is left empty.
jobs::ImportStatus status_of(const ImportJob& job);

// For a job that has ended. The manifest is written at the end, so its counts hold where the two differ, and the
// message says that they did. A COMPLETED job whose manifest counts errors becomes COMPLETED_WITH_ERRORS; a FAILED
// one without a message is given one.
void reconcile(jobs::ImportStatus& status, const jobs::ReportTotals& manifest);

}  // namespace hios::healthlake
