#pragma once
// Codes of what deviates from the standard: reported when a job's spec says strict, never a reason to lose a message.

#include <span>

#include "pipeline/error.hpp"

namespace hios::hl7v2::dictionary::codes {

// --- the message
inline constexpr Code kVersionUnknown{"hl7v2.version_unknown", "MSH-12 names no version that the dictionary has.",
                                      "Send a version of table 0104; names are taken from the nearest version."};
inline constexpr Code kStructureUnknown{"hl7v2.structure_unknown",
                                        "MSH-9 names no message structure of any version; groups are unknown.",
                                        "Fill MSH-9.1, 9.2 and 9.3 as tables 0076, 0003 and 0354 have them."};
inline constexpr Code kStructureWrong{"hl7v2.structure_wrong",
                                      "The structure in MSH-9.3 is not the one of the event in MSH-9.2.",
                                      "Fill MSH-9.3 by table 0354, or leave it empty."};

// --- segments
inline constexpr Code kSegmentUnknown{"hl7v2.segment_unknown", "No version has a segment of this name.",
                                      "Begin the names of local segments with Z."};
inline constexpr Code kSegmentNotOfVersion{"hl7v2.segment_not_of_version",
                                           "The segment is of another version than MSH-12 states.",
                                           "State the version that the message is written in."};
inline constexpr Code kSegmentUnexpected{"hl7v2.segment_unexpected",
                                         "The message structure has no place for the segment here.",
                                         "Send it where the structure has it, or a structure that has it."};
inline constexpr Code kSegmentLate{"hl7v2.segment_late", "The segment stands behind what should follow it.",
                                   "Send segments in the order of the message structure."};
inline constexpr Code kSegmentRepeats{"hl7v2.segment_repeats", "The segment or its group may not repeat here.",
                                      "Send it once."};
inline constexpr Code kSegmentMissing{"hl7v2.segment_missing", "A segment that the structure requires is not there.",
                                      "Send the segment."};
inline constexpr Code kSetId{"hl7v2.set_id", "The set id is neither 1 nor one more than that of the segment before.",
                             "Number segments of one name from 1."};

// --- fields and below
inline constexpr Code kFieldUnknown{"hl7v2.field_unknown", "The segment has no such field in this version.",
                                    "State the version that has it, or move it to a segment that begins with Z."};
inline constexpr Code kFieldMissing{"hl7v2.field_missing", "A required field is empty.", "Fill the field."};
inline constexpr Code kFieldWithdrawn{"hl7v2.field_withdrawn", "The field was withdrawn from the standard.",
                                      "Send what has replaced it."};
inline constexpr Code kFieldRepeats{"hl7v2.field_repeats", "The field may not repeat.", "Send one value."};
inline constexpr Code kComponentUnknown{"hl7v2.component_unknown", "The data type has no such component.",
                                        "Escape a delimiter that is text (\\S\\, \\T\\), or leave the component out."};
inline constexpr Code kComponentMissing{"hl7v2.component_missing", "A required component is empty.",
                                        "Fill the component."};
inline constexpr Code kValueType{"hl7v2.value_type", "The value is not of its data type (NM, SI, DT, TM, DTM).",
                                 "Write it as chapter 2A has it, or name another type in OBX-2."};

// --- asked for by people
inline constexpr Code kNoStructure{"hl7v2.no_structure", "No version of HL7 v2 has a message structure of this name.",
                                   "Write it as table 0354 does, such as ADT_A01 or ORU_R01."};

std::span<const Code* const> dictionary_codes();

}  // namespace hios::hl7v2::dictionary::codes
