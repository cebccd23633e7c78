#pragma once
// Cuts a file of HL7 v2 into messages.

#include "jobs/formats/format.hpp"

namespace hios::jobs {

// One document for each message, and an unreadable one for text that belongs to none. `part` goes with each.
Outcome<void> split_messages(PartBytes& bytes, DocumentSink& sink, const std::shared_ptr<const PartContext>& part);

}  // namespace hios::jobs
