#pragma once
// Cuts a flat file into blocks of whole rows.

#include "jobs/formats/flat_format.hpp"

namespace hios::jobs {

// Blocks of rows (kRows), or rows of JSON one by one, each with a TablePart. The error says what is wrong with the
// file as a whole: a column is missing, the header cannot be read.
Outcome<void> split_table(const MapTable& table, PartBytes& bytes, DocumentSink& sink);

}  // namespace hios::jobs
