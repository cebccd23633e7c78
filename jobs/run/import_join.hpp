#pragma once
// Joins the lines that an import service refused to the documents they came from.

#include <string>

#include "jobs/ledger/ledger.hpp"
#include "pipeline/object_store.hpp"

namespace hios::jobs {

// Reads the report of an ended import job and writes one record a refused line to
// error/<run>/import/<group>.ndjson (docs/formats/reject.md), with its place in the source, the
// service's OperationOutcome and the line itself. Returns how many.
Outcome<std::uint64_t> write_import_failures(ObjectStore& staging, ObjectStore& error_zone, SpoolFactory& spools,
                                             const std::string& run, const ImportRecord& import);

}  // namespace hios::jobs
