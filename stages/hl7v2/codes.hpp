#pragma once
// Error codes of HL7 v2 in ER7. Faults cost one document; notes only say where a document deviates.

#include <span>

#include "pipeline/error.hpp"

namespace hios::hl7v2::codes {

// --- a document that cannot be read
inline constexpr Code kNoHeader{"hl7v2.no_header", "The text does not begin with an MSH, FHS or BHS segment.",
                                "Send whole messages: the first segment is MSH, its fourth byte the field separator."};
inline constexpr Code kBeforeHeader{
    "hl7v2.before_header", "Text stands before the first MSH segment, or between messages, and belongs to none.",
    "Put the segments behind the MSH segment they belong to, or remove what is no HL7."};
inline constexpr Code kHeaderCase{"hl7v2.header_case", "The name of the header segment is not in capitals.",
                                  "Write MSH: names of segments are capitals (HL7 v2.9, 2.5.2)."};
inline constexpr Code kNoDelimiters{"hl7v2.no_delimiters", "The header segment ends before its field separator.",
                                    "Send the message again; its header begins MSH|^~\\&|."};
inline constexpr Code kEmptyHeader{"hl7v2.empty_header",
                                   "The message is a header without any field behind the delimiters.",
                                   "Send the message again; at least the message type (MSH-9) must be there."};
inline constexpr Code kCutOff{"hl7v2.cut_off", "The message ends in the middle of a segment.",
                              "Send the message again; the messages around it are not affected."};
inline constexpr Code kXml{"hl7v2.xml", "The document is HL7 v2 in the XML encoding, not in ER7.",
                           "Export it in ER7 (segments separated by carriage returns, MSH first)."};
inline constexpr Code kTooLong{"hl7v2.too_long", "The message is longer than allowed and was skipped.",
                               "Raise the limit if messages may be that long; else look for a lost MSH segment."};

// --- a file or batch
inline constexpr Code kBatchCount{"hl7v2.batch_count", "BTS-1 states another number of messages than the batch has.",
                                  "Ask the sender whether messages were lost; they were read as they stand."};
inline constexpr Code kFileCount{"hl7v2.file_count", "FTS-1 states another number of batches than the file has.",
                                 "Ask the sender whether batches were lost; they were read as they stand."};
inline constexpr Code kTrailerAlone{"hl7v2.trailer_alone", "A batch or file trailer stands without its header.",
                                    "Write BHS before BTS and FHS before FTS, or leave both out."};
inline constexpr Code kTrailerMissing{"hl7v2.trailer_missing",
                                      "A batch or file header has no trailer; the file may be cut off.",
                                      "Compare the size of the file with the sender's."};

// --- delimiters and segments
inline constexpr Code kDuplicateDelimiter{"hl7v2.duplicate_delimiter",
                                          "One character has two meanings in MSH-1 and MSH-2.",
                                          "Give each delimiter its own character; the outermost meaning was used."};
inline constexpr Code kFewDelimiters{"hl7v2.few_delimiters", "MSH-2 states fewer than four characters.",
                                     "Write ^~\\&; what is missing took the recommended character."};
inline constexpr Code kManyDelimiters{"hl7v2.many_delimiters", "MSH-2 states more than five characters.",
                                      "Write ^~\\& or ^~\\&#; the rest was ignored."};
inline constexpr Code kContinuedLine{"hl7v2.continued_line",
                                     "A line does not begin with a segment's name; it continues the field before.",
                                     "Escape line breaks inside values as \\.br\\ or \\X0A\\."};
inline constexpr Code kSegmentName{"hl7v2.segment_name",
                                   "A segment's name is not one capital and two capitals or digits.",
                                   "Correct the name; the segment was kept as it stands."};
inline constexpr Code kRepairedLine{"hl7v2.repaired_line",
                                    "The message is one line with line ends written as text; they were put back.",
                                    "Send carriage returns between segments, not \\r or <CR> as text."};
inline constexpr Code kJoined{"hl7v2.joined", "A continued segment (ADD) or message (DSC) was joined.",
                              "Nothing is wrong; offsets of other notes count in the joined text."};
inline constexpr Code kContinuationLost{"hl7v2.continuation_lost",
                                        "The message says that another continues it (DSC), or continues another "
                                        "(MSH-14), and that one is not beside it.",
                                        "Put both into one file, one behind the other."};

// --- characters and escapes
inline constexpr Code kCharsetUnknown{"hl7v2.charset_unknown", "MSH-18 names no character set of table 0211.",
                                      "Write a name of table 0211, such as UNICODE UTF-8 or 8859/1."};
inline constexpr Code kCharsetWrong{"hl7v2.charset_wrong", "The text is not in the character set that MSH-18 names.",
                                    "Correct MSH-18, or name the character set in the job's spec."};
inline constexpr Code kCharsetMissing{"hl7v2.charset_missing",
                                      "MSH-18 is empty and the text is no UTF-8; the fallback was used.",
                                      "Fill MSH-18, or name the character set in the job's spec."};
inline constexpr Code kEscapeOpen{"hl7v2.escape_open", "An escape character begins no escape sequence; it was kept.",
                                  "Write the character itself as \\E\\."};
inline constexpr Code kEscapeUnknown{"hl7v2.escape_unknown",
                                     "An escape sequence is none of the standard's; it was kept.",
                                     "Use a sequence of HL7 v2.9, 2.7; locally defined ones begin with Z."};
inline constexpr Code kEscapeHex{"hl7v2.escape_hex",
                                 "A hexadecimal escape has odd or wrong digits, or is no text in the character set.",
                                 "Write pairs of digits in the character set of MSH-18, such as \\X0D0A\\."};
inline constexpr Code kControl{"hl7v2.control_character", "A value held control characters; they were left out.",
                               "Remove them, or send binary data in Base64."};

std::span<const Code* const> hl7v2_codes();

}  // namespace hios::hl7v2::codes
