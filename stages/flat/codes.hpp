#pragma once
// Error codes of flat files: delimited text, fixed width, rows of JSON, code tables.

#include <span>

#include "pipeline/error.hpp"

namespace hios::flat::codes {

// --- one record; it costs itself only
inline constexpr Code kUnterminatedQuote{
    "flat.unterminated_quote",
    "A quoted field begins at the byte named and does not end before the file, or the longest record allowed, does.",
    "Close or remove the quote; a file in which quotes mean nothing is read with quote: none."};
inline constexpr Code kTextAfterQuote{
    "flat.text_after_quote", "After a field's closing quote comes more text instead of a delimiter or a line end.",
    "Double the quotes inside quoted fields, or state how the file escapes them (escape: backslash)."};
inline constexpr Code kNul{"flat.nul_byte", "The record holds a NUL byte, which no text has.",
                           "Export the file again, or state its encoding: NUL bytes are usual in UTF-16."};
inline constexpr Code kTooFewFields{"flat.too_few_fields", "The record has fewer fields than the file has columns.",
                                    "Correct the record, or allow short records with ragged: pad."};
inline constexpr Code kTooManyFields{"flat.too_many_fields", "The record has more fields than the file has columns.",
                                     "Quote the fields that hold the delimiter, or allow it with ragged: keep."};
inline constexpr Code kRecordTooLong{
    "flat.record_too_long", "The record is longer than max_record and was skipped up to the next line end.",
    "Raise max_record if records may be that long; else state the dialect's line ends and quotes."};
inline constexpr Code kNotUtf8{"flat.not_utf8", "The record holds bytes that are no text in the file's encoding.",
                               "State the encoding the file was written in, or set invalid: replace."};

// --- the columns of a file
inline constexpr Code kNoHeader{"flat.no_header", "The file has no header line.",
                                "Write the column names in the first line, or give them in the map (header: false)."};
inline constexpr Code kDuplicateHeader{"flat.duplicate_header", "Two columns of the file have the same name.",
                                       "Rename one of them, or tell them apart in the map by their occurrence."};
inline constexpr Code kMissingColumn{"flat.missing_column", "A column that the map reads is not in the file.",
                                     "Add the column, correct its name in the map, or mark it as optional with '?'."};
inline constexpr Code kAmbiguousHeader{
    "flat.ambiguous_header", "Two columns of the file differ from a wanted name only in letter case or blanks.",
    "Write the column's name in the map exactly as in the file."};

// --- how files are read
inline constexpr Code kDialect{"flat.dialect", "The dialect contradicts itself.",
                               "Correct the option named under source in the map."};
inline constexpr Code kPath{"flat.path", "The path to a value in JSON rows cannot be read.",
                            "Write it as /a/b/0 or as a.b[0]."};
inline constexpr Code kNotRows{"flat.not_rows", "The JSON document has no list of rows where the map says.",
                               "Correct the path of the rows in the map; it must lead to an array."};
std::span<const Code* const> flat_codes();

}  // namespace hios::flat::codes
