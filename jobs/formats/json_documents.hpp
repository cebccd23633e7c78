#pragma once
// JSON texts as documents: a whole part, or each line of it. `part` goes with the documents; null: none.

#include "jobs/formats/document_sink.hpp"
#include "jobs/formats/part_bytes.hpp"

namespace hios::jobs {

// The part as one document of this shape. White space alone is none.
Outcome<void> split_whole(PartBytes& bytes, DocumentSink& sink, Shape shape,
                          const std::shared_ptr<const PartContext>& part = nullptr);

// Each line that is not white space. One longer than the limit is a reject, wherever chunks end.
Outcome<void> split_lines(PartBytes& bytes, DocumentSink& sink,
                          const std::shared_ptr<const PartContext>& part = nullptr);

// What a document larger than the limit is refused with.
Error too_large(const SplitLimits& limits);

}  // namespace hios::jobs
