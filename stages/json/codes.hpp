#pragma once
// Error codes of JSON text (RFC 8259) before anything FHIR is looked at.

#include <span>

#include "pipeline/error.hpp"

namespace hios::json::codes {

inline constexpr Code kSyntax{"json.syntax", "The text is not JSON at the byte named.",
                              "Correct the text at the byte named, or export the document again."};
inline constexpr Code kTruncated{"json.truncated", "The JSON text ends before its last bracket or quote closes.",
                                 "The file was cut off: transfer or export it again."};
inline constexpr Code kUtf8{"json.utf8", "The text is not valid UTF-8 at the byte named.",
                            "Convert the file to UTF-8 (for example with iconv) and run again."};
inline constexpr Code kDuplicateKey{"json.duplicate_key",
                                    "An object has two members of the same name; which one holds cannot be told.",
                                    "Remove one of the two members named."};
inline constexpr Code kTooDeep{"json.too_deep", "Objects and arrays are nested deeper than the limit.",
                               "No clinical document nests so deep; if yours does, raise limits.depth."};
inline constexpr Code kControlCharacter{"json.control_character", "A string holds a raw control character.",
                                        "Write control characters as \\uXXXX escapes, or remove them."};
inline constexpr Code kEscape{"json.escape",
                              "A string holds an escape that JSON does not know, or half of a surrogate pair.",
                              "Write the character itself in UTF-8, or a whole \\uXXXX escape."};
inline constexpr Code kTrailing{"json.trailing", "More text follows after the JSON document's end.",
                                "One document a file, or one a line (NDJSON): separate the documents by line ends."};

std::span<const Code* const> json_codes();

}  // namespace hios::json::codes
