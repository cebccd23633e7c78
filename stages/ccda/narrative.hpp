#pragma once
// Narrative blocks of CDA (NarrativeBlock.xsd) as FHIR narrative, written straight to bytes.

#include <cstdint>

#include "pipeline/byte_buffer.hpp"
#include "stages/ccda/document.hpp"
#include "stages/ccda/index.hpp"

namespace hios::ccda {

struct NarrativeRules {
    std::size_t most_bytes = 4U << 20;        // a larger narrative is replaced by a sentence that says so
    std::size_t most_image_bytes = 1U << 20;  // of one picture's base64
};

// Appends <div xmlns="http://www.w3.org/1999/xhtml">...</div> made of the content of `node` (a section's text, or
// any element that an ID leads to). The result always passes FHIR's rules for narrative (stages/validate/xhtml.hpp):
// only elements and attributes allowed there, safe links, something to read. Where there is nothing to read, nothing
// is appended.
//   content span, paragraph p, list ul or ol, item li, caption inside tables (elsewhere div), linkHtml a,
//   renderMultiMedia img of the observationMedia it names, footnote and footnoteRef span; tables as they are.
//   ID becomes id, behind a prefix of the section ("s3-"), for IDs repeat over sections; styleCode becomes class and,
//   where it means something everywhere (Bold, Italics, Underline, rules of cells), style.
// `words`: an element whose own text stands behind it, or kNoNode: what a statement says beside its reference.
// Elements unknown keep their text. Depth is bounded: what is nested deeper than 100 levels is written as text.
enum class Written : std::uint8_t { kNothing, kAll, kTooLong };
Written write_narrative(const Document& document, const Index& index, NodeId node, const NarrativeRules& rules,
                        ByteBuffer& into, NodeId words = kNoNode);

}  // namespace hios::ccda
