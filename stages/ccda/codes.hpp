#pragma once
// Error codes of C-CDA documents: why one is refused, and what was met and mended while it was read.

#include <span>

#include "pipeline/error.hpp"

namespace hios::ccda::codes {

// --- the document is refused
inline constexpr Code kEmpty{"ccda.empty", "The part holds nothing but blanks.",
                             "Export the document again, or leave empty files out of the raw zone."};
inline constexpr Code kNotXml{"ccda.not_xml", "The part is no XML: it looks like the format named.",
                              "Keep this kind of file out of the C-CDA input, or give it the format it has."};
inline constexpr Code kSyntax{"ccda.syntax", "The XML is broken at the byte named, and mending it did not help.",
                              "Export the document again; a file that was cut or mixed up cannot be mapped."};
inline constexpr Code kNotDocument{
    "ccda.not_document", "The XML is well formed, but its root element is not ClinicalDocument.",
    "Send whole CDA documents; sections and entries alone cannot be mapped for they have no patient."};
inline constexpr Code kContinuityOfCareRecord{
    "ccda.ccr", "The document is a Continuity of Care Record (ASTM), the forerunner of C-CDA.",
    "Export it as C-CDA; CCR is not mapped."};
inline constexpr Code kFhirXml{"ccda.fhir_xml", "The part is FHIR written as XML, and FHIR is read as JSON.",
                               "Export it as JSON, or convert it with a FHIR library."};
inline constexpr Code kNoBody{"ccda.no_header", "The ClinicalDocument has neither a recordTarget nor a component.",
                              "Export the document again; without both there is nothing to map."};
inline constexpr Code kTooLarge{"ccda.too_large", "The document has more bytes than the limit allows.",
                                "Raise limits.document, or take embedded files out of the document."};
inline constexpr Code kTooDeep{"ccda.too_deep", "Elements are nested more deeply than any clinical document needs.",
                               "Look at the document: it was damaged, or made to do harm."};
inline constexpr Code kTooManyNodes{"ccda.too_many_nodes", "The document has more elements than the limit allows.",
                                    "Split the document by sections or encounters."};
inline constexpr Code kTooManyAttributes{"ccda.too_many_attributes",
                                         "An element has more attributes than any clinical document needs.",
                                         "Look at the document: it was damaged, or made to do harm."};
inline constexpr Code kUnwrap{"ccda.unwrap", "The document is wrapped (MIME, base64) in a way that cannot be undone.",
                              "Send the document itself, or correct its wrapping."};

// --- warnings: the document is mapped
inline constexpr Code kEncoding{"ccda.encoding", "The text is not in the encoding that it declares.",
                                "Correct the XML declaration; the document was read in the encoding it really has."};
inline constexpr Code kReplacedBytes{"ccda.replaced_bytes", "Bytes or characters that no text may have were replaced.",
                                     "Export the document again in UTF-8."};
inline constexpr Code kDoctype{"ccda.doctype", "The document has a DOCTYPE, which was not read.",
                               "Leave it out: entities that it defines are never expanded."};
inline constexpr Code kRepaired{"ccda.repaired", "The XML was not well formed and was mended before it was read.",
                                "Correct the program that wrote it: a stray '<', an attribute without quotes, an "
                                "end tag that fits nothing."};
inline constexpr Code kCutOff{"ccda.cut_off", "The document ends before its elements do; what is there was read.",
                              "Send the whole document again: what was cut off is missing."};
inline constexpr Code kTrailing{"ccda.trailing", "There is more text or another element behind the document.",
                                "Send one document a file; what follows the first was not read."};
inline constexpr Code kNamespace{"ccda.namespace", "The root element is not in the namespace urn:hl7-org:v3.",
                                 "Correct xmlns; the document was read by its element names."};
inline constexpr Code kBrokenReference{"ccda.broken_reference", "A reference to narrative text names no ID there is.",
                                       "Correct the reference or give the text that ID."};
inline constexpr Code kDuplicateId{"ccda.duplicate_id", "Two elements have the same ID; the nearer one is used.",
                                   "Give each element an ID of its own."};
inline constexpr Code kTextCut{
    "ccda.text_cut",
    "A text is longer than FHIR allows for a string (1 MiB), or stands in narrative of more than 64 KiB.",
    "The resource has its beginning; the section's narrative and the source document hold all of it."};
inline constexpr Code kNarrativeSize{"ccda.narrative_size", "The narrative of a section is larger than the limit.",
                                     "It was left out of the resource; the source document holds it."};

std::span<const Code* const> ccda_codes();

}  // namespace hios::ccda::codes
